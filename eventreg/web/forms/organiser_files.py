"""What organisers fill in when they put up a document; the rules are in domain.documents."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import DataRequired

from eventreg.web.forms.fields import line


class DocumentForm(FlaskForm):
    """A file and what it is."""

    title_lv = line(_("Title in Latvian"), DataRequired(_("Enter the title in Latvian")))
    title_en = line(_("Title in English"))
    file = FileField(_("File"), [FileRequired(_("Choose a file"))])
