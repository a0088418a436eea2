"""The Latvian catalogue is whole, and in the words of a Latvian public service (DOMAIN.md 3.6, 3.7, 8.H)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

import eventreg
from eventreg.domain.errors import Refused
from eventreg.domain.sentence import plural_form

ROOT = Path(eventreg.__file__).parent.parent
LATVIAN = ROOT / "eventreg" / "translations" / "lv" / "LC_MESSAGES" / "messages.po"
GETTEXT_RULE = "(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2)"
PLACEHOLDER = re.compile(r"%(?:\([a-z_]+\)[a-z]|%|[sd])")
POLITE_WITHIN_A_SENTENCE = re.compile(r"(?<=[^.!?:„] )Jū(?:s|su|m|ms)\b")
SHORT, LONGEST_LABEL = 5, 8  # words in English, words in Latvian
SAME_IN_BOTH: set[str] = set()
"""Texts that are the same in Latvian and in English, such as names."""


def collect() -> Catalog:
    """Gather the texts of code and templates as `make messages` does: babel.cfg, and the keywords of the Makefile."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    more = re.findall(r"-k (\S+)", (ROOT / "Makefile").read_text())
    catalog = Catalog()
    for folder in ("eventreg", "templates"):
        found = extract_from_dir(ROOT / folder, methods, options, DEFAULT_KEYWORDS | parse_keywords(more))
        for _file, _line, text, _comments, context in found:
            catalog.add(text, context=context)
    return catalog


def read() -> Catalog:
    """Read the Latvian catalogue, with what is wrong in it."""
    with LATVIAN.open("rb") as file:
        return read_po(file, locale="lv", abort_invalid=True)


SOURCE, CATALOGUE = collect(), read()


def messages() -> Iterator[Message]:
    """Go through the catalogue without its header."""
    return (message for message in CATALOGUE if message.id)


def ids(message: Message) -> tuple[str, ...]:
    """Return the English texts of a message: one, or singular and plural."""
    return tuple(message.id) if message.pluralizable else (message.id,)


def forms(message: Message) -> tuple[str, ...]:
    """Return the Latvian texts of a message: one, or one for each form of a noun."""
    return tuple(message.string) if message.pluralizable else (message.string,)


def offending(pattern: str, *, flags: int = 0) -> list[str]:
    """List the Latvian texts in which a pattern is found."""
    return [text for message in messages() for text in forms(message) if re.search(pattern, text, flags)]


def test_finds_the_texts_of_code_templates_forms_and_rules():
    for text in ("Sign up", "Your ticket", "Enter your name", "All places are taken.", "An undo cannot be undone."):
        assert SOURCE.get(text), text


def test_has_each_text_of_the_source_and_no_other():
    assert {(message.context, ids(message)) for message in messages()} == {
        (message.context, ids(message)) for message in SOURCE if message.id
    }
    assert not CATALOGUE.obsolete


def test_every_text_is_translated_in_all_its_forms():
    assert [ids(message) for message in messages() if not all(forms(message))] == []
    assert {len(forms(message)) for message in messages() if message.pluralizable} == {3}


def test_no_translation_is_a_guess():
    assert [ids(message) for message in messages() if message.fuzzy] == []


def test_each_form_fills_in_what_the_english_text_does():
    differing = []
    for message in messages():
        wanted = sorted(PLACEHOLDER.findall(ids(message)[-1]))
        differing += [text for text in forms(message) if sorted(PLACEHOLDER.findall(text)) != wanted]
    assert differing == []


def test_no_text_stayed_english():
    assert {text for message in messages() for text in ids(message) if text in forms(message)} == SAME_IN_BOTH


def test_counts_by_the_rule_of_gettext():
    assert f"nplurals=3; plural={GETTEXT_RULE};" in LATVIAN.read_text().replace('"\n"', "")
    assert CATALOGUE.plural_forms == f"nplurals=3; plural={GETTEXT_RULE};"
    assert get_plural("lv").plural_expr == GETTEXT_RULE


def test_pages_and_the_sentence_count_alike():
    rule = re.fullmatch(r"\((.+) \? (\d) : (.+) \? (\d) : (\d)\)", CATALOGUE.plural_expr)
    one, first, several, second, third = (part.replace("&&", "and") for part in rule.groups())

    def chosen(n: int) -> int:
        return int(first if eval(one, {"n": n}) else second if eval(several, {"n": n}) else third)

    assert [chosen(n) for n in range(1001)] == [plural_form("lv", n) for n in range(1001)]


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (0, "0 brīvu vietu"),
        (1, "1 brīva vieta"),
        (2, "2 brīvas vietas"),
        (10, "10 brīvas vietas"),
        (11, "11 brīvas vietas"),
        (21, "21 brīva vieta"),
        (90, "90 brīvas vietas"),
        (111, "111 brīvas vietas"),
    ],
)
def test_says_how_many_places_are_left(number, wanted):
    texts = CATALOGUE.get("%(num)s place left").string
    assert texts[plural_form("lv", number)] % {"num": number} == wanted


def test_every_refusal_has_its_sentence():
    def kinds(kind: type[Refused]) -> Iterator[type[Refused]]:
        yield kind
        for narrower in kind.__subclasses__():
            yield from kinds(narrower)

    known = {message.id for message in messages()}
    assert [kind.__name__ for kind in kinds(Refused) if kind.message not in known] == []


def test_says_romi():
    assert offending("čigān", flags=re.IGNORECASE) == []


def test_says_jus_with_a_small_letter():
    assert offending(POLITE_WITHIN_A_SENTENCE.pattern) == []


def test_is_typeset_as_latvian_is():
    assert offending(r"  |^\s|\s$") == [], "a space too many"
    assert offending("[\"'“‘’«»]|\\.\\.\\.") == [], "marks that Latvian does not use"
    assert [text for text in offending("[„”]") if text.count("„") != text.count("”")] == [], "quotes in pairs"
    assert offending(r"\s-\s") == [], "a hyphen for a dash"


def test_ends_as_the_english_text_does():
    differing = []
    for message in messages():
        for text in forms(message):
            mark = ids(message)[-1][-1]
            if mark != text[-1:] and {mark, text[-1:]} & set(".:…?"):
                differing.append(text)
    assert differing == []


def test_a_label_stays_short():
    longer = []
    for message in messages():
        label = len(ids(message)[-1].split()) <= SHORT and ids(message)[-1][-1] not in ".!?…:"
        longer += [text for text in forms(message) if label and len(text.split()) > LONGEST_LABEL]
    assert longer == []
