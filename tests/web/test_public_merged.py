"""What the links of a merged sign-up show: the ticket is good, one's own page leads to the registration that stays."""

import pytest

from eventreg.domain import registration, repeats
from tests.factories import NOW, make_registration, make_user


@pytest.fixture
def merged(web_session, event):
    """Somebody's sign-up that was merged into another one of theirs."""
    ilze = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv"}
    stays, merged = (make_registration(web_session, event, **ilze) for _ in range(2))
    repeats.merge(web_session, event, stays, by=make_user(web_session), now=NOW)
    web_session.commit()
    return merged


def test_ones_own_page_leads_to_the_registration_that_stays(reader, web_session, merged):
    stays = repeats.standing_for(web_session, merged)
    web_session.rollback()

    page = reader.get("public.mine", manage=merged.manage)

    assert [each.text for each in page.all("h1")] == ["Your sign-ups are one registration now"]
    assert "ancelled" not in page.words()
    assert page.all("a", href=reader.url("public.mine", manage=stays.manage))
    assert not page.all("a", href=reader.url("public.register", slug=merged.event.slug))


def test_the_ticket_is_good_and_leads_nowhere(reader, web_session, merged):
    stays = repeats.standing_for(web_session, merged)
    web_session.rollback()

    page = reader.get("public.ticket", ticket=merged.ticket)

    assert "Valid ticket" in page.words()
    assert "ancelled" not in page.words()
    assert stays.manage not in page.text
    assert stays.ticket not in page.text


def test_both_are_cancelled_once_the_one_that_stays_is(reader, web_session, merged):
    registration.cancel(web_session, repeats.standing_for(web_session, merged), now=NOW)
    web_session.commit()

    for page in (reader.get("public.mine", manage=merged.manage), reader.get("public.ticket", ticket=merged.ticket)):
        assert "Cancelled 10 January 2019" in page.words()


def test_the_page_leads_to_nobody_else(reader, web_session, merged):
    """A correction has made somebody else of the one that stays."""
    stays = repeats.standing_for(web_session, merged)
    stays.person_id = make_registration(web_session, merged.event).person_id
    web_session.commit()

    assert stays.manage not in reader.get("public.mine", manage=merged.manage).text
