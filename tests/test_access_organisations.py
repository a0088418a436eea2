"""An organiser of one organisation meets nothing of another one of the same project, whatever the route."""

import pytest
from flask import url_for

from eventreg.domain import documents, indicators, invitations
from eventreg.domain.indicators import IndicatorDraft
from eventreg.domain.invitations import Offer
from eventreg.models import Document, DoorPass, Kind, Membership, Organisation, Registration, Role
from eventreg.web.access import Access, access_of
from tests.conftest import NOW
from tests.factories import (
    make_event,
    make_mail,
    make_pass,
    make_project,
    make_registration,
    make_review_item,
    make_user,
    stored,
)

OF_THEIR_OWN = {
    "organiser.home": "GET",  # what they organise
    "organiser.project": "GET",  # the terms of the grant, and what they organise
    "organiser_events.new": "GET POST",  # an event of their organisation
    "organiser_activities.new": "GET POST",
    "organiser.new_project": "GET POST",  # a project of their own
}
"""The routes that name no object of anybody: what an organiser of one organisation may send there."""
SECRET = "Slepenais"  # stands in whatever the other organisation has


@pytest.fixture
def project(web_session):
    """A project with an event of one organisation, which has everything an event may have."""
    return make_project(web_session)


@pytest.fixture
def organisations(web_session, project):
    """The organisation of the visitor, and the other one."""
    made = [Organisation(project_id=project.id, name=name, created_at=NOW) for name in ("Tilts", SECRET)]
    web_session.add_all(made)
    web_session.flush()
    return made


@pytest.fixture
def limited(browser, web_session, project, organisations):
    """A browser of somebody who organises the events of one organisation."""
    user = make_user(web_session, Role.ORGANISER, project=project)
    web_session.query(Membership).filter_by(user_id=user.id).one().organisation_id = organisations[0].id
    web_session.commit()
    return browser.log_in(user).read_in("en")


def their_own(session, project, organisation, word):
    """Make an event of an organisation with all that routes speak of; return the values of their addresses."""
    named = {"name": {"lv": word, "en": word}, "organisation_id": organisation.id, "place": word}
    event = make_event(session, project, **named)
    activity = make_event(session, project, kind=Kind.PUBLICATION, days=(), **named)
    guest, title = make_registration(session, event, name=word, organisation=word), {"lv": word}
    counted = IndicatorDraft(name={"lv": word}, value=3, unit={}, counted_on=None, source=word)
    by, made = make_user(session, Role.ORGANISER, project=project), {"by": None, "now": NOW}
    by.name = word
    offer = Offer("svess@example.org", word, "lv", project, Role.ORGANISER, organisation)
    values = {
        "slug": project.slug,
        "organisation_id": organisation.id,
        "event_id": event.id,
        "activity_id": activity.id,
        "registration_id": guest.id,
        "day_id": event.days[0].id,
        **reviewed(session, event),
        "pass_id": make_pass(session, event, operator=word).id,
        "mail_id": make_mail(session, event, recipient=f"{word.lower()}@example.org").id,
        "document_id": documents.add(session, event, title=title, filename="map.pdf", content=b"%PDF-1.7", **made).id,
        "indicator_id": indicators.add(session, project, activity, counted, **made).id,
        "membership_id": session.query(Membership).filter_by(user_id=by.id).one().id,
        "invitation_id": invitations.invite(session, offer, by=by, now=NOW)[0].id,
        "kind": "confirmation",
        "code": "lv",
    }
    session.commit()
    return values


def reviewed(session, event):
    """What an organiser has to decide about."""
    item = make_review_item(session, event)
    return {"item_id": item.id, "case_kind": item.kind.value}


@pytest.fixture
def theirs(web_session, project, organisations):
    """The addresses of what the other organisation has."""
    return their_own(web_session, project, organisations[1], SECRET)


def routes(app):
    """Return each route of organisers and staff that names a project or less, with each of its methods."""
    staff = (Access.ORGANISER, Access.STAFF)
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if access_of(app, rule.endpoint) in staff
        for method in sorted(rule.methods & {"GET", "POST"})
    ]


def ask(browser, rule, method, values):
    """Open a route with the values that it wants; one that these tests do not know is an error."""
    with browser.app.test_request_context():
        address = url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
    return browser.client.open(address, method=method, data={"csrf_token": values["csrf_token"]})


@pytest.fixture
def token(limited, project):
    """The token that a form of the visitor carries."""
    return {"csrf_token": limited.get("organiser_events.new", slug=project.slug).form()["csrf_token"]}


def test_nothing_of_another_organisation_is_found(limited, web_session, theirs, token):
    before = {model: len(stored(web_session, model)) for model in (Registration, Membership, Organisation)}
    found, told = {}, []
    for rule, method in routes(limited.app):
        answer = ask(limited, rule, method, theirs | token)
        found[rule.endpoint, method] = answer.status_code != 404
        told += [rule.endpoint] if SECRET.lower() in answer.get_data(as_text=True).lower() else []

    assert {endpoint: method for (endpoint, method), is_found in found.items() if is_found} == {
        endpoint: methods.split()[-1] for endpoint, methods in OF_THEIR_OWN.items()
    }
    assert told == []
    assert {model: len(stored(web_session, model)) for model in before} == before


def test_what_is_their_own_is_found(limited, web_session, project, organisations, token):
    """Otherwise the test above would not show anything."""
    own = their_own(web_session, project, organisations[0], "Tilts")
    whole_project = ("members.", "organiser_mail_texts.", "organiser_project.")
    missed = {
        rule.endpoint
        for rule, method in routes(limited.app)
        if method == "GET" and ask(limited, rule, method, own | token).status_code != 200
    }

    assert {endpoint for endpoint in missed if not endpoint.startswith(whole_project)} == {"organiser_indicators.new"}


def test_nobody_moves_into_an_event_of_another_organisation(
    limited, web_session, project, organisations, theirs, token
):
    own = their_own(web_session, project, organisations[0], "Tilts")
    at = {"event_id": own["event_id"], "registration_id": own["registration_id"]}
    make_event(web_session, project, organisation_id=organisations[0].id)
    web_session.commit()

    page = limited.post("organiser_registration.move", token | {"target": str(theirs["event_id"])}, **at)

    assert page.errors() == ["Choose an event from the list"]
    assert SECRET not in page.words()
    assert stored(web_session, Registration, id=own["registration_id"])[0].event_id == own["event_id"]


def test_their_registrations_are_not_found_below_an_event_of_ones_own(
    limited, web_session, project, organisations, theirs, token
):
    own = their_own(web_session, project, organisations[0], "Tilts")
    mixed = theirs | token | {"event_id": own["event_id"], "activity_id": own["activity_id"]}
    below = ("registration_id", "pass_id", "mail_id", "document_id")
    twice = {"organiser_passes.revoke", "organiser_files.remove_document"}  # pressed again, they say nothing
    kept = ((DoorPass, theirs["pass_id"]), (Document, theirs["document_id"]))

    found = {
        rule.endpoint: ask(limited, rule, method, mixed).status_code
        for rule, method in routes(limited.app)
        if rule.arguments & set(below)
    }

    assert {endpoint for endpoint, status in found.items() if status != 404} == twice
    assert [stored(web_session, model, id=number)[0].event_id for model, number in kept] == [theirs["event_id"]] * 2
    assert stored(web_session, DoorPass, id=theirs["pass_id"])[0].revoked_at is None


def test_an_organiser_is_no_coordinator_of_their_organisation(limited, theirs):
    coordinators = [
        rule for rule in limited.app.url_map.iter_rules() if access_of(limited.app, rule.endpoint) is Access.COORDINATOR
    ]

    for rule in coordinators:
        assert ask(limited, rule, "GET", theirs | {"csrf_token": ""}).status_code == 403, rule.endpoint


def test_no_link_of_the_project_leads_them_to_nothing(limited, project):
    page = limited.get("organiser.project", slug=project.slug)

    links = [link.get("href") for link in page.all("a") if link.get("href").startswith("/organiser/")]
    assert [link for link in links if limited.client.get(link).status_code != 200] == []
