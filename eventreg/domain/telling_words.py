"""Which words of a message give away what a sensitive event is about (docs/decisions/0012)."""

import re

from eventreg.domain.folding import fold
from eventreg.models import Event

SHORTEST = 4  # "Romu" tells; shorter words are mostly "un", "par", "the"
ENDING = 2  # letters at the end of a word that declension may change: "nometne", "nometnē", "nometnes"
STEM = 5  # letters that stay, and below which a word must be the same as a whole
WORD = re.compile(r"[^\W\d_]+")
COMMON = (
    # what events are called
    *(
        "pasakum",
        "sanaksm",
        "tiksan",
        "seminar",
        "macib",
        "kurs",
        "konferenc",
        "diskusij",
        "darbnic",
        "izstad",
        "vizit",
    ),
    *("ekspert", "projekt", "dalibniek", "diena", "dienas", "gada", "kopa", "visi"),
    *("event", "meeting", "training", "course", "conference", "discussion", "workshop", "exhibition", "visit"),
    *("expert", "project", "participant", "with", "from", "about", "your", "this", "that", "will"),
    # of the programmes that pay, which our messages name themselves
    *("programm", "eirop", "savienib", "tiesib", "vienlidzib", "pilson", "vertib", "latvij", "nacional", "region"),
    *("european", "union", "rights", "equalit", "citizen", "values", "latvia", "national"),
)
"""Beginnings of words, folded, that tell nothing."""


def find(event: Event, told: str) -> str | None:
    """Return a name of the event, its project or place, or a telling word of a name, that stands in a text.

    Case, diacritics and endings do not matter.
    """
    names = (*event.name.values(), *event.project.name.values())
    folded = fold(told)
    for name in (*names, event.place):
        if name and fold(name) in folded:
            return name
    said = set(WORD.findall(folded))
    return next((word for name in names for word in WORD.findall(name) if _stands_in(fold(word), said)), None)


def _stands_in(word: str, said: set[str]) -> bool:
    if len(word) < SHORTEST or word.startswith(COMMON):
        return False
    if len(word) < STEM:
        return word in said
    stem = word[: max(STEM, len(word) - ENDING)]
    return any(each.startswith(stem) for each in said)
