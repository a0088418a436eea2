"""Style sheets, scripts and fonts: compressed beforehand, kept by browsers for a year under an address that changes.

The digest of all files together stands in front of each name. So whatever one file says of its neighbour (a style
sheet of a font, a module of another one) leads to the same release without being rewritten, and a page never runs
with half of an older release (docs/decisions/0015).
"""

import hashlib
import mimetypes
import os
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Request, Response, abort, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

PATH = "/static/"
ENCODINGS = {"br": "br", "gzip": "gz"}  # the better one first
FOR_A_YEAR = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
RELEASE = re.compile(r"[0-9a-f]{16}")
TYPES = mimetypes.MimeTypes()
for kind, ending in (("text/javascript", ".js"), ("font/woff2", ".woff2"), ("application/wasm", ".wasm")):
    TYPES.add_type(kind, ending)


@dataclass(frozen=True)
class StaticFile:
    """What is sent for a name: the content as it is, and by encoding what it was compressed to."""

    content: bytes
    digest: str
    mimetype: str
    packed: dict[str, bytes]


class Sessions(SecureCookieSessionInterface):
    """Sessions of pages; a file has none, so that nobody is looked up for it and no cookie makes it another one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the session of a request; of one for a file, nothing."""
        return self.session_class() if request.path.startswith(PATH) else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the session into the answer, unless it is a file."""
        if not request.path.startswith(PATH):
            super().save_session(app, session, response)


def serve(app: Flask, folder: Path, packed: Path) -> None:
    """Serve the files of a folder below /static/; `url_for("static", filename=…)` gives the address of this release.

    `app.extensions["static_files"]` has their names.
    """
    files = {path.relative_to(folder).as_posix(): _read(path, packed) for path in sorted(_below(folder))}
    told = "".join(f"{name}\0{file.digest}\0" for name, file in files.items())
    release = hashlib.sha256(told.encode()).hexdigest()[:16]

    def static(filename: str) -> Response:
        """Send a file; under the address of another release ours, and then nobody keeps it without asking."""
        named, _, name = filename.partition("/")
        found = files.get(name if RELEASE.fullmatch(named) else filename) or abort(404)
        return _answer(found, kept=named == release)

    def put_release(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            values["filename"] = f"{release}/{values['filename']}"

    app.extensions["static_files"] = tuple(files)
    app.session_interface = Sessions()
    app.add_url_rule(f"{PATH}<path:filename>", endpoint="static", view_func=static)
    app.url_defaults(put_release)


def _answer(file: StaticFile, *, kept: bool) -> Response:
    accepted = request.accept_encodings
    encoding = next((each for each in file.packed if accepted.quality(each) > 0), "")
    response = Response(file.packed.get(encoding, file.content), mimetype=file.mimetype)
    response.set_etag(file.digest[:32] + encoding)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    if file.packed:
        response.vary.add("Accept-Encoding")
    g.cache_control = FOR_A_YEAR if kept else ASK_FIRST
    return response.make_conditional(request)


def _below(folder: Path) -> list[Path]:
    found = [Path(place, name) for place, _, names in os.walk(folder, followlinks=True) for name in names]
    return [path for path in found if not path.name.startswith(".")]


def _read(path: Path, packed: Path) -> StaticFile:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    candidates = {encoding: packed / f"{digest}.{ending}" for encoding, ending in ENCODINGS.items()}
    smaller = {encoding: file.read_bytes() for encoding, file in candidates.items() if file.is_file()}
    mimetype = TYPES.guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(content, digest, mimetype, {encoding: body for encoding, body in smaller.items() if body})
