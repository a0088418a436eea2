"""A project's own words in mails: which placeholders they may have, and what stands for them."""

import re

from eventreg.domain.errors import Refused
from eventreg.domain.mail_errors import LooseBrace, UnknownPlaceholder
from eventreg.models import MailKind

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
KNOWN = ("name", "event", "dates", "place", "project")


def placeholders_of(kind: MailKind) -> tuple[str, ...]:
    """Return what may be filled in; of whom we invite we need not know the name."""
    return KNOWN[1:] if kind is MailKind.INVITATION else KNOWN


def fill(words: str, values: dict[str, str]) -> str:
    """Return `words` with the values in the places of their names; what is no placeholder stays as it is."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), words)


def fault(kind: MailKind, words: str) -> Refused | None:
    """Return what is wrong with the placeholders of a text, or None."""
    for name in PLACEHOLDER.findall(words):
        if name not in placeholders_of(kind):
            return UnknownPlaceholder(name=name, known=", ".join(f"{{{each}}}" for each in placeholders_of(kind)))
    if re.search(r"[{}]", PLACEHOLDER.sub("", words)):
        return LooseBrace()
    return None
