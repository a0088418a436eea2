"""Devices that scan at the same moment: served together, each answered for itself."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from eventreg.models import PassKind, Role, Scan
from eventreg.web import api
from tests.browser import Browser
from tests.factories import make_event, make_pass_with_token, make_registration, make_user, scan_of, stored
from tests.web.device import Device

ROUNDS = 8


@pytest.fixture
def event(web_session):
    """An event of today."""
    return make_event(web_session)


def all_at_once(devices, scans_of):
    """Let each device send its scans, all beginning together; return what each was answered: status and verdict."""
    start = threading.Barrier(len(devices), timeout=60)

    def work(device, scans):
        start.wait()
        return [answer_of(device.post(scan)) for scan in scans]

    with ThreadPoolExecutor(len(devices)) as pool:
        return list(pool.map(work, devices, scans_of))


def answer_of(response):
    return response.status_code, response.json.get("results", [{}])[0].get("verdict")


def test_each_is_answered_for_itself_also_who_has_no_pass_or_is_logged_in(
    app, web_session, event, on_the_day, monkeypatch
):
    monkeypatch.setattr(api.DOORS, "patience", 60)  # so that nobody gets away alone from what would never end
    tokens = [make_pass_with_token(web_session, event, kind=kind)[1] for kind in (PassKind.SCANNER, PassKind.DESK)]
    member = make_user(web_session, Role.ORGANISER, project=event.project)
    people = [[make_registration(web_session, event) for _ in range(ROUNDS)] for _ in range(4)]
    web_session.commit()
    readers = [Browser(app), Browser(app).log_in(member), Browser(app), Browser(app).log_in(member)]
    devices = [
        Device(reader.client, event, token)
        for reader, token in zip(readers, [*tokens, "made up", "made up too"], strict=True)
    ]

    told = all_at_once(devices, [[scan_of(each) for each in row] for row in people])

    assert told == [[(200, "admitted")] * ROUNDS] * 2 + [[(401, None)] * ROUNDS] * 2
    assert len(stored(web_session, Scan)) == 2 * ROUNDS
