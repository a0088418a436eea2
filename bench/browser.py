"""What a first visit to the sign-up page loads, told by a real browser."""

import os

from playwright.sync_api import sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def first_visit(url: str) -> dict[str, float]:
    """Return the requests of a first visit and the bytes over the wire, with fonts and without."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=list(FLAGS)
        )
        page = browser.new_context().new_page()
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        kinds: dict[str, str] = {}
        sizes: dict[str, float] = {}
        wire.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
        wire.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
        page.goto(url, wait_until="networkidle")
        browser.close()
    fonts = sum(size for key, size in sizes.items() if kinds.get(key) == "Font")
    return {"requests": len(sizes), "bytes": sum(sizes.values()), "bytes_without_fonts": sum(sizes.values()) - fonts}
