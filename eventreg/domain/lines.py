"""A line of text from a device, made clean: what a database cannot hold and a reader cannot see does not stay."""

import unicodedata

UNSEEN = ("Cc", "Cf", "Cs", "Co")  # control, bidi and zero-width characters, halves of characters, private ones


def clean(said: str) -> str:
    """Return a text as one line in NFC, without what cannot be seen and with single spaces."""
    seen = "".join(c for c in " ".join(said.split()) if unicodedata.category(c) not in UNSEEN)
    return " ".join(unicodedata.normalize("NFC", seen).split())
