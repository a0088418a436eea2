"""Two people who correct one registration at once: whoever saves second is told (docs/decisions/0009)."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from eventreg.domain.errors import ChangedMeanwhile
from eventreg.models import Registration


def count_up(session: Session, found: Registration, *, seen: int | None) -> None:
    """Take the right to correct a registration as it was seen: in version `seen`, or the one that was just read.

    Raises ChangedMeanwhile if somebody else was faster.
    """
    as_seen = update(Registration).where(
        Registration.id == found.id, Registration.version == (found.version if seen is None else seen)
    )
    counted = as_seen.values(version=Registration.version + 1)
    if session.execute(counted, execution_options={"synchronize_session": False}).rowcount == 0:
        raise ChangedMeanwhile
    session.refresh(found, ["version"])
