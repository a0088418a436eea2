"""Print the path of a Chromium for the tests; get one where there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def candidates() -> Iterator[str | None]:
    """Yield paths from the cheapest source to the dearest; each is tried only if those before failed."""
    yield from on_path()
    if may_install():
        print("No Chromium found: installing Debian's package …", file=sys.stderr)
        ran("apt-get", "update", "-q") and ran("apt-get", "install", "-qy", "--no-install-recommends", "chromium")
        yield from on_path()
    yield playwrights()
    print("No Chromium found: downloading Playwright's own …", file=sys.stderr)
    if ran(sys.executable, "-m", "playwright", "install", "chromium"):
        yield playwrights()


def on_path() -> Iterator[str | None]:
    """Yield what stands on the PATH."""
    return (shutil.which(name) for name in NAMES)


def may_install() -> bool:
    """Say whether Debian's package can be had."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def playwrights() -> str | None:
    """Return the path of the browser that Playwright downloads, there or not."""
    asked = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    return answer.stdout.strip() or None


def ran(*command: str) -> bool:
    """Run a command that may fail; what it says goes to stderr, since stdout is for the path."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=quiet).returncode == 0


def starts(path: str | None) -> bool:
    """Say whether there is a browser at `path` that starts: some distributions ship a mere pointer to a shop."""
    try:
        return path is not None and subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def find() -> str:
    """Return a path of a browser that starts, or leave with a plain sentence."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        if starts(chosen):
            return chosen
        sys.exit(f"CHROMIUM is {chosen!r}, and no browser starts from there.")
    for path in candidates():
        if starts(path):
            return path
    sys.exit(
        "The tests need a Chromium, and none could be had: none is on the PATH, and neither Debian's package "
        "nor Playwright's download could be installed. Install one, or say where it is with CHROMIUM=/path/to/chromium."
    )


if __name__ == "__main__":
    print(find())
