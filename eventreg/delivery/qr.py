"""QR codes: as SVG for pages and as PNG for mails."""

import io

import qrcode
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pure import PyPNGImage

BORDER = 4  # modules of white around a code, as the standard asks


def svg(text: str, *, label: str) -> Markup:
    """Return a QR code of `text` as one inline SVG path; `label` names it for those who do not see it."""
    modules = _code(text).get_matrix()
    rows = (f"M{start} {y}h{length}" for y, row in enumerate(modules) for start, length in _runs(row))
    return Markup(
        '<svg class="qr-code" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="none" stroke="#000" d="{2}" transform="translate(0 .5)"/>'
        "</svg>"
    ).format(len(modules), label, "".join(rows))


def drawing(text: str) -> str:
    """Return a QR code of `text` as an SVG file of its own, for a PDF."""
    return str(svg(text, label="")).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def png(text: str, *, scale: int = 6) -> bytes:
    """Return a QR code of `text` as PNG, `scale` pixels a module."""
    code = _code(text)
    code.box_size = scale
    picture = io.BytesIO()
    code.make_image(image_factory=PyPNGImage).save(picture)
    return picture.getvalue()


def _code(text: str) -> qrcode.QRCode:
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECT_M, border=BORDER, mask_pattern=2
    )  # any mask reads; trying all costs
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return code


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return where dark modules begin, and how many follow each other."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
