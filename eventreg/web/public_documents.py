"""Documents of public events, for everybody."""

from flask import Blueprint

from eventreg.domain import documents
from eventreg.extensions import db
from eventreg.web.access import Access, or_404, requires
from eventreg.web.organiser_files import as_file

bp = Blueprint("public_documents", __name__)


@bp.get("/events/<slug>/documents/<int:document_id>/<filename>")
@requires(Access.PUBLIC)
def document(slug, document_id, filename):
    """Hand out a document of a public event."""
    return as_file(or_404(documents.find_public(db.session, slug, document_id, filename)))
