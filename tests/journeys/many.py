"""Many people who sign up at once, written behind the service's back."""

import itertools

from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session

from eventreg.domain import tickets
from eventreg.models import Registration
from tests.factories import make_registration
from tests.journeys.stage import Stage, now

SURNAMES = ("Bērziņš", "Kalniņa", "Ozols", "Liepa", "Krūmiņa", "Paņko", "Žagars", "Ķirsis")
number = itertools.count(1)


def sign_up_many(stage: Stage, how_many: int, event_id: int | None = None) -> list[str]:
    """Give places to so many people who differ in name only; return their tickets."""
    with Session(stage.engine) as session:
        event = stage.event_in(session, event_id)
        one = make_registration(session, event, now=now())
        columns = {each.key: getattr(one, each.key) for each in inspect(Registration).column_attrs}
        rows = [columns | _other(one.id + each) for each in range(1, how_many)]
        if rows:
            session.execute(insert(Registration), rows)
        session.commit()
        found = select(Registration.ticket).where(Registration.id >= one.id, Registration.id < one.id + how_many)
        return list(session.scalars(found.order_by(Registration.id)))


def _other(own_id: int) -> dict[str, object]:
    ticket, each = tickets.new_ticket(), next(number)
    return {
        "id": own_id,
        "ticket": ticket,
        "ticket_hash": tickets.ticket_hash(ticket),
        "manage": tickets.new_manage(),
        "code": tickets.new_code(),
        "submission": f"many-{each}",
        "name": f"Persona {each}",
        "surname": SURNAMES[each % len(SURNAMES)],
    }
