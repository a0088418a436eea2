"""Texts that mean the same are one text after folding."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.domain.folding import fold, slug


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Paņko", "panko"),
        ("Panko", "panko"),
        ("Pan\u0327ko", "panko"),
        ("ĀČĒĢĪĶĻŅŠŪŽ", "acegiklnsuz"),
        ("  Līga\u00a0\t Bērziņa\n", "liga berzina"),
        ("Straße", "strasse"),
        ("𝐋īga ㎒", "liga mhz"),
        ("Ольга", "ольга"),
        ("", ""),
    ],
)
def test_folds_case_diacritics_and_white_space(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_it_does_not_matter_how_letters_are_composed(text, form):
    assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(st.text(alphabet="aābcčdeēfgģhiījkķlļmnņoprsštuūvzž "))
def test_latvian_capitals_and_small_letters_fold_alike(text):
    assert fold(text.upper()) == fold(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Praktiskā darbnīca „SĀRE KHETENE 2019”", "praktiska-darbnica-sare-khetene-2019"),
        ("a" * 70, "a" * 60),
        ("a" * 59 + " b", "a" * 59),
        ("…", "x"),
    ],
)
def test_makes_an_address(text, address):
    assert slug(text) == address


@given(st.text(), st.integers(min_value=1, max_value=70))
def test_an_address_is_words_joined_by_single_hyphens(text, longest):
    address = slug(text, longest=longest)

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", address)
    assert len(address) <= longest
