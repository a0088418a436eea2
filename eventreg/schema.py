"""Which migration the code needs."""

from functools import cache

from alembic.script import ScriptDirectory

from eventreg.config import ROOT


@cache
def head() -> str | None:
    """Return the newest migration that comes with the code."""
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()
