"""What the door's modules read and write, beside what the server does: one table of cases, run on both."""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from eventreg import language
from eventreg.domain import scans, tickets
from tests.journeys.modules import open_modules

CASES = json.loads((Path(__file__).parents[1] / "cases" / "door_texts.json").read_text())


@pytest.fixture(scope="module")
def reader(chromium: Browser) -> Iterator[Page]:
    page = open_modules(chromium)
    yield page
    page.close()


@pytest.mark.parametrize("case", CASES["pictures"], ids=lambda case: case["payload"])
def test_device_and_server_read_a_picture_alike(reader, case):
    script = """async ({payload}) => (await import("/static/door/ticket.js"))
        .fromPicture({text: payload, bytes: new TextEncoder().encode(payload)})"""
    on_device = reader.evaluate(script, case)
    on_server = scans.read({"id": str(uuid.uuid4()), **on_device}, now=datetime.now(UTC))

    assert on_device == case["scan"]
    assert (on_server.ticket_hash, on_server.named) == (case["hash"], "ticket" in case["scan"])


@pytest.mark.parametrize("case", CASES["shown"], ids=lambda case: case["code"])
def test_device_and_server_show_a_code_alike(reader, case):
    script = 'async ({code}) => (await import("/static/door/ticket.js")).showCode(code)'

    assert reader.evaluate(script, case) == tickets.show_code(case["code"]) == case["shown"]


@pytest.mark.parametrize("case", CASES["typed"], ids=lambda case: case["typed"])
def test_device_and_server_read_a_typed_code_alike(reader, case):
    script = 'async ({typed}) => (await import("/static/door/ticket.js")).fromTyped(typed)'

    assert reader.evaluate(script, case) == case["scan"]
    if case["scan"] and "code" in case["scan"]:
        assert tickets.read_code(case["typed"]) == case["scan"]["code"]


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_device_and_server_write_dates_alike(reader, lang, app: Flask):
    script = """async ([cases, lang]) => {
        const {dates, moment} = await import("/static/door/dates.js");
        const moments = cases.moments.map((one) => moment(one.at, lang, "Europe/Riga"));
        return [cases.dates.map((one) => dates(one.dates, lang)), moments];
    }"""
    with app.test_request_context(f"/?lang={lang}"):
        days = [language.dates(map(date.fromisoformat, case["dates"])) for case in CASES["dates"]]
        moments = [language.moment(datetime.fromisoformat(case["at"])) for case in CASES["moments"]]

    assert days == [case[lang] for case in CASES["dates"]]
    assert moments == [case[lang] for case in CASES["moments"]]
    assert reader.evaluate(script, [CASES, lang]) == [days, moments]


def test_ids_are_uuids_even_where_the_browser_makes_none(reader):
    script = """async () => {
        const {newId} = await import("/static/door/uuid.js");
        crypto.randomUUID = undefined;
        return [newId(), newId()];
    }"""
    one, other = reader.evaluate(script)

    assert one != other
    assert uuid.UUID(one).version == uuid.UUID(other).version == 4
    assert all(scans.UUID.fullmatch(made) for made in (one, other))
