"""Who is asked when pages are read: nobody but the service itself."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

OURS = "127.0.0.1"
INSIDE = ("data", "blob", "about")  # what a page makes itself


def watch(window: BrowserContext, faults: list[str]) -> None:
    """Note the address of each third party that a page, frame or worker of a window asks, or tries to."""
    window.on("request", lambda sent: is_ours(sent.url) or faults.append(sent.url))
    window.on("page", lambda page: _watch_sockets(page, faults))


def is_ours(url: str) -> bool:
    """Say whether an address is the service's own, or leads nowhere."""
    return urlsplit(url).scheme in INSIDE or urlsplit(url).hostname == OURS


def _watch_sockets(page: Page, faults: list[str]) -> None:
    page.on("websocket", lambda opened: is_ours(opened.url) or faults.append(opened.url))
