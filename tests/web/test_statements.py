"""Every page asks the database as often with fifty rows of everything as with one."""

from flask import url_for

from eventreg.domain import tally
from eventreg.web.access import Access, access_of
from tests.web.crowd import MORE, make_crowd, multiply

LISTS = {
    "account.home",
    "admin.home",
    "admin.invite",
    "admin.list_projects",
    "admin.log",
    "api.read_results",
    "api.read_roster",
    "members.people",
    "organiser.home",
    "organiser.project",
    "organiser_activities.edit",
    "organiser_activities.new",
    "organiser_activities.show",
    "organiser_board.show",
    "organiser_board.state",
    "organiser_event_life.preview",
    "organiser_events.edit",
    "organiser_events.new",
    "organiser_events.show",
    "organiser_exports.as_csv",
    "organiser_exports.as_xlsx",
    "organiser_exports.slips",
    "organiser_files.document_list",
    "organiser_mail.outbox",
    "organiser_paper.show",
    "organiser_passes.show",
    "organiser_passes.state",
    "organiser_people.registrations",
    "organiser_registration.move",
    "organiser_registration.show",
    "organiser_repeats.show",
    "organiser_review.item",
    "organiser_review.show",
    "public.event",
    "public.index",
    "public.mine",
    "public.privacy",
    "public.register",
    "public_calendar.event",
    "public_calendar.feed",
    "public_calendar.mine",
    "public_own.category",
    "results.as_csv",
    "results.as_json",
    "results.event",
    "results.home",
    "results.show",
    "results.targets",
}
WITHOUT_LIST = {
    "account.start",
    "api.openapi",
    "door.app",
    "door.manifest",
    "door.scan",  # the device has its own list, from api.read_roster
    "door.start",
    "door.worker",
    "health.healthz",
    "health.metrics",
    "health.readyz",
    "invitations.accept",
    "mail_links.invitation",
    "mail_links.unsubscribe",
    "members.edit_organisation",
    "members.new_organisation",
    "organiser.new_project",
    "organiser_attendance.enter",  # no day has come yet
    "organiser_attendance.find",
    "organiser_event_life.cancel",
    "organiser_event_life.copy",
    "organiser_events.publish",
    "organiser_files.document",
    "organiser_files.poster",
    "organiser_indicators.edit",
    "organiser_indicators.new",
    "organiser_indicators.new_of_activity",
    "organiser_mail_texts.edit",
    "organiser_mail_texts.show",  # the kinds that there are
    "organiser_messages.invite",
    "organiser_messages.write",
    "organiser_passes.new",
    "organiser_project.edit",
    "organiser_registration.add",
    "organiser_registration.edit",
    "public.accessibility",
    "public.cancel",
    "public.notice",
    "public.ticket",
    "public_documents.document",
    "public_own.correct",
    "security.change_email",
    "security.change_email_confirm",
    "security.change_password",
    "security.forgot_password",
    "security.login",
    "security.mf_recovery",
    "security.mf_recovery_codes",
    "security.reset_password",
    "security.static",
    "security.tf_select",
    "security.two_factor_rescue",
    "security.two_factor_setup",
    "security.two_factor_token_validation",
    "security.verify",
    "static",
}
SHORTEST_ROW = 20  # bytes that a row adds at the least


def test_every_page_says_whether_it_shows_a_list(app):
    opened = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    exports = {endpoint for endpoint in app.view_functions if endpoint.startswith("organiser_exports.")}

    assert set() == LISTS & WITHOUT_LIST
    assert opened | exports == LISTS | WITHOUT_LIST


def test_fifty_rows_are_asked_for_as_often_as_one(browser, web_session, count_statements):
    crowd = make_crowd(web_session)
    browser.log_in(crowd.user).read_in("en")
    tally.bring_up_to_date(web_session, crowd.rows["project"].id)
    web_session.commit()
    one = visit_all(browser, crowd, count_statements)

    multiply(web_session, crowd)
    fifty = visit_all(browser, crowd, count_statements)

    asked_more = {place: (one[place][0], fifty[place][0]) for place in one if one[place][0] != fifty[place][0]}
    grown = {place[0] for place in one if fifty[place][1] - one[place][1] > MORE * SHORTEST_ROW}
    assert asked_more == {}
    assert grown == LISTS


def visit_all(browser, crowd, count_statements):
    """Open all pages, with all rights; lists for everybody also as nobody. Return statements and length of each."""
    nobody, seen = browser.app.test_client(), {}
    page = browser.get("organiser_people.registrations", event_id=crowd.values["event_id"])
    token = next(field.get("value") for field in page.all("input", name="csrf_token"))
    for endpoint in sorted(LISTS | WITHOUT_LIST):
        for client in (browser.client, nobody):
            if client is browser.client or (endpoint in LISTS and access_of(browser.app, endpoint) is Access.PUBLIC):
                seen[endpoint, client is nobody] = visit(client, endpoint, crowd, token, count_statements)
    return seen


def visit(client, endpoint, crowd, token, count_statements):
    """Open a page, or press the button of a file; return how many statements it sent, and the length of the answer."""
    app, answers = client.application, []
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    values = {name: value for name, value in crowd.values.items() if name in rule.arguments}
    if rule.rule.startswith("/events/") and "slug" in values:
        values["slug"] = crowd.rows["event"].slug
    with app.test_request_context():
        address = url_for(endpoint, **values)
    sent = {"headers": {"Authorization": f"Bearer {crowd.token}"}} if endpoint == "api.read_roster" else {}
    if "GET" not in rule.methods:
        sent = {"method": "POST", "data": {"csrf_token": token}}

    number = count_statements(lambda: answers.append(client.open(address, **sent).get_data()))
    return number, len(answers[0])
