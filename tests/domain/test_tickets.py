"""Ticket, manage token and code, as server and phone agree on them (DESIGN.md 6)."""

import base64
import re

from hypothesis import example, given
from hypothesis import strategies as st

from eventreg.domain import tickets

MANY = 300
LOOK_ALIKE = set("0O1IL5SBUZ")


def test_a_ticket_is_sixteen_random_bytes_in_base32():
    made = {tickets.new_ticket() for _ in range(MANY)}

    assert len(made) == MANY
    assert {len(base64.b32decode(ticket + "======")) for ticket in made} == {16}
    assert {len(ticket) for ticket in made} == {26}
    assert all(tickets.TICKET.fullmatch(ticket) for ticket in made)


def test_a_manage_token_is_sixteen_random_bytes_in_base64url():
    made = {tickets.new_manage() for _ in range(MANY)}

    assert len(made) == MANY
    assert {len(base64.urlsafe_b64decode(manage + "==")) for manage in made} == {16}


def test_a_code_has_eight_letters_that_nobody_confuses():
    made = {tickets.new_code() for _ in range(MANY)}

    assert len(made) == MANY
    assert {len(code) for code in made} == {8}
    assert set("".join(made)) == set(tickets.CODE_LETTERS)
    assert set(tickets.CODE_LETTERS) & LOOK_ALIKE == set()


def test_the_hash_of_a_ticket_is_unpadded_base64url_of_sha_256():
    assert tickets.ticket_hash("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "1uxomN6H3axuWzYRcIp6ocLSmCkzScwabCmaHbcUnTg"


def test_a_ticket_hashes_alike_in_whatever_case_it_was_read():
    ticket = tickets.new_ticket()

    assert tickets.ticket_hash(ticket.lower()) == tickets.ticket_hash(ticket) == tickets.digest(ticket)


@given(st.text(st.characters()))
@example("\ud800")
def test_any_payload_has_a_digest(payload):
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", tickets.digest(payload))


@given(st.text(tickets.CODE_LETTERS, min_size=8, max_size=8), st.lists(st.integers(0, 8)), st.sampled_from("  -‐–\t"))
def test_a_code_is_read_however_it_was_typed(code, places, between):
    typed = code.lower()
    for place in sorted(places, reverse=True):
        typed = typed[:place] + between + typed[place:]

    assert tickets.read_code(typed) == code


def test_a_code_is_shown_in_two_groups():
    assert tickets.show_code("ACDEFGHJ") == "ACDE-FGHJ"
