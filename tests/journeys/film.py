"""Films of QR codes, as a camera at a door sees them: raw pictures in the Y4M format that Chromium plays."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT, RATE, FRAMES = 640, 480, 10, 10  # pixels, frames a second, frames of one still
WALL, COLOURS = 150, bytes([128]) * (WIDTH * HEIGHT // 2)
STEP = 22  # pixels that a moving code moves from picture to picture
Pictures = Iterator[Image.Image]


def write_film(path: Path, text: str) -> Path:
    """Write a film that shows a QR code of `text` in its middle; return its path."""
    return write(path, list(clean(text)))


def write(path: Path, pictures: Sequence[Image.Image], *, rate: int = RATE) -> Path:
    """Write pictures as a film; return its path."""
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
        for picture in pictures:
            film.write(b"FRAME\n" + picture.tobytes() + COLOURS)
    return path


def clean(text: str) -> Pictures:
    """A code held well."""
    yield from [_laid(_code(text, 330))] * FRAMES


def rotated(text: str) -> Pictures:
    """A code turned by 35 degrees."""
    yield from [_laid(_code(text, 250), turned=35)] * FRAMES


def small(text: str) -> Pictures:
    """A code that is a fifth of the picture wide, at its edge."""
    yield from [_laid(_code(text, WIDTH // 5), at=(110, 110))] * FRAMES


def dim(text: str) -> Pictures:
    """A code in the dark, with the noise that a camera adds there."""
    dark = _laid(_code(text, 300)).point(lambda level: 20 + level * 45 // 255)
    for _ in range(FRAMES):
        yield ImageChops.add(dark, Image.effect_noise(dark.size, 16), 1, -128)


def glossy(text: str) -> Pictures:
    """A code with a lamp mirrored in one of its corners."""
    picture = _laid(_code(text, 300))
    lamp = Image.new("L", picture.size)
    x, y = (WIDTH + 300) // 2, (HEIGHT + 300) // 2
    ImageDraw.Draw(lamp).ellipse((x - 85, y - 85, x + 25, y + 25), fill=255)
    yield from [ImageChops.add(picture, lamp.filter(ImageFilter.GaussianBlur(12)))] * FRAMES


def moving(text: str) -> Pictures:
    """A code that is drawn past the camera, smeared as far as it moves while one picture is taken."""
    code = _code(text, 230)
    for number in range(FRAMES):
        x = 200 + number * STEP
        steps = [_laid(code, at=(x + shift, HEIGHT // 2)) for shift in (0, 2, 4)]
        yield Image.blend(Image.blend(steps[0], steps[1], 0.5), steps[2], 1 / 3)


def nothing(seconds: float, rate: int = RATE) -> Pictures:
    """No code."""
    yield from [Image.new("L", (WIDTH, HEIGHT), WALL)] * int(seconds * rate)


HARD: dict[str, Callable[[str], Pictures]] = {
    "clean": clean,
    "rotated": rotated,
    "small": small,
    "dim": dim,
    "glossy": glossy,
    "moving": moving,
}


def _code(text: str, side: int) -> Image.Image:
    """A code on white paper; `side` is how wide the code itself is."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    matrix = code.get_matrix()
    modules = Image.new("L", (len(matrix), len(matrix)))
    modules.putdata([0 if dark else 255 for row in matrix for dark in row])
    margin = 4 * side // len(matrix)
    paper = Image.new("L", (side + 2 * margin,) * 2, 255)
    paper.paste(modules.resize((side, side), Image.Resampling.BOX), (margin, margin))
    return paper


def _laid(paper: Image.Image, *, at: tuple[int, int] = (WIDTH // 2, HEIGHT // 2), turned: int = 0) -> Image.Image:
    """A picture of a wall with a paper before it, its middle at a place."""
    shape = Image.new("L", paper.size, 255)
    smooth = Image.Resampling.BICUBIC
    paper, shape = (each.rotate(turned, smooth, expand=True) for each in (paper, shape))
    picture = Image.new("L", (WIDTH, HEIGHT), WALL)
    picture.paste(paper, (at[0] - paper.width // 2, at[1] - paper.height // 2), shape)
    return picture
