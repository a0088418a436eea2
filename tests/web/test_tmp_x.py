import pytest, time
from tests.factories import *


@pytest.mark.parametrize("n", range(12))
def test_a(browser, web_session, n):
    event = make_event(web_session)
    web_session.commit()
    browser.get("public.register", slug=event.slug)
