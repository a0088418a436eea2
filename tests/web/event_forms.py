"""The forms by which organisers change what is there: projects, events, activities, indicators, documents."""

from dataclasses import replace

from tests.web.forms import ACTIVITY, EVENT, INDICATOR, PROJECT, WHOLE, WRONG_DATE, Case, Text

PROJECT_EDIT = Case(
    "organiser_project.edit",
    ("project",),
    PROJECT.texts,
    {name: value for name, value in PROJECT.good.items() if name != "slug"},
    {
        **{name: said for name, said in PROJECT.missing.items() if name != "slug"},
        "funding_statement_lv": "Enter the funding statement in Latvian",
        "days_required": "Enter the number of days",
    },
    PROJECT.wrong | {"balance_paid_on": WRONG_DATE, "days_required": WHOLE},
    edits=True,
)
EVENT_EDIT = replace(
    EVENT,
    endpoint="organiser_events.edit",
    needs=("event_id",),
    good={name: value for name, value in EVENT.good.items() if not name.startswith(("days", "number"))},
    fresh={},
    edits=True,
)
ACTIVITY_EDIT = replace(ACTIVITY, endpoint="organiser_activities.edit", needs=("activity_id",), fresh={}, edits=True)
INDICATOR_OF_ACTIVITY = replace(INDICATOR, endpoint="organiser_indicators.new_of_activity", needs=("activity_id",))
INDICATOR_EDIT = replace(INDICATOR, endpoint="organiser_indicators.edit", needs=("indicator_id",), edits=True)
CANCEL_EVENT = Case(
    "organiser_event_life.cancel",
    ("event_id",),
    {"reason_lv": Text(500, "Enter the reason in Latvian"), "reason_en": Text(500)},
)
COPY = Case(
    "organiser_event_life.copy",
    ("event_id",),
    {"period_reason": Text(500)},
    {"first_day": "2019-02-01"},
    {"number": "Enter the number"},
    {"number": WHOLE, "first_day": WRONG_DATE},
    {"number": "3{:03}"},
)
DOCUMENT = Case(
    "organiser_files.document_list",
    ("event_id",),
    {"title_lv": Text(200, "Enter the title in Latvian"), "title_en": Text(200)},
    files={"file": (b"%PDF-1.7", "karte.pdf")},
)
OF_EVENTS = (
    PROJECT_EDIT,
    EVENT_EDIT,
    ACTIVITY_EDIT,
    INDICATOR_OF_ACTIVITY,
    INDICATOR_EDIT,
    CANCEL_EVENT,
    COPY,
    DOCUMENT,
)
