"""PDF files: typst sets a template with data; tagged, accessible (PDF/UA-1) and fit for archives (PDF/A-2b)."""

import json
from collections.abc import Mapping
from datetime import datetime

import typst

from eventreg.config import ROOT

TEMPLATES = ROOT / "templates" / "pdf"
STANDARDS = ["a-2b", "ua-1"]


def write(template: str, data: Mapping[str, object], *, language: str, now: datetime) -> bytes:
    """Return the PDF file that `templates/pdf/<template>.typ` makes of `data`, dated `now` (UTC).

    `data` becomes JSON, which the template reads by `json(bytes(sys.inputs.data))`; beside it stands
    `sys.inputs.lang`. Nothing in `data` is read as markup. Pictures are given as SVG text.
    Raises RuntimeError where the template is wrong.
    """
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "lang": language},
        pdf_standards=STANDARDS,
        timestamp=now.replace(microsecond=0),  # of which a PDF knows nothing
    )
