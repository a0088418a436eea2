"""Copy what the browser gets from node_modules/ into eventreg/static/vendor/."""

import re
import sys
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "eventreg" / "static" / "vendor"

FONT = MODULES / "@fontsource-variable" / "atkinson-hyperlegible-next"
ZXING = MODULES / "zxing-wasm"
READER = PurePosixPath("es/reader/index.js")
JOSE = MODULES / "jose"
SEALER = PurePosixPath("jwe/compact/encrypt.js")
SPECIFIER = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")


class NotVendored(Exception):
    """A file cannot be copied; the message says which and why."""


def fonts() -> dict[str, Path]:
    """Return where each font file goes, and where it comes from."""
    names = [f"atkinson-hyperlegible-next-{letters}-wght-normal.woff2" for letters in ("latin", "latin-ext")]
    return {f"fonts/{name}": FONT / "files" / name for name in names} | {"fonts/LICENSE": FONT / "LICENSE"}


def decoder() -> dict[str, Path]:
    """Return the same for the QR reader: its modules, its WebAssembly and its licence."""
    return modules("zxing-wasm", ZXING / "dist", READER) | {
        "zxing-wasm/zxing_reader.wasm": ZXING / "dist" / "reader" / "zxing_reader.wasm",
        "zxing-wasm/LICENSE": ZXING / "LICENSE",
    }


def sealer() -> dict[str, Path]:
    """Return the same for what seals a text to a key (JWE)."""
    return modules("jose", JOSE / "dist" / "webapi", SEALER) | {"jose/LICENSE": JOSE / "LICENSE.md"}


def modules(name: str, folder: Path, entry: PurePosixPath) -> dict[str, Path]:
    """Return where a package's module goes with all that it needs, and where they come from."""
    return {f"{name}/{path}": folder / path for path in sorted(imported(folder, entry))}


def imported(folder: Path, entry: PurePosixPath) -> set[PurePosixPath]:
    """Return `entry` and each module it needs; a browser resolves none that is named without a path."""
    found, waiting = set(), [entry]
    while waiting:
        module = waiting.pop()
        found.add(module)
        for name in SPECIFIER.findall(read(folder / module).decode()):
            if not name.startswith("."):
                raise NotVendored(f"{folder / module} imports {name!r}, which a browser cannot find.")
            path = (folder / module.parent / name).resolve()
            needed = PurePosixPath(path.relative_to(folder.resolve()).as_posix())
            if needed not in found:
                waiting.append(needed)
    return found


def read(path: Path) -> bytes:
    """Return the bytes of a file under node_modules/."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotVendored(f"{path.relative_to(ROOT)} is not there ({error.strerror}): run `npm ci` first.") from error


def copy(files: dict[str, Path]) -> None:
    """Make VENDOR hold exactly `files`, and write only what differs."""
    contents = {VENDOR / name: read(source) for name, source in files.items()}
    for target, content in contents.items():
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for path in VENDOR.rglob("*"):
        if path.is_file() and path not in contents and not path.name.startswith("."):
            path.unlink()


if __name__ == "__main__":
    try:
        copy(fonts() | decoder() | sealer())
    except NotVendored as refusal:
        sys.exit(f"The browser's files cannot be copied: {refusal}")
