"""How a page travels: compressed where that tells nobody a secret, and not again where the reader has it already."""

import gzip
import hashlib

from flask import Flask, Response, g, request, session
from flask_security import current_user

from eventreg import language

SMALLEST = 1400  # bytes: what fits into one packet travels no faster
PACKED = ("text/html", "application/json")
ASK_FIRST = "public, no-cache"
A_WHILE = "public, max-age=300"


def ease(app: Flask) -> None:
    """Tag and compress the answers of an application on their way."""
    app.after_request(shorten)


def let_keep(for_how_long: str = ASK_FIRST) -> None:
    """Let caches keep this page, unless it is somebody's own: then, as every page, it is kept nowhere."""
    if not session and not language.asked() and not current_user.is_authenticated:
        g.cache_control, g.tagged = for_how_long, True


def tag() -> None:
    """Give this answer a tag, so that a page that asks again is told in a few bytes that nothing has changed."""
    g.tagged = True


def shorten(response: Response) -> Response:
    """Leave out what the reader has already; compress the rest."""
    if response.status_code != 200 or not response.is_sequence:
        return response
    if g.get("tagged"):
        response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32], weak=True)
        response.make_conditional(request)
    if response.status_code == 200 and _may_be_packed(response):
        response.vary.add("Accept-Encoding")
        if request.accept_encodings.quality("gzip") > 0:
            response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
    return response


def _may_be_packed(response: Response) -> bool:
    """Say whether compressing an answer tells a listener nothing (docs/decisions/0015).

    The length of a compressed page betrays a secret in it to who makes somebody's browser ask for it again and
    again with other words in the address. Without a cookie there is no secret of theirs in it; a bearer token no
    other site can send.
    """
    if response.mimetype not in PACKED or "Content-Encoding" in response.headers:
        return False
    if len(response.get_data()) < SMALLEST:
        return False
    return not request.cookies or (request.blueprint == "api" and "Authorization" in request.headers)
