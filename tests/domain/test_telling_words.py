"""A message about a sensitive event may not tell by a single word what it is about."""

import pytest

from eventreg.domain import telling_words
from eventreg.models import Event, Project

EVENT = Event(
    name={"lv": "Romu jauniešu nometne „Čigānu ceļš”", "en": "Seminar for Roma youth"},
    place="Malta",
    project=Project(name={"lv": "Latvijas romu platforma III", "en": "Latvian Roma Platform"}),
)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("Tiekamies rīt plkst. 10.00, līdzi pase.", None),
        ("Seminārs pārcelts: Eiropas Savienības programmas pasākums Latvijā.", None),
        ("The seminar for all is in the European Union's house.", None),
        ("ROMU diena", "Romu"),
        ("Brauciens uz NOMETNI", "nometne"),
        ("jauniesiem", "jauniešu"),
        ("platformas sanāksme", "platforma"),
        ("Roma youth", "Roma"),
        ("Aroma un romāns", None),
        ("Tiekamies: Malta", "Malta"),
        ("latvijas romu platforma iii", "Latvijas romu platforma III"),
    ],
)
def test_finds_the_word_that_tells(told, found):
    assert telling_words.find(EVENT, told) == found
