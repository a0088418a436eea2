"""What people type, made clean: nothing unseen, no stray spaces, one way of writing each letter."""

import unicodedata

UNSEEN = ("Cc", "Cf", "Cs", "Co")  # control, bidi and zero-width characters, halves of characters, private ones


def clean_line(typed: str | None) -> str | None:
    """Return `typed` as one line in NFC, without what cannot be seen and with single spaces."""
    if typed is None:
        return None
    return " ".join(_seen(" ".join(typed.split())).split())


def clean_text(typed: str | None) -> str | None:
    """Return `typed` as lines in NFC, without what cannot be seen; at most one empty line between two."""
    if typed is None:
        return None
    lines: list[str] = []
    for line in map(clean_line, typed.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line or "")
    return "\n".join(lines).strip()


def none_if_empty(typed: str | None) -> str | None:
    """Return None for an answer that was left empty."""
    return typed or None


def _seen(text: str) -> str:
    kept = "".join(c for c in text if unicodedata.category(c) not in UNSEEN and ord(c) & 0xFFFE != 0xFFFE)
    return unicodedata.normalize("NFC", kept)
