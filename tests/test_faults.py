"""What is written down of an error tells nothing of the data."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from eventreg import faults
from eventreg.models import Registration
from tests.factories import make_event, make_registration


def test_an_error_of_the_database_is_written_down_without_its_row(session):
    event = make_event(session)
    somebody, other = make_registration(session, event), make_registration(session, event)

    with pytest.raises(IntegrityError) as refused:
        session.execute(update(Registration).where(Registration.id == somebody.id).values(code=other.code, name=None))

    written = faults.describe(refused.value)
    assert [word for word in ("Bērziņa", somebody.ticket, somebody.manage, other.code) if word in written] == []
    assert written.splitlines()[0] in ("IntegrityError", "NotNullViolation 23502")
    assert "test_faults.py" in written
