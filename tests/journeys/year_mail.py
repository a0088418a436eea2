"""How the mails of the year are read back: what each says, in text and in HTML, and what it must not say."""

import email
import email.policy
import re
from email.message import EmailMessage

import html5lib
import icalendar

from eventreg.domain import funding
from eventreg.domain.default_categories import DEFAULT
from eventreg.models import Programme
from tests.delivery.postman import Postman
from tests.journeys.conftest import wait_for

LINK = re.compile(r"https?://\S+", re.IGNORECASE)
UNFILLED = re.compile(r"[{}]|%\(|\bNone\b|Undefined")
GREETING = {"lv": "Labdien", "en": "Hello"}
PROJECT = {"lv": "Gada projekts", "en": "Project of the year"}
CONTRACT, CONTROLLER = "101000000-YEAR", "Kultūras ministrija"
FUNDING = funding.prefill(Programme.CERV_2021_2027, name=PROJECT, contract=CONTRACT, controller=CONTROLLER)
BRANCHES = [branch for each in DEFAULT for branch in (each, *each.children)]
CATEGORIES = [branch.words[code].label for branch in BRANCHES for code in ("lv", "en")]


def letters_to(postman: Postman, address: str, number: int = 1) -> list[EmailMessage]:
    """Wait until so many mails have come for an address; return them, the first one first."""
    wait_for(lambda: len(_taken(postman, address)) >= number, 30, f"the mails to {address} do not come")
    found = _taken(postman, address)
    assert len(found) == number, [letter["Subject"] for letter in found]
    return found


def text_of(letter: EmailMessage) -> str:
    """Return the plain text of a mail."""
    return letter.get_body(("plain",)).get_content()


def link_in(letter: EmailMessage, part: str) -> str:
    """Return the one link of a mail's text that holds `part`."""
    (found,) = {each for each in LINK.findall(text_of(letter)) if part in each}
    return found


def entries_of(letter: EmailMessage) -> list[icalendar.Event]:
    """Return the entries of the calendar file in a mail, if it has one."""
    files = [part.get_content() for part in letter.walk() if part.get_content_type() == "text/calendar"]
    return [entry for file in files for entry in icalendar.Calendar.from_ical(file).walk("VEVENT")]


def outline(letter: EmailMessage) -> tuple[str, str, bool]:
    """Return what a mail is about, what its calendar files ask for, and whether one can unsubscribe from it."""
    files = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    method = " ".join(file.get_param("method") for file in files)
    header, one_click = letter["List-Unsubscribe"], letter["List-Unsubscribe-Post"]
    assert bool(header) == (one_click == "List-Unsubscribe=One-Click")
    assert header is None or header.strip("<>") in text_of(letter)
    return letter["Subject"].partition(",")[0], method, bool(header)


def check(letter: EmailMessage, spoken: str, *, funded: bool = True) -> None:
    """Check one mail: text and HTML say the same, in the reader's language, all filled in, and no category."""
    text, html = text_of(letter), letter.get_body(("html",)).get_content()
    page = html5lib.parse(html, namespaceHTMLElements=False)
    shown = _folded(" ".join(page.find("body").itertext()))
    lines = [line for line in map(_folded, text.splitlines()) if line not in ("", "--")]
    assert (page.get("lang"), text.split()[0].rstrip(",!")) == (spoken, GREETING[spoken])
    assert "overflow-wrap: anywhere" in page.find("body").get("style")  # a long address is not cut off on a phone
    assert set(LINK.findall(text)) == {link.get("href") for link in page.iter("a")}
    unsaid = [line for line in lines if line not in shown and line.rpartition(": ")[2] not in shown]
    assert all(line.endswith(":") or LINK.fullmatch(line) for line in unsaid), unsaid  # links, and what leads to them
    assert not UNFILLED.findall(f"{letter['Subject']} {text} {html}")
    assert [label for label in CATEGORIES if label.lower() in f"{letter['Subject']} {text} {shown}".lower()] == []
    if funded:
        for words in FUNDING.values():
            assert words[spoken] in lines
            assert words[spoken] in shown


def check_neutral(letter: EmailMessage, *names: str) -> None:
    """Check that a mail about a sensitive event names the contract, and in none of its parts what it must not."""
    parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    told = " ".join([letter["Subject"], *parts]).lower()
    assert len(parts) == 3
    assert all(CONTRACT.lower() in part.lower() for part in parts)
    assert [name for name in (*PROJECT.values(), *names) if name.lower() in told] == []


def _folded(text: str) -> str:
    return " ".join(text.split())


def _taken(postman: Postman, address: str) -> list[EmailMessage]:
    raw = [content for recipients, content in list(postman.taken) if recipients == [address]]
    return [email.message_from_bytes(each, policy=email.policy.default) for each in raw]
