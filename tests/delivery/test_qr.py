"""QR codes: what a phone reads from the picture is what was put in."""

import io
import re

import pytest
import zxingcpp
from PIL import Image

from eventreg.delivery import qr

TICKET = "HTTPS://EVENTS.EXAMPLE/T/" + "A2B3C4D5E6F7" * 2 + "ZZ"
TEXTS = [TICKET, "x", "https://events.example/door/#a-b_c", "Ņikuļina 😀", "A" * 400]


@pytest.mark.parametrize("text", TEXTS)
def test_a_picture_is_read_as_what_was_put_in(text):
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(text))))

    assert (found.format, found.text) == (zxingcpp.BarcodeFormat.QRCode, text)


def test_a_picture_is_as_large_as_was_asked():
    small, large = (Image.open(io.BytesIO(qr.png(TICKET, scale=scale))) for scale in (1, 6))

    assert large.size == (small.width * 6, small.height * 6)


def test_an_address_in_capitals_makes_a_smaller_code():
    """Its alphabet is the one that a QR code packs densely (DESIGN.md 6)."""
    upper, lower = (Image.open(io.BytesIO(qr.png(text, scale=1))).width for text in (TICKET, TICKET.lower()))

    assert (upper, lower) == (37, 41)


def test_the_drawing_has_the_same_modules_as_the_picture():
    drawing = qr.svg(TICKET, label="Ticket")
    picture = Image.open(io.BytesIO(qr.png(TICKET, scale=1))).convert("L")

    drawn = {
        (x, int(y))
        for start, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", drawing.split('d="')[2])
        for x in range(int(start), int(start) + int(length))
    }

    size = picture.width
    assert drawn == {(x, y) for x in range(size) for y in range(size) if picture.getpixel((x, y)) == 0}
    assert f'viewBox="0 0 {size} {size}"' in drawing


def test_a_quiet_zone_of_four_modules_is_left_around():
    picture = Image.open(io.BytesIO(qr.png(TICKET, scale=1))).convert("L")

    dark = picture.point(lambda pixel: 255 - pixel).getbbox()

    assert dark == (4, 4, picture.width - 4, picture.height - 4)


def test_the_label_is_text_and_not_code():
    drawing = qr.svg("x", label='"><script>alert(1)</script>')

    assert 'aria-label="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in drawing
    assert "<script" not in drawing
