"""Walking through the site as one visitor does: every page that links lead to, one of each kind."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Page

# Numbers and tokens in an address, and the kind and language of a mail whose words one chooses.
VARIABLE = re.compile(r"(?<=/)(?:\d+|[A-Za-z0-9_-]{20,}|[0-9A-F]{8}|(?<=/mail-texts/)\w+/\w+)(?=/|$)")
FILES = re.compile(r"\.(?:csv|json|ics|pdf|xlsx|eml)$|/documents/\d+/")
MOST_OF_A_KIND = 2  # an event with much in it, and one with nothing
MOST = 200
HINTS = "link:is([rel~=preconnect], [rel~=dns-prefetch], [rel~=prefetch], [rel~=prerender])"


def walk(page: Page, start: list[str], within: tuple[str, ...], most_of_a_kind: int = MOST_OF_A_KIND) -> Iterator[str]:
    """Open every page that links lead to from `start`, some of a kind at most; yield the address of the open one.

    `within` are the beginnings of the paths that are gone through.
    """
    origin, waiting = urlsplit(start[0])[:2], list(start)
    seen: set[str] = set()
    kinds: dict[str, int] = {}
    while waiting:
        address = waiting.pop(0)
        kind = shape(urlsplit(address).path)
        if address in seen or kinds.get(kind, 0) >= most_of_a_kind:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        assert len(seen) <= MOST, "the walk does not end"
        response = page.goto(address)
        assert response is not None and response.status == 200, f"{response and response.status} at {address}"
        assert page.locator(HINTS).count() == 0, f"{address} calls a third party beforehand"
        yield address
        links = page.eval_on_selector_all("a[href]", "found => found.map(link => link.href)")
        waiting += [each for each in map(_plain, links) if _is_within(each, origin, within)]


def shape(path: str) -> str:
    """Return an address with its numbers and tokens blotted out: pages of one shape are of one kind."""
    return VARIABLE.sub("*", path)


def _is_within(link: str, origin: tuple[str, ...], within: tuple[str, ...]) -> bool:
    here = urlsplit(link)[:2] == origin and urlsplit(link).path.startswith(within)
    return here and not FILES.search(urlsplit(link).path)


def _plain(link: str) -> str:
    """Return a link without its fragment and query: the same page, filtered or sorted, is the same page."""
    return urldefrag(link)[0].partition("?")[0]
