"""The three identifiers of a registration, exactly as server and phone agree (DESIGN.md 6)."""

import base64
import hashlib
import re
import secrets

CODE_LETTERS = "2346789ACDEFGHJKMNPQRTVWXY"  # nothing that is read or heard as something else
CODE_LENGTH = 8
LONGEST_SHOWN = 12
TICKET = re.compile(r"[A-Z2-7]{26}")


def new_ticket() -> str:
    """Return a new ticket: 16 random bytes in base32, upper case, 26 characters."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")


def new_manage() -> str:
    """Return a new manage token: 16 random bytes in base64url, 22 characters."""
    return secrets.token_urlsafe(16)


def new_code() -> str:
    """Return a new short code: eight characters that cannot be confused, no secret."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def digest(payload: str) -> str:
    """Return base64url(SHA-256(payload)), unpadded: what is kept of a ticket, a token or a foreign code."""
    return (
        base64.urlsafe_b64encode(hashlib.sha256(payload.encode(errors="surrogatepass")).digest()).decode().rstrip("=")
    )


def ticket_hash(ticket: str) -> str:
    """Return the hash of a ticket, whatever case it was read in."""
    return digest(ticket.upper())


def read_code(typed: str) -> str:
    """Return a typed code as it is stored: upper case, without spaces and hyphens."""
    return re.sub(r"[\s\-‐-―]+", "", typed).upper()


def show_code(code: str) -> str:
    """Return a code as people read it: two groups of four; of what is too long for one, the beginning."""
    if len(code) == CODE_LENGTH:
        return f"{code[:4]}-{code[4:]}"
    return code if len(code) <= LONGEST_SHOWN else f"{code[:LONGEST_SHOWN]}…"
