"""The door as an app of a phone: which files make it up, and how it is called and drawn (docs/decisions/0022)."""

import hashlib
import json
import re

from flask import current_app, render_template, url_for
from flask_babel import force_locale, gettext

from eventreg import language
from eventreg.web.verdicts import WORDS

MODULES = re.compile(r"(door|vendor)/.+\.(js|wasm)")
ADDRESS = re.compile(r'"(/static/[^"]+)"')
ICONS = {
    "icon-192.png": ("192x192", "any"),
    "icon-512.png": ("512x512", "any"),
    "icon-masked.png": ("512x512", "maskable"),
}
DARK = "#0b0f12"


def page() -> str:
    """Return the page without anybody's pass in it, as each device keeps it; the device puts its own there."""
    other = next(code for code in language.LANGUAGES if code != language.current())
    return render_template(
        "door/scan.html",
        door_pass=None,
        form=None,
        leave=None,
        words=WORDS,
        demo=False,
        switch_url=url_for("door.scan", lang=other),
    )


def worker() -> str:
    """Return the service worker of this release: what it keeps, and the file that says how.

    It differs as soon as any file or text of the app does, which is how a browser learns of a new release.
    """
    pages = {}
    for lang in language.LANGUAGES:
        with force_locale(lang):
            pages[lang] = page()
    names = [name for name in current_app.extensions["static_files"] if MODULES.fullmatch(name)]
    files = {url_for("static", filename=name) for name in names} | set(ADDRESS.findall("".join(pages.values())))
    release = {
        "id": hashlib.sha256("".join([*sorted(files), *pages.values()]).encode()).hexdigest()[:16],
        "files": sorted(files),
        "pages": {lang: url_for("door.app", lang=lang) for lang in pages},
        "scan": url_for("door.scan"),
        "start": url_for("door.start"),
    }
    rules = url_for("static", filename="door/sw.js")
    return f"const RELEASE = {json.dumps(release)};\nimportScripts({json.dumps(rules)});\n"


def manifest() -> dict[str, object]:
    """Return what a phone needs to know to put the door beside its apps (W3C: Web Application Manifest)."""
    icons = [
        {"src": url_for("static", filename=f"door/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, (sizes, purpose) in ICONS.items()
    ]
    return {
        "id": url_for("door.start"),
        "name": f"{gettext('Door')} – {gettext('Project events')}",
        "short_name": gettext("Door"),
        "lang": language.current(),
        "start_url": url_for("door.scan"),
        "scope": url_for("door.start"),
        "display": "standalone",
        "background_color": DARK,
        "theme_color": DARK,
        "icons": icons,
    }
