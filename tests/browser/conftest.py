"""A Leidraad that answers on loopback, and people who sign in to it with a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support.served import answering
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
    with answering(create_app(site.leidraad)) as at:
        yield at


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
