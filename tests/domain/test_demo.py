"""The demo: the seed's own sentence comes out of its check-ins."""

import re
import uuid
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from eventreg.demo import build, today
from eventreg.domain import checkin, events, outbox, results, sentence
from eventreg.domain.errors import SlugTaken
from eventreg.extensions import Model, prepare_sqlite
from eventreg.models import (
    Category,
    DoorPass,
    Event,
    EventStatus,
    Indicator,
    OutgoingMail,
    Project,
    Registration,
    RegistrationStatus,
    Scan,
    Verdict,
)
from tests import factories
from tests.conftest import DIALECTS
from tests.domain.recount import participations_by_event, persons_by_key, standing_scans, stated_answers

KEY = b"a person key for tests, long enough"
NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
SEED_SENTENCE = (
    "ir iesaistīti 90 valsts pārvaldes pārstāvji, t.sk. 75 pašvaldību pārstāvji un speciālisti, 15 ministriju un to"
    " padotībā esošu iestāžu pārstāvji, kā arī 95 romu pārstāvji, 24 pārstāvji no ne-romu nevalstiskajām organizācijām"
    " un 9 citu ES dalībvalstu un starptautisko organizāciju eksperti"
)
SEED_FUNDING = (
    "Šis pasākums ir īstenots projekta „Latvijas romu platforma III: sadarbības un līdzdalības veicināšana” ietvaros"
    " (līgums Nr.792550-NRP3-LV) ar Eiropas Savienības programmas „Tiesības, vienlīdzība un pilsonība 2014 – 2020”"
    " finansiālo atbalstu. Par pasākuma saturu atbild Kultūras ministrija, un tajā nav atspoguļots Eiropas Komisijas"
    " viedoklis."
)
NUMBER = re.compile(r"(?<![\w:/-])(?<!\d\.)\d+(?!\.?\d)(?![\w:/-])")  # no part of a date, a time or a fraction


@pytest.fixture(scope="module", params=DIALECTS)
def built(request: pytest.FixtureRequest) -> Engine:
    """A database of its own with the demo in it, built once for all tests that put back what they change."""
    if request.param == "sqlite":
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"isolation_level": None})
        event.listen(engine, "connect", prepare_sqlite)
    else:
        address = make_url(request.getfixturevalue("postgresql"))
        server = create_engine(address, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text("CREATE DATABASE with_demo"))
        server.dispose()
        engine = create_engine(address.set(database="with_demo"))
    Model.metadata.create_all(engine)
    with Session(engine) as session:
        build.build(session, identity_key=KEY, now=NOW)
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def demo(built: Engine) -> Session:
    """A session on the demo that takes everything back."""
    with Session(built) as session:
        yield session
        session.rollback()


def platform_of(session: Session) -> Project:
    """Platform III."""
    return session.scalars(select(Project).where(Project.slug == "latvijas-romu-platforma-iii")).one()


def today_of(session: Session) -> Project:
    """The project of today."""
    return session.scalars(select(Project).where(Project.slug == today.SLUG)).one()


def squeezed(words: str) -> str:
    """Without any white space."""
    return "".join(words.split())


def test_writes_the_seeds_sentence(demo):
    assert sentence.write(results.read(demo, platform_of(demo)), "lv") == SEED_SENTENCE


def test_everybody_who_came_has_stated_an_answer_somewhere(demo):
    read = results.read(demo, platform_of(demo))

    assert (read.persons_not_stated, read.participations_not_stated > 0) == (0, True)
    assert read.persons == sum(line.persons for line in read.lines if line.depth == 0)


def test_undoing_somebodys_only_attendance_changes_the_sentence(demo):
    project = platform_of(demo)
    before = results.read(demo, project)
    scan = find_only_scan(demo, project)
    undo = {"id": str(uuid.uuid4()), "action": "undo", "undoes": scan.uuid}

    answers, _ = checkin.record(demo, demo.get(DoorPass, scan.door_pass_id), [undo], now=scan.at + timedelta(minutes=1))

    after = results.read(demo, project)
    assert [answer.verdict for answer in answers] == [Verdict.UNDONE]
    assert after.persons == before.persons - 1
    assert sentence.write(after, "lv") != sentence.write(before, "lv")
    assert persons_by_key(demo, project) == dict(+Counter(leaves(after)))


def find_only_scan(session: Session, project: Project) -> Scan:
    """The one scan that proves the one attendance of somebody who stated an answer."""
    standing = standing_scans(session, project)
    alone = Counter(person for person, *_ in standing)
    return next(scan for person, *_, scan in sorted(standing, key=lambda row: row[-1].id) if alone[person] == 1)


@pytest.mark.parametrize("project_of", [platform_of, today_of])
def test_counts_as_plain_loops_over_the_rows_do(demo, project_of):
    project = project_of(demo)

    read = results.read(demo, project)

    assert persons_by_key(demo, project) == dict(+Counter(leaves(read)))
    keys = {line.category.id: line.category.key for line in read.lines} | {None: None}
    by_event = {
        line.event.number: {keys[category]: number for category, number in line.by_category.items()}
        for line in read.events
        if line.by_category
    }
    assert participations_by_event(demo, project) == by_event


def leaves(read: results.Results) -> dict[str | None, int]:
    """Unique persons by the key of the category that they chose, and of those who stated none."""
    parents = {line.category.parent_id for line in read.lines}
    counts = {line.category.key: line.persons for line in read.lines if line.category.id not in parents}
    return counts | {None: read.persons_not_stated}


def test_the_places_taken_are_the_confirmed_registrations(demo):
    confirmed = select(func.count()).where(
        Registration.event_id == Event.id, Registration.status == RegistrationStatus.CONFIRMED
    )
    rows = demo.execute(select(Event.places_taken, confirmed.scalar_subquery())).all()

    assert any(taken for taken, _ in rows)
    assert [taken for taken, _ in rows] == [number for _, number in rows]


def test_no_count_stands_in_the_sources(demo):
    read = results.read(demo, platform_of(demo))
    counts = {str(line.persons) for line in read.lines} | {str(read.persons)}

    sources = Path(build.__file__).parent.glob("*.py")
    found = {(path.name, number) for path in sources for number in NUMBER.findall(path.read_text())}

    assert {(name, number) for name, number in found if number in counts} == set()
    assert len(found) > 10


def test_every_address_is_an_example(demo):
    addresses = [*demo.scalars(select(Registration.email)), *demo.scalars(select(OutgoingMail.recipient))]

    assert [address for address in addresses if address and not re.fullmatch(r"[!-~]+@[a-z-]+\.example", address)] == []
    assert demo.scalars(select(Registration.id).where(Registration.phone.is_not(None))).all() == []


def test_nobody_real_is_invented(demo):
    surnames = " ".join(demo.scalars(select(Registration.surname)))

    assert [name for name in ("Panko", "Paņko", "Ruka", "Kraukle") if name in surnames] == []


def test_no_mail_waits(demo):
    assert demo.scalar(select(func.count()).select_from(OutgoingMail)) > 0
    assert outbox.claim(demo, now=NOW + timedelta(days=1)) is None


def test_mail_of_a_newcomer_waits(demo):
    event_ = events.find(demo, "atvertas-durvis-un-izstade-romu-stasti")

    factories.make_registration(demo, event_, now=NOW, email="jaunais@epasts.example")

    assert outbox.claim(demo, now=NOW).recipient == "jaunais@epasts.example"


def test_funding_statement_is_the_seeds(demo):
    project = platform_of(demo)

    assert squeezed(f"{project.funding_statement['lv']} {project.disclaimer['lv']}") == squeezed(SEED_FUNDING)


def test_both_projects_are_demos_on_hold_with_published_events(demo):
    assert [(project.demo, project.legal_hold) for project in demo.scalars(select(Project))] == [(True, True)] * 2
    assert set(demo.scalars(select(Event.status))) == {EventStatus.PUBLISHED}
    assert build.is_built(demo)


def test_reports_other_numbers_with_their_source(demo):
    rows = demo.scalars(select(Indicator).where(Indicator.project_id == platform_of(demo).id))
    indicators = {row.name["en"]: row for row in rows}

    reported = [
        "Roma mediators",
        "months",
        "Roma families helped",
        "positive stories",
        "participant with a certificate",
    ]
    assert [indicators[name].value for name in reported] == [4, 8, 125, 3, 1]
    assert all(row.source and row.name["lv"] for row in indicators.values())


def test_follows_what_is_known_of_each_event(demo):
    attended = {line.event.slug: line for line in results.read(demo, platform_of(demo)).events}
    keys = {category.id: category.key for category in demo.scalars(select(Category))}
    youths = attended["praktiska-darbnica-sare-khetene-2019"]
    women = attended["romu-sieviesu-kapacitates-stiprinasanas-seminars"]
    course = attended["anglu-valodas-kursi-romu-aktivistiem"]

    assert {keys[c]: n for c, n in youths.by_category.items()}["roma"] == 17
    assert women.participations > 30
    assert attended["latvijas-romu-platformas-sanaksme"].participations == 35
    assert course.days[-1].present == 1


def test_everything_has_happened_in_order(demo):
    places = {place.id: place for place in demo.scalars(select(Registration))}
    scans = demo.scalars(select(Scan).where(Scan.registration_id.is_not(None)))

    assert all(place.event.opens_at <= place.signed_up_at < place.event.closes_at for place in places.values())
    assert all(places[scan.registration_id].signed_up_at < scan.at <= scan.received_at for scan in scans)
    in_order = sorted(places.values(), key=lambda place: (place.project_id, place.signed_up_at, place.id))
    assert [place.id for place in in_order] == sorted(places)


def test_shows_what_can_happen(demo):
    project = platform_of(demo)
    places = demo.scalars(select(Registration).where(Registration.project_id == project.id)).all()
    stated = stated_answers(demo)
    present = defaultdict(set)
    for _, place, _, day, _ in standing_scans(demo, project):
        present[place.id].add(day.id)
    answers = defaultdict(set)
    for place in places:
        if present[place.id]:
            answers[place.person_id].add(stated.get(place.id))

    assert any(place.status is RegistrationStatus.CANCELLED for place in places)
    assert any(place.status is RegistrationStatus.CONFIRMED and not present[place.id] for place in places)
    assert any(0 < len(present[place.id]) < len(place.event.days) for place in places)
    assert any(len(given) > 1 and None in given for given in answers.values())
    assert any(len(given - {None}) > 1 for given in answers.values())
    assert max(Counter((place.event_id, place.person_id) for place in places).values()) > 1
    assert {verdict.value for verdict in demo.scalars(select(Scan.verdict))} == {
        "admitted", "already_in", "other_event", "cancelled", "unknown", "undone",
    }  # fmt: skip


def test_an_address_that_a_family_shares_is_several_persons(demo):
    family = demo.scalars(select(Registration).where(Registration.surname == "Pūpolķese")).all()

    assert len({place.email for place in family}) == 1
    assert len({place.person_id for place in family}) == len({place.name for place in family}) == 3


def test_second_demo_is_refused(demo):
    with pytest.raises(SlugTaken):
        build.build(demo, identity_key=KEY, now=NOW)
