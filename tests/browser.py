"""A reader of pages in tests: opens them by endpoint and looks at each as a page."""

import re
import time

import zxingcpp
from flask import Flask, url_for
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext, ngettext
from html5lib import HTMLParser
from PIL import Image, ImageDraw
from werkzeug.test import TestResponse

from eventreg import clock
from eventreg.domain import sessions
from eventreg.extensions import db
from eventreg.models import User

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
DATA = ("application/json", "application/ld+json")  # which no browser runs
LABELLED = ("input", "select", "textarea")
RUN = re.compile(r"M(\d+) (\d+)h(\d+)")  # of dark modules, as our QR codes are drawn
SCALE = 4
COUNTRY = re.compile(r'<option value="[A-Z]{2}">[^<>&"]+</option>')  # one that is not selected


def words(element) -> str:
    """Return what a reader sees in an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


class Page:
    """An HTML page that has been looked at."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.text = response.get_data(as_text=True)
        parser = HTMLParser(namespaceHTMLElements=True)
        self.tree = parser.parse(COUNTRY.sub("", self.text))  # to read 250 countries takes longer than all the rest
        faults = [code for _, code, _ in parser.errors]
        assert not faults, f"HTML faults {faults}"
        self._check()

    def all(self, tag: str, **attributes: str):
        """Return the elements with this tag and these attributes (`class_` for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.tree.iter(HTML + tag)
            if all(element.get(name) == value for name, value in wanted.items())
        ]

    def words(self) -> str:
        """Return what a reader sees in the main part, white space folded."""
        (main,) = self.all("main")
        return words(main)

    def errors(self) -> list[str]:
        """Return the sentences of the error summary."""
        boxes = [box for box in self.all("div") if "errors" in (box.get("class") or "").split()]
        return [words(link) for box in boxes for link in box.iter(HTML + "a")]

    def form(self, action: str | None = None) -> dict[str, str]:
        """Return what the page's form would send as it stands."""
        forms = [form for form in self.all("form") if action is None or form.get("action") == action]
        fields: dict[str, str] = {}
        for element in forms[0].iter():
            tag, name = str(element.tag).removeprefix(HTML), element.get("name")
            if not name:
                continue
            if tag == "textarea":
                fields[name] = "".join(element.itertext())
            elif tag == "select":
                options = list(element.iter(HTML + "option"))
                chosen = [option for option in options if option.get("selected") is not None] or options[:1]
                fields[name] = chosen[0].get("value", "") if chosen else ""
            elif tag == "input" and element.get("type") in ("radio", "checkbox"):
                if element.get("checked") is not None:
                    fields[name] = element.get("value", "on")
            elif tag == "input":
                fields[name] = element.get("value", "")
        return fields

    def qr_code(self) -> str:
        """Return what a phone reads in the page's one QR code."""
        (drawing,) = [each for each in self.tree.iter(SVG + "svg") if each.get("class") == "qr-code"]
        size = int(drawing.get("viewBox").split()[-1])
        picture = Image.new("L", (size * SCALE, size * SCALE), 255)
        pen = ImageDraw.Draw(picture)
        (modules,) = [path.get("d") for path in drawing if path.get("stroke")]
        for x, y, length in (map(int, run) for run in RUN.findall(modules)):
            pen.rectangle((x * SCALE, y * SCALE, (x + length) * SCALE - 1, (y + 1) * SCALE - 1), fill=0)
        (found,) = zxingcpp.read_barcodes(picture)
        return found.text

    def _check(self) -> None:
        html = next(self.tree.iter(HTML + "html")) if self.tree.tag != HTML + "html" else self.tree
        assert html.get("lang") in ("lv", "en"), "no language"
        (title,) = self.all("title")
        assert (title.text or "").strip(), "no title"
        assert len(self.all("h1")) == 1, f"{len(self.all('h1'))} h1"
        assert len(self.all("main")) == 1, "no main part"
        ids = [element.get("id") for element in self.tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), f"ids twice: {sorted(i for i in ids if ids.count(i) > 1)}"
        self._check_labels(set(ids))
        for element in self.tree.iter():
            assert element.get("style") is None, "an inline style"
            assert not [name for name in element.attrib if str(name).startswith("on")], "an inline handler"
        for script in self.all("script"):
            assert script.get("src") or script.get("type") in DATA, "an inline script"
        for form in self.all("form"):
            assert form.get("method", "get").lower() in ("get", "post"), "a form without method"

    def _check_labels(self, ids: set[str]) -> None:
        labelled = {label.get("for") for label in self.all("label")}
        inside = {id(inner) for label in self.all("label") for inner in label.iter()}
        for tag in LABELLED:
            for element in self.all(tag):
                if element.get("type") in ("hidden", "submit", "button"):
                    continue
                named = element.get("id") in labelled or id(element) in inside or element.get("aria-label")
                assert named or element.get("aria-labelledby"), f"{tag} {element.get('name')} has no label"
                for other in (element.get("aria-describedby") or "").split():
                    assert other in ids, f"{other} describes a field and is not there"


class Browser:
    """Opens pages by endpoint; a page that is not what was expected fails the test."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()

    def log_in(self, user: User) -> "Browser":
        """Go on as this user, who gave a password just now."""
        with self.app.app_context():
            token = sessions.begin(db.session, user.id, device="Firefox, Linux", now=clock.now())
            db.session.commit()
        with self.client.session_transaction() as session:
            session["_user_id"] = user.fs_uniquifier
            session["_fresh"], session["sitting"] = True, token
            session["fs_cc"], session["fs_paa"] = "set", time.time()
        return self

    def take_pass(self, pass_id: int) -> "Browser":
        """Go on with a door pass in the session."""
        with self.client.session_transaction() as session:
            session["door_pass"] = pass_id
        return self

    def read_in(self, language: str) -> "Browser":
        """Go on in this language."""
        with self.client.session_transaction() as session:
            session["lang"] = language
        return self

    def get(self, endpoint: str, *, expect: int = 200, **values: object) -> Page:
        """Open a page."""
        return self._page(self.client.get(self.url(endpoint, **values)), expect)

    def post(self, endpoint: str, data: dict[str, object], *, expect: int = 200, **values: object) -> Page:
        """Send a form as it is given, and stay for the answer."""
        return self._page(self.client.post(self.url(endpoint, **values), data=data), expect)

    def fill(self, endpoint: str, data: dict[str, object], *, expect: int = 200, **values: object) -> Page:
        """Open a page, fill the form that it sends to itself, and stay for the page that comes back."""
        return self.post(endpoint, self._form(endpoint, values) | data, expect=expect, **values)

    def submit(self, endpoint: str, data: dict[str, object], *, expect: int = 303, **values: object) -> TestResponse:
        """Open a page, fill the form that it sends to itself; return the answer as it comes."""
        response = self.client.post(self.url(endpoint, **values), data=self._form(endpoint, values) | data)
        assert response.status_code == expect, f"{response.status_code}: {_errors(response)}"
        return response

    def press(self, page: Page, endpoint: str, *, expect: int = 302, **values: object) -> TestResponse:
        """Send a form of an open page whose action is this endpoint."""
        url = self.url(endpoint, **values)
        response = self.client.post(url, data=page.form(url))
        assert response.status_code == expect, f"{response.status_code}: {_errors(response)}"
        return response

    def translate(self, language: str, message: str, plural: str = "", number: int = 0, **values: object) -> str:
        """Return a sentence as the catalogue has it in a language."""
        with self.app.test_request_context(), force_locale(language):
            return ngettext(message, plural, number) if plural else gettext(message, **values)

    def url(self, endpoint: str, **values: object) -> str:
        """Return the path of an endpoint."""
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def _form(self, endpoint: str, values: dict[str, object]) -> dict[str, str]:
        return self.get(endpoint, **values).form(self.url(endpoint, **values))

    def _page(self, response: TestResponse, expect: int) -> Page:
        assert response.status_code == expect, f"{response.status_code} instead of {expect}: {_errors(response)}"
        assert "Content-Security-Policy" in response.headers
        return Page(response)


def _errors(response: TestResponse) -> object:
    if response.mimetype != "text/html":
        return response.get_data(as_text=True)[:300]
    try:
        return Page(response).errors()
    except AssertionError as fault:
        return fault
