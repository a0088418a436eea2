"""The forms of access: one's own account, colleagues, administrators, organisations, and a project's own mails."""

from tests.web.forms import Case, Text

CHOOSE = "Choose from the list"
COLLEAGUE = Case(
    "members.people",
    ("project",),
    {"name": Text(200, "Enter the name")},
    {"email": "ilze@example.lv", "role": "organiser", "language": "en"},
    {"email": "Enter the e-mail address", "role": CHOOSE},
    {"role": CHOOSE, "language": CHOOSE},
)
ADMINISTRATOR = Case(
    "admin.invite",
    (),
    COLLEAGUE.texts,
    {"email": "ilze@example.lv", "language": "en"},
    {"email": "Enter the e-mail address"},
    {"language": CHOOSE},
)
ACCOUNT = Case(
    "account.home",
    (),
    {"name": Text(200, "Enter your name")},
    {"language": "en"},
    wrong={"language": CHOOSE},
    edits=True,
)
ORGANISATION = Case(
    "members.new_organisation",
    ("project",),
    {"organisation_name": Text(200, "Enter the name of the organisation")},
)
ORGANISATION_EDIT = Case(
    "members.edit_organisation",
    ("project", "organisation_id"),
    ORGANISATION.texts,
    edits=True,
)
MAIL_TEXT = Case(
    "organiser_mail_texts.edit",
    ("project", "mail_kind", "code"),
    good={"subject": "Gaidām: {event}", "body": "Sveiki, {name}!"},
    missing={"subject": "Enter the subject", "body": "Enter how the mail begins"},
    then="save",
)
OF_ACCOUNTS = (COLLEAGUE, ADMINISTRATOR, ACCOUNT, ORGANISATION, ORGANISATION_EDIT, MAIL_TEXT)
