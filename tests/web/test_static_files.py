"""Files for browsers: under an address that changes with them, compressed beforehand, kept for a year."""

import gzip
import hashlib
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from eventreg.models import Role
from eventreg.web import static_files
from tests.factories import make_project, make_user

FONT = "vendor/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"
STATIC = Path(static_files.__file__).parents[1] / "static"
OTHER = "0123456789abcdef"


def address(browser, filename="css/base.css", release=None):
    found = browser.url("static", filename=filename)
    return re.sub(r"(?<=/static/)[0-9a-f]{16}", release, found) if release else found


def served(folder):
    """Return an application that serves a folder and nothing else."""
    app = Flask("other", static_folder=None)
    static_files.serve(app, folder, folder / "packed")
    return app


def name_in(app):
    with app.test_request_context():
        return app.url_for("static", filename="a.css")


@pytest.mark.parametrize("filename", ["css/base.css", "door/scan.js", "icon.svg", FONT])
def test_a_file_is_kept_for_a_year_under_the_address_of_its_release(browser, filename):
    answer = browser.client.get(address(browser, filename))

    assert answer.data == (STATIC / filename).read_bytes()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_address_changes_with_any_file(tmp_path):
    names = []
    for name, content in (("a.css", "a"), ("b.css", "b"), ("b.css", "c")):
        (tmp_path / name).write_text(content)
        names.append(name_in(served(tmp_path)))

    assert len(set(names)) == 3
    assert name_in(served(tmp_path)) == names[-1]


@pytest.mark.parametrize("release", [OTHER, None])
def test_another_release_gets_the_file_that_there_is_and_keeps_it_not(browser, release):
    """A page that was open while the service was brought up to date still works."""
    path = address(browser, release=OTHER) if release else "/static/css/base.css"
    answer = browser.client.get(path)

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert answer.data == (STATIC / "css/base.css").read_bytes()


@pytest.mark.parametrize("filename", ["css/none.css", "", "../config.py", "css/../../config.py", "vendor/.complete"])
@pytest.mark.parametrize("before", ["", f"{OTHER}/"])
def test_what_is_no_file_for_browsers_is_not_found(browser, before, filename):
    answer = browser.client.get(f"/static/{before}{filename}")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None), ("identity", None)],
)
def test_a_style_sheet_travels_compressed_as_its_reader_can_read_it(browser, accepted, encoding):
    answer = browser.client.get(address(browser), headers={"Accept-Encoding": accepted})

    plain = (STATIC / "css/base.css").read_bytes()
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert len(answer.data) < len(plain) * (0.5 if encoding else 1.1)
    if encoding == "gzip":
        assert gzip.decompress(answer.data) == plain
    if encoding == "br":
        unpack = "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(0)))"
        assert subprocess.run(["node", "-e", unpack], input=answer.data, capture_output=True).stdout == plain


def test_nobody_is_looked_up_for_a_file(browser, web_session, count_statements):
    user = make_user(web_session, Role.ORGANISER, project=make_project(web_session))
    web_session.commit()
    browser.log_in(user)

    assert count_statements(lambda: browser.client.get(address(browser))) == 0
    assert "Cookie" not in browser.client.get(address(browser)).headers["Vary"]


def test_a_font_is_compressed_already(browser):
    answer = browser.client.get(address(browser, FONT), headers={"Accept-Encoding": "br, gzip"})

    assert "Content-Encoding" not in answer.headers
    assert answer.mimetype == "font/woff2"


@pytest.mark.parametrize("accepted", ["br", "gzip", ""])
def test_a_reader_that_has_it_gets_no_more_than_that(browser, accepted):
    first = browser.client.get(address(browser, release=OTHER), headers={"Accept-Encoding": accepted})
    tag = {"If-None-Match": first.headers["ETag"]}

    again = browser.client.get(address(browser, release=OTHER), headers={"Accept-Encoding": accepted} | tag)
    other = browser.client.get(address(browser, "css/form.css"), headers={"Accept-Encoding": accepted} | tag)

    assert (again.status_code, again.data, other.status_code) == (304, b"", 200)


def test_every_page_leads_to_files_of_this_release(browser):
    page = browser.get("door.start")

    found = [link.get("href") for link in page.all("link")] + [script.get("src") for script in page.all("script")]
    assert len(found) > 8
    assert {re.match("/static/([0-9a-f]{16})/", each)[1] for each in found} == {address(browser).split("/")[2]}
    assert [each for each in found if browser.client.get(each).status_code != 200] == []


def test_all_that_files_say_of_each_other_is_there(browser):
    """A style sheet names fonts, a module others; a browser looks for them beside it, in the same release."""
    missing, seen = [], 0
    for path in [*STATIC.rglob("*.css"), *STATIC.rglob("door/*.js")]:
        for name in re.findall(r"""url\("([^"]+)"\)|from "(\.[^"]+)\"""", path.read_text()):
            seen += 1
            if not (path.parent / "".join(name)).is_file():
                missing.append((path.name, name))

    assert seen > 20
    assert missing == []


def test_what_is_packed_is_named_after_what_it_holds(browser):
    content = (STATIC / "css/base.css").read_bytes()
    packed = STATIC.parent / "packed" / f"{hashlib.sha256(content).hexdigest()}.gz"

    assert gzip.decompress(packed.read_bytes()) == content
