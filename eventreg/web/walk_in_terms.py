"""What a desk must know to let in somebody who has not signed up: the answers, and what is said to them."""

from eventreg.domain import categories, notices
from eventreg.extensions import db
from eventreg.models import Category, DoorPass, PassKind


def terms(door_pass: DoorPass) -> dict[str, object] | None:
    """Return the categories, the notice in short and the capacity, texts by language; a scanner has no use for them."""
    if door_pass.kind is not PassKind.DESK:
        return None
    event = door_pass.event
    leaves = categories.list_choices(db.session, event.project_id)
    return {
        "categories": [_category(leaf) for leaf in leaves],
        "notice": notices.current(db.session, event.project_id).short,
        "capacity": event.capacity,
    }


def _category(leaf: Category) -> dict[str, object]:
    return {"key": leaf.key, "label": leaf.label, "hint": leaf.definition, "sensitive": leaf.sensitive}
