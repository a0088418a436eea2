"""The privacy notice: every item that Article 13 of the GDPR asks for, and a short one to be read aloud."""

import re
from itertools import pairwise

import pytest

from eventreg.domain import notice_texts, notices
from tests import factories

VOLUNTARY = {
    "lv": (
        "Šis jautājums ir brīvprātīgs. Ja neatbildēsiet, piedalīsieties tāpat kā visi. Atbildi glabājam atsevišķi no"
        " jūsu vārda, izmantojam tikai skaitīšanai un dzēšam, kad projekts ir noslēgts. Piekrišanu varat atsaukt"
        " jebkurā laikā."
    ),
    "en": (
        "This question is voluntary. If you do not answer, you take part just like everyone. We keep the answer apart"
        " from your name, use it only for counting, and erase it when the project is closed. You can withdraw your"
        " consent at any time."
    ),
}
ARTICLE_13 = {
    "controller": {"lv": "pārzinis ir Kultūras ministrija", "en": "controller of your data is Kultūras ministrija"},
    "contact of the controller": {"lv": "pasts@ministry.example", "en": "pasts@ministry.example"},
    "contact for data protection": {"lv": "dpo@ministry.example", "en": "dpo@ministry.example"},
    "purpose of the list": {"lv": "Dalībnieku saraksts.", "en": "List of participants."},
    "basis of the list": {"lv": "6. panta 1. punkta e) un c) apakšpunkts", "en": "Article 6(1)(e) and (c)"},
    "explicit consent": {"lv": "nepārprotamu piekrišanu", "en": "explicit consent"},
    "basis of the category": {"lv": "9. panta 2. punkta a) apakšpunkts", "en": "9(2)(a)"},
    "photos": {"lv": "tikai tad, ja tam atsevišķi piekrītat", "en": "only if you separately agree"},
    "European Commission": {"lv": "Eiropas Komisija", "en": "European Commission"},
    "auditors": {"lv": "auditori", "en": "auditors"},
    "hosting": {"lv": "Serveri uztur", "en": "hosting provider"},
    "Portal Privacy Statement": {"lv": "privacy-statement_en.pdf", "en": "privacy-statement_en.pdf"},
    "transfers": {"lv": "trešajām valstīm", "en": "third countries"},
    "retention of contacts": {"lv": "30 dienas pēc pasākuma", "en": "30 days after the event"},
    "retention of names": {"lv": "piecus gadus", "en": "five years"},
    "retention for a small grant": {"lv": "60 000 eiro", "en": "EUR 60 000"},
    "retention of answers": {"lv": "sešus mēnešus", "en": "six months"},
    "access": {"lv": "kopiju", "en": "copy"},
    "rectification": {"lv": "labot", "en": "corrected"},
    "erasure": {"lv": "dzēst", "en": "erase"},
    "restriction": {"lv": "ierobežot", "en": "restrict"},
    "objection": {"lv": "iebilst", "en": "object"},
    "portability": {"lv": "pārnesamā", "en": "portable"},
    "withdrawal": {"lv": "Kā atsaukt piekrišanu", "en": "How to withdraw consent"},
    "complaint": {"lv": "Datu valsts inspekcijai", "en": "Data State Inspectorate"},
    "must you": {"lv": "Vai dati ir jāsniedz", "en": "Must you give your data"},
    "automated decisions": {"lv": "Automatizētus lēmumus nepieņemam", "en": "no automated decisions"},
}
NAMES = {
    "lv": "Latvijas romu platforma III: sadarbības un līdzdalības veicināšana",
    "en": "Latvian Roma Platform III: promoting cooperation and participation",
}


@pytest.fixture
def notice(session):
    """The notice that a new project has."""
    return notices.current(session, factories.make_project(session, name=NAMES).id)


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize("item", ARTICLE_13)
def test_full_notice_has_every_item(notice, item, language):
    assert ARTICLE_13[item][language] in notice.full[language]


@pytest.mark.parametrize("language", ["lv", "en"])
def test_short_notice_has_at_most_120_words(notice, language):
    assert 60 < len(notice.short[language].split()) <= 120


@pytest.mark.parametrize("language", ["lv", "en"])
def test_both_notices_say_that_the_question_is_voluntary(notice, language):
    assert VOLUNTARY[language] in notice.short[language]
    assert VOLUNTARY[language] in notice.full[language]


@pytest.mark.parametrize("language", ["lv", "en"])
def test_notices_are_filled_in_and_part_into_paragraphs(notice, language):
    paragraphs = notice.full[language].split("\n\n")

    assert NAMES[language] in notice.full[language]
    assert re.findall(r"[{}]|\n{3}", notice.full[language] + notice.short[language]) == []
    assert [paragraph for paragraph in paragraphs if paragraph != paragraph.strip() or "\n" in paragraph] == []
    assert paragraphs[0].startswith("## ")
    assert not any(a.startswith("## ") and b.startswith("## ") for a, b in pairwise(paragraphs))


def test_notices_have_the_same_headings_in_each_language(notice):
    counts = {
        language: [len(part.split("\n\n")) for part in text.split("## ")] for language, text in notice.full.items()
    }

    assert counts["lv"] == counts["en"]


def test_name_falls_back_to_latvian(session):
    project = factories.make_project(session, name={"lv": "Projekts"})

    assert "“Projekts”" in notice_texts.fill(notice_texts.FULL, project)["en"]


def test_new_version_leaves_the_old_one(session):
    project = factories.make_project(session)
    first = notices.current(session, project.id)

    second = notices.publish(session, project, short={"lv": "Jauns"}, full={"lv": "Jauns"}, now=factories.NOW)

    assert (first.version, second.version, notices.current(session, project.id)) == (1, 2, second)
    assert first.short["lv"] != "Jauns"
