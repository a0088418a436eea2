"""A page in which the door's modules can be tried, without a service."""

from playwright.sync_api import Browser, Page, Route

from eventreg import language

STATIC = language.__file__.removesuffix("language.py") + "static"
HOST = "https://door.test"


def open_modules(browser: Browser) -> Page:
    """Open an empty page that may import `/static/…`."""
    page = browser.new_page()
    page.route(f"{HOST}/**", _answer)
    page.goto(HOST)
    return page


def _answer(route: Route) -> None:
    """Give out the files that the service would."""
    path = route.request.url.removeprefix(HOST)
    if path.startswith("/static/"):
        route.fulfill(path=STATIC + path.removeprefix("/static"))
    else:
        route.fulfill(body="<!doctype html><title>Empty</title>", content_type="text/html")
