"""The description of the interface names what is there: every path, and every field of an answer."""

import re

from eventreg.domain import repeats
from eventreg.models import PassKind
from tests.factories import NOW, admit, make_event, make_pass_with_token, make_registration, make_user, scan_of


def test_describes_every_path_of_the_interface(browser):
    described = browser.client.get("/api/v1/openapi.json").get_json()["paths"]

    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")), method.lower())
        for rule in browser.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.openapi"
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path in described for method in described[path] if method in ("get", "post")} == routes


def test_describes_every_field_of_answers_and_rosters(browser, web_session):
    event = make_event(web_session)
    ilze = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv"}
    registration, merged = (make_registration(web_session, event, **ilze) for _ in range(2))
    repeats.merge(web_session, event, registration, by=make_user(web_session), now=NOW)
    admit(web_session, registration)
    _, token = make_pass_with_token(web_session, event, kind=PassKind.DESK)
    web_session.commit()
    headers = {"Authorization": f"Bearer {token}"}
    schemas = browser.client.get("/api/v1/openapi.json").get_json()["components"]["schemas"]

    url = f"/api/v1/events/{event.id}"
    answered = browser.client.post(f"{url}/scans", json={"scans": [scan_of(registration)]}, headers=headers).get_json()
    by_id = {entry["id"]: entry for entry in browser.client.get(f"{url}/roster", headers=headers).get_json()["entries"]}
    entry = by_id[merged.id]

    assert set(answered["results"][0]) == set(schemas["Answer"]["properties"])
    assert set(answered["counts"]) == set(schemas["Counts"]["properties"])
    assert set(entry) == set(schemas["Entry"]["properties"])
    assert set(by_id[registration.id]) == set(entry) - {"merged_into"}
    assert set(entry["present"]["2019-01-23"]) == set(schemas["Presence"]["properties"])
