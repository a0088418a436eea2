"""What one process does in a race: a device that delivers scans, visitors who sign up, cancel or guess."""

from sqlalchemy.orm import Session, configure_mappers

from eventreg.domain import (
    administration,
    checkin,
    corrections,
    moving,
    paper,
    people,
    registration,
    repeats,
    review,
    reviewing,
    second_factor,
    tally,
    tries,
)
from eventreg.domain.errors import Refused
from eventreg.domain.review import Judge
from eventreg.models import DoorPass, Event, Registration, ReviewItem, User
from tests.factories import KEY, NOW, at_hour

configure_mappers()  # once, before the processes part


def deliver(engine, delivery):
    """One device delivers scans, each list in a transaction of its own; return verdict and first scan of the last."""
    pass_id, batches = delivery
    for batch in batches:
        with Session(engine) as session:
            answers, _ = checkin.record(session, session.get(DoorPass, pass_id), batch, now=at_hour(8), person_key=KEY)
            session.commit()
    return answers[-1].verdict.value, answers[-1].first.uuid if answers[-1].first else None


def register(engine, form):
    """One visitor sends a form; return the registration's id, or why there is none."""
    event_id, written = form
    with Session(engine) as session:
        try:
            found = registration.register(session, session.get(Event, event_id), written, identity_key=KEY, now=NOW).id
        except Refused as refused:
            return type(refused).__name__
        session.commit()
        return found


def give_back(engine, registration_id):
    """One visitor cancels; return what came of it."""
    with Session(engine) as session:
        try:
            registration.cancel(session, session.get(Registration, registration_id), now=NOW)
        except Refused as refused:
            return type(refused).__name__
        session.commit()
        return "cancelled"


def recognise(engine, project_id):
    """One visitor is looked up as a person."""
    with Session(engine) as session:
        known = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv"}
        found = people.find_or_create(session, project_id, **known, identity_key=KEY, now=NOW)
        session.commit()
        return found


def try_once(engine, of):
    """One try at a secret; return whether it may be made."""
    with Session(engine) as session:
        taken = tries.take(session, of, now=NOW)
        session.commit()
        return taken


def take_step(engine, code):
    """One request with a code of the app; return whether it opens."""
    with Session(engine) as session:
        taken = second_factor.take_step(session, *code)
        session.commit()
        return taken


def take_code(engine, code):
    """One request with a recovery code, after it has read the user as each request does; return whether it opens."""
    user_id, typed = code
    with Session(engine) as session:
        assert session.get(User, user_id).mf_recovery_codes
        taken = second_factor.take_recovery_code(session, user_id, lambda kept: kept == typed)
        session.commit()
        return taken


def close_account(engine, pair):
    """One administrator closes the account of another; return whether it was closed."""
    with Session(engine) as session:
        by, whose = (session.get(User, each) for each in pair)
        closed = administration.deactivate(session, whose, by=by, now=NOW)
        session.commit()
        return closed


def take_administrator(engine, pair):
    """One administrator takes the right from another; return whether it was taken."""
    with Session(engine) as session:
        by, whose = (session.get(User, each) for each in pair)
        taken = administration.take_administrator(session, whose, by=by, now=NOW)
        session.commit()
        return taken


def organise(engine, job):
    """One organiser does something to a registration; return what came of it, or why nothing did."""
    what, registration_id, user_id, more = job
    with Session(engine) as session:
        found, terms = session.get(Registration, registration_id), {"by": session.get(User, user_id), "now": NOW}
        work = {
            "merge": lambda: repeats.merge(session, found.event, found, **terms),
            "move": lambda: moving.move(session, found, more, all_the_same=False, **terms),
            "cancel": lambda: corrections.cancel(session, found, **terms),
            "restore": lambda: corrections.restore(session, found, all_the_same=False, **terms),
            "correct": lambda: corrections.correct(session, found, more, seen=1, identity_key=KEY, **terms),
        }[what]
        try:
            done = work()
        except Refused as refused:
            return type(refused).__name__
        session.commit()
        return done


def decide(engine, job):
    """One organiser decides about a scan: lets it count for somebody, or sets it aside; return what came of it."""
    item_id, user_id, registration_id = job
    with Session(engine) as session:
        event = session.get(Event, session.get(ReviewItem, item_id).event_id)
        case = reviewing.find(session, event, item_id)
        judge = Judge(session.get(User, user_id), at_hour(9), "" if registration_id else "A mistake")
        try:
            if registration_id:
                review.attach(session, event, case, judge, registration_id=registration_id, day=event.first_day)
            else:
                review.dismiss(session, event, case, judge)
        except Refused as refused:
            return type(refused).__name__
        session.commit()
        return "decided"


def organise_all(engine, jobs):
    """One organiser does one thing after the other; return what came of each."""
    return [organise(engine, job) for job in jobs]


def enter(engine, job):
    """One organiser sends a row from paper; return which registrations are marked."""
    event_id, user_id, row, registration_id = job
    with Session(engine) as session:
        event, by = session.get(Event, event_id), session.get(User, user_id)
        entry = paper.Entry(row, registration_id)
        marked = paper.mark(session, event, event.days[0], [entry], paper.Hand(by, at_hour(8)))
        session.commit()
        return marked


def take_back(engine, job):
    """One organiser takes back that somebody was present; return whether there was anything to take back."""
    event_id, user_id, registration_id = job
    with Session(engine) as session:
        event, by = session.get(Event, event_id), session.get(User, user_id)
        done = paper.take_back(session, event, registration_id, event.days[0], paper.Hand(by, at_hour(9)))
        session.commit()
        return done


def count_often(engine, project_id):
    """Somebody counts anew what has changed, again and again; return how often there was something."""
    counted = 0
    for _ in range(60):
        with Session(engine) as session:
            counted += tally.is_behind(session, project_id)
            tally.refresh(session, project_id)
            session.commit()
    return counted


def do(engine, job):
    """Somebody does whatever it is."""
    work, subject = job
    return work(engine, subject)
