"""One form for texts that mean the same: without case, diacritics and stray spaces."""

import re
import unicodedata


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics, its white space folded ("Paņko " → "panko")."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def slug(text: str, *, longest: int = 60) -> str:
    """Return `text` as lower-case words joined by hyphens, for an address; "x" if nothing is left."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    return words[:longest].rstrip("-") or "x"


def searched(*texts: str | None, longest: int = 600) -> str:
    """Return what a search looks in: all that is known of somebody, folded, empty texts left out."""
    return fold(" ".join(text for text in texts if text))[:longest]
