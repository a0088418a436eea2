"""Who may open what: the whole matrix, endpoint by endpoint, and somebody else's object is not found."""

import pytest
from flask import url_for

from eventreg.domain import documents, indicators, mail_links, members
from eventreg.domain.indicators import IndicatorDraft
from eventreg.extensions import Model
from eventreg.models import Kind, Role
from eventreg.web.access import Access, access_of
from tests.conftest import MAIL_KEY
from tests.factories import (
    NOW,
    make_event,
    make_mail,
    make_pass,
    make_project,
    make_registration,
    make_review_item,
    make_user,
)

MATRIX = {
    "account.start": Access.USER,
    "admin.change_user": Access.ADMINISTRATOR,
    "admin.home": Access.ADMINISTRATOR,
    "admin.invite": Access.ADMINISTRATOR,
    "admin.list_projects": Access.ADMINISTRATOR,
    "admin.log": Access.ADMINISTRATOR,
    "admin.withdraw": Access.ADMINISTRATOR,
    "api.openapi": Access.PUBLIC,
    "api.read_results": Access.COORDINATOR,
    "api.read_roster": Access.DOOR,
    "api.redeem": Access.PUBLIC,
    "api.scans": Access.DOOR,
    "door.app": Access.PUBLIC,
    "door.check_in": Access.DOOR,
    "door.leave": Access.PUBLIC,
    "door.manifest": Access.PUBLIC,
    "door.scan": Access.DOOR,
    "door.start": Access.PUBLIC,
    "door.undo": Access.DOOR,
    "door_search.admit": Access.DOOR,
    "door_search.search": Access.DOOR,
    "door.worker": Access.PUBLIC,
    "health.healthz": Access.PUBLIC,
    "health.metrics": Access.MONITOR,
    "health.readyz": Access.PUBLIC,
    "invitations.accept": Access.PUBLIC,
    "members.edit_organisation": Access.STAFF,
    "members.new_organisation": Access.STAFF,
    "members.people": Access.STAFF,
    "members.remove": Access.STAFF,
    "members.remove_organisation": Access.STAFF,
    "members.withdraw": Access.STAFF,
    "mail_links.invitation": Access.PUBLIC,
    "mail_links.unsubscribe": Access.PUBLIC,
    "organiser.home": Access.ORGANISER,
    "organiser.new_project": Access.ORGANISER,
    "organiser.project": Access.ORGANISER,
    "organiser_activities.edit": Access.ORGANISER,
    "organiser_activities.new": Access.ORGANISER,
    "organiser_activities.show": Access.ORGANISER,
    "organiser_files.document": Access.ORGANISER,
    "organiser_files.document_list": Access.ORGANISER,
    "organiser_files.poster": Access.ORGANISER,
    "organiser_files.remove_document": Access.ORGANISER,
    "public_documents.document": Access.PUBLIC,
    "organiser_indicators.edit": Access.ORGANISER,
    "organiser_indicators.new": Access.ORGANISER,
    "organiser_indicators.new_of_activity": Access.ORGANISER,
    "organiser_indicators.remove": Access.ORGANISER,
    "organiser_event_life.cancel": Access.ORGANISER,
    "organiser_event_life.close": Access.ORGANISER,
    "organiser_event_life.copy": Access.ORGANISER,
    "organiser_event_life.preview": Access.ORGANISER,
    "organiser_events.edit": Access.ORGANISER,
    "organiser_events.new": Access.ORGANISER,
    "organiser_events.publish": Access.ORGANISER,
    "organiser_events.show": Access.ORGANISER,
    "organiser_mail.again": Access.ORGANISER,
    "organiser_mail.outbox": Access.ORGANISER,
    "organiser_mail_texts.edit": Access.ORGANISER,
    "organiser_mail_texts.show": Access.ORGANISER,
    "organiser_messages.invite": Access.ORGANISER,
    "organiser_messages.write": Access.ORGANISER,
    "organiser_people.registrations": Access.ORGANISER,
    "organiser_attendance.enter": Access.ORGANISER,
    "organiser_attendance.find": Access.ORGANISER,
    "organiser_attendance.take_back": Access.ORGANISER,
    "organiser_board.show": Access.ORGANISER,
    "organiser_board.state": Access.ORGANISER,
    "organiser_paper.print_cards": Access.ORGANISER,
    "organiser_paper.print_list": Access.ORGANISER,
    "organiser_paper.show": Access.ORGANISER,
    "organiser_passes.new": Access.ORGANISER,
    "organiser_passes.revoke": Access.ORGANISER,
    "organiser_passes.show": Access.ORGANISER,
    "organiser_passes.state": Access.ORGANISER,
    "organiser_exports.as_csv": Access.ORGANISER,
    "organiser_exports.as_xlsx": Access.ORGANISER,
    "organiser_exports.slips": Access.ORGANISER,
    "organiser_repeats.keep": Access.ORGANISER,
    "organiser_repeats.merge": Access.ORGANISER,
    "organiser_repeats.show": Access.ORGANISER,
    "organiser_review.accept": Access.ORGANISER,
    "organiser_review.accept_all": Access.ORGANISER,
    "organiser_review.item": Access.ORGANISER,
    "organiser_review.show": Access.ORGANISER,
    "organiser_registration.add": Access.ORGANISER,
    "organiser_registration.cancel": Access.ORGANISER,
    "organiser_registration.edit": Access.ORGANISER,
    "organiser_registration.move": Access.ORGANISER,
    "organiser_registration.resend": Access.ORGANISER,
    "organiser_registration.restore": Access.ORGANISER,
    "organiser_registration.show": Access.ORGANISER,
    "organiser_project.edit": Access.ORGANISER,
    "public.accessibility": Access.PUBLIC,
    "public.cancel": Access.PUBLIC,
    "public.event": Access.PUBLIC,
    "public.index": Access.PUBLIC,
    "public.mine": Access.PUBLIC,
    "public.notice": Access.PUBLIC,
    "public.privacy": Access.PUBLIC,
    "public.register": Access.PUBLIC,
    "public.ticket": Access.PUBLIC,
    "public_calendar.event": Access.PUBLIC,
    "public_calendar.feed": Access.PUBLIC,
    "public_calendar.mine": Access.PUBLIC,
    "public_own.category": Access.PUBLIC,
    "public_own.correct": Access.PUBLIC,
    "public_own.join": Access.PUBLIC,
    "public_own.photos": Access.PUBLIC,
    "public_own.withdraw_category": Access.PUBLIC,
    "results.as_csv": Access.COORDINATOR,
    "results.as_json": Access.COORDINATOR,
    "results.event": Access.COORDINATOR,
    "results.home": Access.COORDINATOR,
    "results.show": Access.COORDINATOR,
    "results.targets": Access.COORDINATOR,
    "account.end_others": Access.USER,
    "account.end_session": Access.USER,
    "account.home": Access.USER,
    "security.change_email": Access.USER,
    "security.change_email_confirm": Access.PUBLIC,
    "security.change_password": Access.USER,
    "security.forgot_password": Access.PUBLIC,
    "security.mf_recovery": Access.HALFWAY,
    "security.mf_recovery_codes": Access.USER,
    "security.reset_password": Access.PUBLIC,
    "security.tf_select": Access.NOBODY,
    "security.two_factor_rescue": Access.NOBODY,
    "security.two_factor_setup": Access.USER,
    "security.two_factor_setup_validate": Access.USER,
    "security.two_factor_token_validation": Access.HALFWAY,
    "security.login": Access.PUBLIC,
    "security.logout": Access.PUBLIC,
    "security.static": Access.PUBLIC,
    "security.verify": Access.USER,
    "static": Access.PUBLIC,
}
VISITORS = ("nobody", "participant", "organiser", "coordinator", "auditor", "administrator", "stranger")
PRESSED = (
    "organiser_event_life.close",
    "organiser_events.publish",
    "organiser_attendance.take_back",
    "organiser_passes.revoke",
    "security.logout",
)  # POST only
PRESSED += ("organiser_indicators.remove", "organiser_files.remove_document")
PRESSED += tuple(f"organiser_registration.{button}" for button in ("cancel", "resend", "restore"))
PRESSED += ("organiser_review.accept", "organiser_review.accept_all")
PRESSED += (
    "organiser_repeats.keep",
    "organiser_repeats.merge",
)
LEFT_OUT = (
    "admin.change_user",
    "admin.withdraw",
    "members.remove",
    "members.remove_organisation",
    "members.withdraw",
    "account.end_others",
    "account.end_session",
    "static",
    "security.static",
    "security.logout",
    "security.two_factor_setup_validate",
    "api.redeem",
    "api.scans",
    "door.leave",
    "door.undo",
)
LEFT_OUT += ("public_own.join", "public_own.photos", "public_own.withdraw_category")  # POST only, for everybody
LEFT_OUT += ("mail_links.invitation", "organiser_mail.again")  # leads on to the event; POST only

LEFT_OUT += ("door_search.admit", "door_search.search")
LEFT_OUT += ("organiser_paper.print_cards", "organiser_paper.print_list")
LEFT_OUT += ("organiser_exports.as_csv", "organiser_exports.as_xlsx", "organiser_exports.slips")


def test_every_endpoint_says_who_may_open_it(app):
    said = {endpoint: access_of(app, endpoint) for endpoint in app.view_functions}

    assert said == MATRIX


@pytest.fixture
def house(web_session):
    """A project with an event, somebody signed up, a door pass; and another project beside it."""
    project, other = make_project(web_session), make_project(web_session)
    event, foreign = make_event(web_session, project), make_event(web_session, other)
    registration = make_registration(web_session, event)
    door_pass, mail = make_pass(web_session, event), make_mail(web_session, event)
    visitors = {
        "organiser": make_user(web_session, Role.ORGANISER, project=project),
        "coordinator": make_user(web_session, Role.COORDINATOR, project=project),
        "auditor": make_user(web_session, Role.AUDITOR, project=project),
        "administrator": make_user(web_session, administrator=True),
        "stranger": make_user(web_session, Role.ORGANISER, Role.COORDINATOR, project=other),
    }
    web_session.commit()
    activity = make_event(web_session, project, kind=Kind.PUBLICATION, days=())
    counted = IndicatorDraft(name={"lv": "Bukleti"}, value=3, unit={}, counted_on=None, source="")
    indicator = indicators.add(web_session, project, None, counted, by=None, now=NOW)
    web_session.commit()
    title, made = {"lv": "Karte"}, {"by": None, "now": NOW}
    document = documents.add(web_session, event, title=title, filename="map.pdf", content=b"%PDF-1.7", **made)
    web_session.commit()
    organisation = members.add_organisation(web_session, project, "Cerība", **made)
    web_session.commit()
    item = make_review_item(web_session, event)
    web_session.commit()
    values = {
        "item_id": item.id,
        "case_kind": item.kind.value,
        "organisation_id": organisation.id,
        "document_id": document.id,
        "filename": document.filename,
        "activity_id": activity.id,
        "indicator_id": indicator.id,
        "slug": project.slug,
        "event_id": event.id,
        "pass_id": door_pass.id,
        "registration_id": registration.id,
        "day_id": event.days[0].id,
        "manage": registration.manage,
        "ticket": registration.ticket,
        "token": "unknown",
        "secret": "unknown",
        "kind": "confirmation",
        "code": "lv",
        "signed": mail_links.token(mail.id, MAIL_KEY),
    }
    found = {"values": values, "visitors": visitors, "event": event, "foreign": foreign, "project": project}
    return found | {"door_pass": door_pass.id}


def allowed(visitor: str, endpoint: str) -> int:
    """What a visitor is answered: 200, 302 to log in, 403, or 404 for what is somebody else's."""
    access = MATRIX[endpoint]
    scoped = endpoint not in ("organiser.home", "organiser.new_project", "results.home", "account.start")
    if endpoint == "security.login" and visitor not in ("nobody", "participant"):
        return 302  # there already
    if endpoint == "health.readyz":
        return 503  # no worker has said that it lives
    if access in (Access.NOBODY, Access.MONITOR) or endpoint == "invitations.accept":
        return 404
    if access is Access.HALFWAY or endpoint in ("security.reset_password", "security.change_email_confirm"):
        return 302
    if access is Access.PUBLIC or access is Access.DOOR:
        return 401 if endpoint == "api.read_roster" else 404 if endpoint == "door.check_in" else 200
    if visitor in ("nobody", "participant"):
        return 401 if endpoint.startswith("api.") else 302
    if access is Access.USER:
        return 302 if endpoint == "account.start" else 200
    right = {
        Access.ORGANISER: ("organiser", "administrator", "stranger"),
        Access.COORDINATOR: ("coordinator", "stranger"),
        Access.STAFF: ("organiser", "coordinator", "administrator", "stranger"),
        Access.ADMINISTRATOR: ("administrator",),
    }
    if visitor not in right[access]:
        return 403
    mine = visitor in ("organiser", "coordinator") or (
        visitor == "administrator" and access in (Access.STAFF, Access.ADMINISTRATOR)
    )
    return 404 if scoped and not mine else 200


@pytest.mark.parametrize("visitor", VISITORS)
def test_opens_what_the_matrix_allows_and_nothing_else(browser, house, visitor):
    if visitor in house["visitors"]:
        browser.log_in(house["visitors"][visitor])
    opened, expected = {}, {}
    for endpoint in sorted(set(MATRIX) - set(LEFT_OUT) - set(PRESSED) - {"door.check_in"}):
        opened[endpoint] = browser.client.get(address(browser.app, endpoint, house)).status_code
        expected[endpoint] = allowed(visitor, endpoint)

    assert opened == expected


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in PRESSED if endpoint != "security.logout"])
@pytest.mark.parametrize("visitor", VISITORS)
def test_nobody_presses_the_buttons_of_others(browser, house, visitor, endpoint):
    """The token is right, so that only the right of the visitor decides."""
    if visitor in house["visitors"]:
        browser.log_in(house["visitors"][visitor])
    token = browser.get(
        "security.login" if visitor in ("nobody", "participant") else "public.cancel", **manage(house, visitor)
    )
    data = {"csrf_token": token.form()["csrf_token"]}

    status = browser.client.post(address(browser.app, endpoint, house), data=data).status_code

    expected = allowed(visitor, endpoint)
    assert status == (303 if expected == 200 else expected)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_changes_without_the_token_of_our_own_page(browser, house, method):
    browser.log_in(house["visitors"]["organiser"])
    changing = {"organiser_passes.revoke", "door.leave", "door.undo", "api.redeem"}
    changing |= {"door_search.admit"}
    changing |= {"public_own.join", "public_own.photos", "public_own.withdraw_category"}
    for endpoint in sorted(changing):
        answer = browser.client.open(address(browser.app, endpoint, house), method=method)

        assert answer.status_code == (400 if method == "POST" else 405), endpoint


LEFT_ALONE = ("failed_try", "user_session", "beat")  # tables that count tries, and say who is there


def test_no_page_changes_anything_without_a_token_that_we_gave_out(browser, house, web_session):
    """Of all the routes there are; what is opened from a mail program carries its own signature, programs a bearer."""
    person = make_user(web_session, *Role, project=house["project"], administrator=True)
    web_session.commit()
    browser.log_in(person).take_pass(house["door_pass"]).read_in("en")
    views, before = browser.app.view_functions, everything(web_session)
    posting = {rule.endpoint for rule in browser.app.url_map.iter_rules() if "POST" in rule.methods}
    guarded = {
        endpoint
        for endpoint in posting
        if MATRIX[endpoint] is not Access.NOBODY and not getattr(views[endpoint], "one_click", False)
    } - {"api.scans"}

    found = {}
    for endpoint in sorted(guarded):
        answer = browser.client.post(address(browser.app, endpoint, house), data={"csrf_token": "forged", "name": "x"})
        found[endpoint] = answer.status_code, "Please send the form again" in answer.text

    assert len(found) > 40
    assert {endpoint: said for endpoint, said in found.items() if said not in ((400, False), (200, True))} == {
        "invitations.accept": (404, False),  # none is waiting
        "door_search.search": (200, False),  # the pass is no desk
        "organiser_attendance.enter": (200, False),  # no day has come
        "organiser_events.publish": (200, False),  # asks again, as does the next
        "organiser_registration.move": (200, False),
        "security.mf_recovery": (302, False),  # logged in already, as for the next
        "security.two_factor_token_validation": (302, False),
    }
    assert everything(web_session) == before


def everything(session) -> dict[str, list]:
    """All rows of all tables, but of those that count."""
    tables = [table for table in Model.metadata.sorted_tables if table.name not in LEFT_ALONE]
    with session.get_bind().connect() as connection:  # which locks nothing
        return {table.name: connection.execute(table.select()).all() for table in tables}


def manage(house, visitor) -> dict[str, str]:
    """The address of the page that has a token for this visitor."""
    return {} if visitor in ("nobody", "participant") else {"manage": house["values"]["manage"]}


def address(app, endpoint: str, house) -> str:
    """The path of an endpoint with the house's objects."""
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    values = {name: house["values"].get(name, "activate" if name == "what" else 1) for name in rule.arguments}
    if endpoint in ("public.event", "public.register", "public_calendar.event", "public_documents.document"):
        values["slug"] = house["event"].slug
    with app.test_request_context():
        return url_for(endpoint, **values)
