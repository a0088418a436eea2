"""A film of a QR code, as a camera would see it: raw pictures in the Y4M format that Chromium plays."""

from pathlib import Path

import qrcode

WIDTH, HEIGHT, FRAMES = 640, 480, 10
WHITE, BLACK, GREY = 235, 16, 128


def write_film(path: Path, text: str) -> Path:
    """Write a film that shows a QR code of `text` in its middle; return its path."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    matrix = code.get_matrix()
    scale = min(WIDTH, HEIGHT) * 7 // 10 // len(matrix)
    left, top = (WIDTH - scale * len(matrix)) // 2, (HEIGHT - scale * len(matrix)) // 2
    picture = bytearray([WHITE]) * (WIDTH * HEIGHT)
    for y, row in enumerate(matrix):
        line = b"".join(bytes([BLACK if dark else WHITE]) * scale for dark in row)
        for inner in range(scale):
            start = (top + y * scale + inner) * WIDTH + left
            picture[start : start + len(line)] = line
    colours = bytes([GREY]) * (WIDTH * HEIGHT // 2)
    frame = b"FRAME\n" + bytes(picture) + colours
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * FRAMES)
    return path
