"""Whatever is sent to a form is answered: never a failure, whatever stands in it, is missing, or comes twice.

HYPOTHESIS_PROFILE=thorough looks for new answers, and longer.
"""

import os
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.event_forms import OF_EVENTS
from tests.web.forms import CASES, answers

EVERY = (*CASES, *OF_EVENTS)
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
KIND = "application/x-www-form-urlencoded"
RIGHT_TO_LEFT, UNSEEN = "\u202emirgorp\u2066", "\x00\x07\x1b[2J\u200b\ufeff\x7f"
typed = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=30),  # lone surrogates and all
    st.sampled_from([RIGHT_TO_LEFT, UNSEEN, "\ud800", "\udfff\ud800", "x" * 20_000, "Ņ\u0301" * 3000, "%s%n{}{{7*7}}"]),
    st.sampled_from(["9" * 400, "-1", "1e309", "NaN", "0x1F", "²", "٣", "2147483648", "9223372036854775808", " 1 "]),
    st.sampled_from(["0001-01-01", "9999-12-31", "2019-02-30", "9999-12-31T23:59", "24:00", "T", "10:00:00.1+14:00"]),
)
changes = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["drop", "type", "twice"]), typed), max_size=6)
strangers = st.lists(st.tuples(st.one_of(st.sampled_from(["days-99-date", "switch", "csrf_token"]), typed), typed))


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.endpoint)
def test_whatever_is_sent_to_a_form_is_answered(case, house):
    blank = house.blank(case)
    right = blank | answers(case, 7)

    @settings(
        max_examples=200 if THOROUGH else 8,
        deadline=None,
        derandomize=not THOROUGH,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(changes=changes, strangers=strangers)
    def send(changes, strangers):
        body = urlencode(change(right, changes) + strangers, errors="surrogatepass")

        response = house.browser.client.post(house.address(case), data=body, content_type=KIND)

        assert response.status_code < 500, body

    send()


def change(fields, changes):
    """Return the fields of a form as pairs, some of them left out, written otherwise, or sent twice."""
    pairs = dict(enumerate([[pair] for pair in fields.items()]))
    for number, what, text in changes:
        place = number % len(pairs)
        name = list(fields)[place]
        if name != "csrf_token":  # without it nothing else is looked at
            pairs[place] = {"drop": [], "type": [(name, text)], "twice": [*pairs[place], (name, text)]}[what]
    return [pair for found in pairs.values() for pair in found]
