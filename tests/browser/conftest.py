"""A Leidraad that answers on loopback, and people who sign in to it with a browser."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.support.site import PASSWORD, Site, furnish, opened, settings_for
from web.app import create_app


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with agencies, accounts and one trajectory, to be copied."""
    file = tmp_path_factory.mktemp("site") / "furnished.sqlite"
    furnish(settings_for(file))
    return file


@pytest.fixture
def site(furnished: Path, tmp_path: Path) -> Iterator[Site]:
    """A Leidraad of this test's own."""
    with opened(furnished, tmp_path) as site:
        yield site


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The address where the pages answer."""
    app = _whole(create_app(site.leidraad))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sign_in(page: Page, address: str) -> Callable[[str], Page]:
    """Sign somebody in: ``sign_in("anke")`` gives the page."""

    def enter(login: str) -> Page:
        page.goto(f"{address}/sign-in")
        page.get_by_label("Gebruikersnaam").fill(login)
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Meld aan").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    return enter


def _whole(app: WSGIApplication) -> WSGIApplication:
    """Send each answer at once: a browser that turns away leaves no file open."""

    def serve(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        answer = app(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            if hasattr(answer, "close"):
                answer.close()

    return serve
