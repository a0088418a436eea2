"""The door as an app of a phone: its service worker, the page that it keeps, its manifest."""

import json
import re
import struct

import pytest

from eventreg import language


@pytest.fixture
def release(browser):
    """What the service worker is told of this release."""
    return json.loads(re.match(r"const RELEASE = (.+);\n", browser.client.get("/door/sw.js").text)[1])


def test_the_worker_may_serve_the_door_and_is_asked_for_each_time(browser):
    answer = browser.client.get("/door/sw.js")
    again = browser.client.get("/door/sw.js", headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    assert browser.client.get(re.search(r'importScripts\("(.+)"\)', answer.text)[1]).status_code == 200
    assert (again.status_code, again.data) == (304, b"")


def test_the_worker_keeps_all_that_the_page_loads(browser, release):
    answers = {file: browser.client.get(file) for file in release["files"]}

    assert {answer.status_code for answer in answers.values()} == {200}
    named = " ".join(release["files"])
    for each in ("door/scan.js", "zxing_reader.wasm", "css/door.css", "icon.svg", "wght-normal.woff2"):
        assert each in named
    missing = []
    for file, answer in answers.items():
        if file.endswith(".js") and "/vendor/" not in file:
            place = file.rsplit("/", 1)[0]
            found = re.findall(r'(?:from|import\()\s*"\.(/[^"]+)"', answer.text)
            missing += [name for name in found if place + name not in answers]
    assert missing == []


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_the_page_that_a_phone_keeps_is_nobodys(open_door, event, release, lang):
    reader = open_door(name="Ziemeļu durvis")

    page = reader.get("door.app", lang=lang)

    assert release["pages"][lang] == f"/door/app?lang={lang}"
    (html,), (live,) = page.all("html"), page.all("div", id="live")
    assert html.get("lang") == lang
    assert live.get("data-worker") == "/door/sw.js"
    assert [each for each in (event.name[lang], "Ziemeļu durvis", "csrf_token") if each in page.text] == []
    assert "Ziemeļu durvis" in reader.get("door.scan").text


def test_another_text_or_file_is_another_release(browser, release, monkeypatch):
    monkeypatch.setitem(browser.app.extensions, "static_files", ("door/scan.js",))

    answer = browser.client.get("/door/sw.js").text

    assert release["id"] not in answer


@pytest.mark.parametrize(("lang", "name"), [("lv", "Durvis"), ("en", "Door")])
def test_the_manifest_makes_it_an_app(browser, lang, name):
    answer = browser.client.get(f"/door/manifest.json?lang={lang}")
    told = answer.get_json(force=True)

    assert answer.mimetype == "application/manifest+json"
    assert (told["short_name"], told["lang"], told["display"]) == (name, lang, "standalone")
    assert (told["start_url"], told["scope"], told["id"]) == ("/door/scan", "/door/", "/door/")
    for icon in told["icons"]:
        picture = browser.client.get(icon["src"])
        width, height = struct.unpack(">II", picture.data[16:24])
        assert picture.mimetype == "image/png"
        assert icon["sizes"] == f"{width}x{height}"
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
