"""How mails are shown before they are sent: as their readers see them, in a frame that lets in their looks only."""

import base64
import hashlib
import html
import re
from collections.abc import Iterable

from flask import g

from eventreg.delivery.letters import Letter

ATTRIBUTE = re.compile(r' style="([^"]*)"')
SHEET = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def let_in(letters: Iterable[tuple[str, Letter]]) -> list[tuple[str, Letter]]:
    """Let this page's frames have the styles of these letters, and no others; return the letters.

    A frame with `srcdoc` has the policy of the page around it, which forbids styles in the text but for those whose
    hash it names. `sandbox` takes all else from it: no script, no form, no way out.
    """
    letters = list(letters)
    found = {html.unescape(each) for _, letter in letters for each in ATTRIBUTE.findall(letter.html)}
    found |= {each for _, letter in letters for each in SHEET.findall(letter.html)}
    g.styles = "".join(f" 'sha256-{_hash(each)}'" for each in sorted(found))
    return letters


def _hash(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
