"""The definitions of DESIGN.md in plain Python, as slow and as simple as they can be said."""

from eventreg.models import Scan
from sqlalchemy import select
from sqlalchemy.orm import Session


def present_by_definition(session: Session) -> set[tuple[int, int]]:
    """Return (registration id, day id) of whoever has an accepted admit scan that no undo names (DESIGN.md 2)."""
    columns = (Scan.event_id, Scan.uuid, Scan.action, Scan.verdict, Scan.undoes, Scan.registration_id, Scan.day_id)
    rows = session.execute(select(*columns)).all()
    undone = {(row.event_id, row.undoes) for row in rows if row.action == "undo"}
    return {
        (row.registration_id, row.day_id)
        for row in rows
        if row.action == "admit"
        and row.verdict in ("admitted", "already_in")
        and (row.event_id, row.uuid) not in undone
    }
