"""What a device decides by itself: the table of cases that it shares with the server, and the boxes that it opens."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from eventreg.domain import boxes
from tests.journeys.modules import open_modules

TABLE = json.loads((Path(__file__).parents[1] / "cases" / "door.json").read_text())
CASES = [case for case in TABLE["cases"] if case["device"]]

# The scans before are this device's own, or, `afar`, those of another that the roster already shows.
DECIDE = """async ([table, cases, afar]) => {
    const { decide, standing } = await import("/static/door/rules.js");
    const foreign = ["not a code", "not a ticket"];
    const run = (item) => {
        const known = item.registration === "nobody" || item.registration.startsWith("elsewhere");
        const entry = known ? null : { id: 7, status: item.registration, present: {} };
        const days = item.days ?? table.days;
        const own = [];
        const take = ({ with: held, now, ...scan }) => {
            scan = { ...scan, at: (scan.offline && scan.at) || now };
            const there = foreign.includes(held) ? null : entry;
            const said = decide(scan, { entry: there, days, zone: "Europe/Riga", own });
            own.push({ ...scan, entry: there?.id ?? null, ...said });
            return said;
        };
        (item.before ?? []).filter((scan) => !scan.unheard).forEach(take);
        if (item.becomes && !item.stale) entry.status = item.becomes;
        if (afar && entry) {
            for (const day of days) {
                const ids = standing({ entry, own }, day);
                if (ids.length) entry.present[day] = { at: item.before[0].now, door: "Other", standing: ids };
            }
            own.length = 0;
        }
        return take(item.scan);
    };
    return Object.fromEntries(cases.map((item) => [item.case, run(item)]));
}"""


@pytest.fixture(scope="module")
def modules(chromium: Browser) -> Iterator[Page]:
    """A page in which the door's modules can be tried, without a service."""
    page = open_modules(chromium)
    yield page
    page.close()


@pytest.mark.parametrize("afar", [False, True])
def test_a_device_decides_as_the_table_says(modules, afar):
    decided = modules.evaluate(DECIDE, [TABLE, CASES, afar])

    assert {name: said["verdict"] for name, said in decided.items()} == {case["case"]: case["device"] for case in CASES}
    assert len(CASES) > 50


def test_a_device_counts_for_the_day_that_the_server_counts_for(modules):
    decided = modules.evaluate(DECIDE, [TABLE, CASES, False])

    same = [case for case in CASES if case["device"] == case["server"].get("verdict") and not is_ahead(case["scan"])]
    days = {case["case"]: case["server"]["day"] for case in same}
    assert {name: decided[name]["day"] for name in days} == days


def test_only_its_ticket_opens_a_box(modules):
    ticket, other = "ABCDEFGHIJKLMNOPQRSTUV2345", "ABCDEFGHIJKLMNOPQRSTUV2346"
    box = boxes.seal(ticket, 12, name="Ilze Paņko", organisation="Ķekava", marks=["no_photo"])
    script = """async ([box, ticket, other]) => {
        const { openBox } = await import("/static/door/box.js");
        const tries = [[12, ticket], [12, other], [13, ticket]];
        return Promise.all(tries.map(([id, ticket]) => openBox({ id, box }, ticket)));
    }"""

    opened, by_other, for_other = modules.evaluate(script, [box, ticket, other])

    assert opened == {"name": "Ilze Paņko", "organisation": "Ķekava", "marks": ["no_photo"]}
    assert (by_other, for_other) == (None, None)


def is_ahead(scan):
    """Whether the device's clock is ahead of the server's, which knows better then."""
    return scan.get("at", scan["now"]) > scan["now"]


def test_what_older_versions_kept_moves_into_the_database(modules):
    script = """async () => {
        const { adopt } = await import("/static/door/leftover.js");
        const { readPass } = await import("/static/door/pass.js");
        const { Store } = await import("/static/door/store.js");
        const scans = ["2019-01-23T09:00:00Z", "2019-01-23T08:00:00Z"].map((at) => ({ id: at, action: "admit", at }));
        for (const scan of scans) localStorage.setItem(`eventreg.door.scan.7.${scan.id}`, JSON.stringify(scan));
        const pass = { token: "t", door: "D", expires_at: "2999-01-01T00:00:00Z", event: { id: 7, days: [] } };
        localStorage.setItem("eventreg.door.pass", JSON.stringify(pass));
        const store = await Store.open();
        await adopt(store);
        const waiting = await store.read("queue", (queue) => queue.getAll());
        const times = waiting.map(({ event, scan }) => [event, scan.at, scan.offline]);
        return [times, (await readPass(store)).token, localStorage.length];
    }"""

    waiting, token, left = modules.evaluate(script)

    assert waiting == [[7, "2019-01-23T08:00:00Z", True], [7, "2019-01-23T09:00:00Z", True]]
    assert (token, left) == ("t", 0)
