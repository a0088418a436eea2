"""PDF files: typst sets a template with data; tagged, accessible (PDF/UA-1) and fit for archives (PDF/A-2b)."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import typst

from eventreg.config import ROOT

TEMPLATES = ROOT / "templates" / "pdf"
STANDARDS = ["a-2b", "ua-1"]
LONG = 100_000  # letters of data
PATIENCE = 120  # seconds for a long one


def write(template: str, data: Mapping[str, object], *, language: str, now: datetime) -> bytes:
    """Return the PDF file that `templates/pdf/<template>.typ` makes of `data`, dated `now` (UTC).

    `data` becomes JSON, which the template reads by `json(bytes(sys.inputs.data))`; beside it stands
    `sys.inputs.lang`. Nothing in `data` is read as markup. Pictures are given as SVG text.
    Raises RuntimeError where the template is wrong.

    typst keeps what its last ten files were made of, some tens of MiB for a long one: those are made by a process of
    their own, whose memory goes with it.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False), "lang": language}
    moment = now.replace(microsecond=0)  # of which a PDF knows nothing
    if len(inputs["data"]) <= LONG:
        return _set(TEMPLATES / f"{template}.typ", inputs, moment)
    job = json.dumps([str(TEMPLATES / f"{template}.typ"), inputs, moment.isoformat()])
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(command, input=job.encode(), capture_output=True, cwd=ROOT, timeout=PATIENCE)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _set(template: Path, inputs: dict[str, str], moment: datetime) -> bytes:
    return typst.compile(
        template,
        root=template.parent,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=STANDARDS,
        timestamp=moment,
    )


if __name__ == "__main__":
    named, given, dated = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(_set(Path(named), given, datetime.fromisoformat(dated)))
