"""The emblem of the European Union for what cannot show the drawing of our pages: a picture in a mail, a file."""

from functools import cache

import typst
from flask import get_template_attribute

ID = "emblem"
PAGE = b"#set page(width: 96pt, height: 64pt, margin: 0pt)\n#image(bytes(sys.inputs.svg), width: 96pt)"
SHARP = 144  # pixels an inch: two for each point


def svg() -> str:
    """Return the drawing of the pages as an SVG file, in the language that is written now."""
    drawing = str(get_template_attribute("_emblem.html", "emblem")())
    return drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def png() -> bytes:
    """Return the drawing as a PNG file of 192 by 128 pixels, made once."""
    return _drawn(svg().partition(">")[2])


@cache
def _drawn(shapes: str) -> bytes:
    bare = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 810 540">{shapes}'
    return typst.compile(PAGE, format="png", ppi=SHARP, sys_inputs={"svg": bare}, ignore_system_fonts=True)
