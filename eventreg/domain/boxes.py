"""The box of a roster entry: a name that only who holds the ticket can read (DESIGN.md 5 and 6)."""

import base64
import json
import secrets
from collections.abc import Iterable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

INFO = b"eventreg box 1"
NONCE = 12  # bytes


def seal(ticket: str, registration_id: int, *, name: str, organisation: str, marks: Iterable[str]) -> str:
    """Return name, organisation and marks, sealed with a key that comes from the ticket alone.

    The registration's id is authenticated with them, so that no box stands for another entry.
    """
    nonce = secrets.token_bytes(NONCE)
    inside = {"name": name, "organisation": organisation, "marks": list(marks)}
    text = json.dumps(inside, ensure_ascii=False, separators=(",", ":")).encode()
    sealed = AESGCM(_key(ticket)).encrypt(nonce, text, str(registration_id).encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


def _key(ticket: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=b"", info=INFO).derive(ticket.encode())
