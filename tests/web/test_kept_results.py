"""Whoever reads results reads them as they are, and writes only where something has changed."""

import pytest

from eventreg.domain import tally
from tests.factories import make_event
from tests.web.reading import come


@pytest.mark.parametrize("page", ["results.as_json", "api.read_results"])
def test_programs_read_what_has_just_changed(coordinator, web_session, counted, page):
    address, event = coordinator.url(page, slug=counted.slug), make_event(web_session, counted)
    web_session.commit()
    before = coordinator.client.get(address).json["unique_persons"]["total"]

    come(web_session, event)
    web_session.commit()

    assert (before, coordinator.client.get(address).json["unique_persons"]["total"]) == (5, 6)
    assert not tally.is_behind(web_session, counted.id)
