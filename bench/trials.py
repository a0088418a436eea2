"""What is measured, round by round: each thing right after the bare limit that it is held against."""

import json
import subprocess
import sys
import time

from bench import browser, door, pages, servers
from bench.figures import Figures, at_least, at_most
from bench.load import Load, Wrong
from bench.setting import ORGANISER, SIZES, Setting, project_of
from bench.stage import Door
from eventreg.config import ROOT

CONNECTIONS = (1, 8, 32)
RATE, MS = "/s", "ms"


class Supply:
    """Tickets of a setting that nobody has scanned yet."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.large = [(setting.large, ticket) for ticket in setting.large.tickets]
        self.small = [(each, ticket) for each in setting.small for ticket in each.tickets]
        self.slugs = [each.slug for each in setting.small]

    def admit(self, seats: list[tuple[Door, str]], connections: int) -> tuple[Load, list[tuple[Door, str]]]:
        """Admit the next of some tickets; return how it went, and which were admitted: they are taken from the list."""
        chosen = seats[: int(door.FASTEST * door.SECONDS)]
        went = door.admit(self.setting.ours, chosen, connections)
        if went.answered + connections >= len(chosen):
            raise Wrong("there are too few tickets")
        del seats[: went.answered + connections]
        return went, chosen[: went.answered - connections]


def admission(figures: Figures, setting: Setting, supply: Supply) -> None:
    """Admit distinct tickets, and the same again, beside the bare server."""
    for connections in CONNECTIONS:
        bare = door.bare(setting.bare, setting.large.tickets, connections)
        first, admitted = supply.admit(supply.large, connections)
        time.sleep(0.5)  # what was on its way when the time was over is answered
        again = door.admit(setting.ours, admitted, connections, expected=door.ALREADY_IN)
        name, judged = f"{setting.name}, {connections} at once", connections == 8
        for kind, measured in (("bare", bare), ("admit", first), ("admit again", again)):
            figures.add(f"{name}: {kind}", measured.rate, RATE)
        figures.add(f"{name}: admit / bare", first.rate / bare.rate, "×", at_least(0.7) if judged else None)
        figures.add(f"{name}: again / first", again.rate / first.rate, "×", at_least(1) if judged else None)
        for kind, measured in (("bare", bare), ("admit", first)):
            figures.add(f"{name}: {kind}, p50", measured.p50, MS)
            figures.add(f"{name}: {kind}, p99", measured.p99, MS)
        figures.add(f"{name}: p99 / p50", first.p99 / first.p50, "×", at_most(4) if judged else None)
        if judged:
            small, _ = supply.admit(supply.small, connections)
            figures.add(f"{name}: admit at events of 100", small.rate, RATE)
            figures.add(f"{setting.name}: admit, large / small", first.rate / small.rate, "×", at_least(0.8))


def sign_up(figures: Figures, setting: Setting, supply: Supply) -> None:
    """Load the sign-up form and send it, at small events and at the large one."""
    name, number = f"{setting.name}, 8 at once", int(1000 * pages.SECONDS)
    hello = pages.get(setting.bare, "/hello", 8, "Hello")
    form = pages.get(setting.ours, f"/events/{setting.small[0].slug}/register", 8, "submission")
    large = pages.get(setting.ours, f"/events/{setting.large.slug}/register", 8, "submission")
    bare = door.bare(setting.bare, setting.large.tickets, 8)
    sent = pages.sign_up(setting.ours, [supply.slugs[n % len(supply.slugs)] for n in range(number)], 8)
    crowded = pages.sign_up(setting.ours, [setting.large.slug] * number, 8)
    for kind, measured in (("hello", hello), ("form", form), ("sign-up", sent), ("sign-up, all at one event", crowded)):
        figures.add(f"{name}: {kind}", measured.rate, RATE)
    figures.add(f"{name}: form / hello", form.rate / hello.rate, "×", at_least(0.25))
    figures.add(f"{name}: sign-up / bare", sent.rate / bare.rate, "×", at_least(0.5))
    figures.add(f"{setting.name}: form, large / small", large.rate / form.rate, "×", at_least(0.8))
    figures.add(f"{setting.name}: sign-up, large / small", crowded.rate / sent.rate, "×", at_least(0.8))


def lists(figures: Figures, setting: Setting) -> None:
    """Load the lists, small and large."""
    visitor = pages.Visitor(setting.ours)
    visitor.log_in(ORGANISER, setting.password)
    for kind, chosen in (("100", setting.small[0]), ("20,000", setting.large)):
        path = f"/organiser/events/{chosen.event_id}/registrations"
        figures.add(f"{setting.name}: list of {kind} registrations", visitor.seconds(path) * 1000, MS)
    figures.add(f"{setting.name}: public list", visitor.seconds("/") * 1000, MS)


def phones(figures: Figures, setting: Setting) -> None:
    """Fetch the roster, send what was scanned offline, and fetch what changed."""
    seconds, entries, size, cursor = door.roster(setting.ours, setting.listed)
    figures.add(f"{setting.name}: roster of {entries:,}", seconds * 1000, MS)
    figures.add(f"{setting.name}: roster of {entries:,}, compressed", size / 2**20, "MiB")
    tickets = setting.listed.tickets
    sent = door.batches(setting.ours, setting.listed, tickets)
    figures.add(f"{setting.name}: scans in batches of 500", sent, RATE)
    seconds, entries, _, _ = door.roster(setting.ours, setting.listed, cursor)
    figures.add(f"{setting.name}: roster, {entries:,} changes", seconds * 1000, MS)
    _, entries, size, _ = door.roster(setting.ours, setting.large)
    figures.add(f"{setting.name}: roster of the large event, compressed", size / 2**20, "MiB", at_most(3))


def numbers(figures: Figures, setting: Setting) -> None:
    """Count results of each size beside the bare SQL, and write a long list as CSV beside a bare cursor."""
    for size in SIZES:
        told = _alone(setting, "results", project_of(size))
        budget = at_most(300) if size == "1M" else None
        figures.add(f"{setting.name}: results of {size} attendances, counted from scratch", told["counted"], "s")
        figures.add(f"{setting.name}: results of {size} attendances, bare SQL", told["bare"] * 1000, MS)
        figures.add(f"{setting.name}: results of {size} attendances", told["ours"] * 1000, MS, budget)
        figures.add(f"{setting.name}: results of {size} / bare SQL", told["ours"] / told["bare"], "×", at_most(1.2))
    bare, ours = _alone(setting, "export_bare", setting.exported), _alone(setting, "export", setting.exported)
    figures.add(f"{setting.name}: CSV of 1M rows", ours["seconds"], "s")
    figures.add(f"{setting.name}: CSV, speed / bare cursor", bare["seconds"] / ours["seconds"], "×", at_least(0.5))
    figures.add(f"{setting.name}: CSV, memory grown", ours["grown"], "MiB", at_most(20))


def _alone(setting: Setting, *words: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.numbers", *words]
    told = subprocess.run(command, cwd=ROOT, env=setting.given, check=True, capture_output=True, text=True)
    return json.loads(told.stdout.splitlines()[-1])


def start(figures: Figures, setting: Setting) -> None:
    """Start each server cold, and see what memory they take when they are warm."""
    event = f"/events/{setting.small[0].slug}"
    with servers.running("bench.bare:app", setting.given, path="/hello") as bare:
        bare_after = bare.ready_after
    with servers.running("app:app", setting.given, path=event) as ours:
        figures.add(f"{setting.name}: first page after", ours.ready_after, "s")
        figures.add(f"{setting.name}: cold start / bare", ours.ready_after / bare_after, "×", at_most(2.5))
    figures.add(f"{setting.name}: memory of bare", setting.bare.memory(), "MiB")
    figures.add(f"{setting.name}: memory", setting.ours.memory(), "MiB")
    figures.ratio(
        f"{setting.name}: memory / bare", f"{setting.name}: memory", f"{setting.name}: memory of bare", at_most(2)
    )
    for worker in setting.ours.memory_of_workers():
        figures.add(f"{setting.name}: memory of a worker", worker, "MiB")


def first_visit(figures: Figures, setting: Setting) -> None:
    """Load the sign-up page in a real browser that was never here."""
    told = browser.first_visit(f"http://127.0.0.1:{setting.ours.port}/events/{setting.small[0].slug}/register")
    figures.add("first visit: requests", told["requests"])
    figures.add("first visit: over the wire", told["bytes"] / 1000, "kB", at_most(80))
    figures.add("first visit: without fonts", told["bytes_without_fonts"] / 1000, "kB", at_most(25))
