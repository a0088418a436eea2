"""The address that the service was last started under, so that a command in another terminal prints the same."""

import os
from pathlib import Path

NAME = "address.txt"


def keep(instance: Path, url: str) -> None:
    """Keep the address that visitors reach the service by."""
    (instance / NAME).write_text(f"{url}\n", encoding="utf-8")


def kept(instance: Path) -> str | None:
    """Return PUBLIC_URL, else the address that was kept, if there is one."""
    if given := os.environ.get("PUBLIC_URL"):
        return given.rstrip("/")
    try:
        return (instance / NAME).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
