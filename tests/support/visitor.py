"""A browser without JavaScript: follows links, fills forms in and sends them."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from tests.support.site import PASSWORD


class Page:
    """An answer, read as a page."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.response = response
        self.path = response.request.path
        self.tree = html.fromstring(response.text) if response.text.strip() else None

    @property
    def text(self) -> str:
        """The words of the page, without needless space."""
        said = self.find(
            "//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"
        )
        return re.sub(r"\s+", " ", " ".join(said)).strip()

    def find(self, xpath: str) -> Any:
        """Give what an XPath finds."""
        assert self.tree is not None
        return self.tree.xpath(xpath)

    def form(self, button: str) -> Any:
        """Give the form that has a button with these words."""
        found = self.find(f'//form[.//button[contains(normalize-space(.), "{button}")]]')
        assert found, f"no form with a button {button!r} in: {self.text}"
        return found[0]


class Visitor:
    """Somebody with a browser, signed in or not."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str, **more: Any) -> Page:
        """Go to an address."""
        return Page(self.client.get(address, follow_redirects=True, **more))

    def send(
        self,
        page: Page,
        button: str,
        values: Mapping[str, Any] | None = None,
        *,
        follow: bool = True,
    ) -> Page:
        """Fill the form with this button in and press the button."""
        form = page.form(button)
        pressed = next(
            one for one in form.xpath(".//button") if button in one.text_content()
        )
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        data.update(values or {})
        if pressed.get("name"):
            data[pressed.get("name")] = pressed.get("value")
        target = pressed.get("formaction") or form.get("action") or page.path
        if form.method == "GET":
            return Page(self.client.get(target, query_string=data, follow_redirects=follow))
        return Page(self.client.post(target, data=data, follow_redirects=follow))

    def post(self, address: str, **more: Any) -> Page:
        """Send to an address what a page of this session would send with it."""
        data = {"csrf_token": self.token(), **more.pop("data", {})}
        return Page(self.client.post(address, data=data, **more))

    def token(self) -> str:
        """Give the token of the session's forms."""
        with self.client.session_transaction() as session:
            if "csrf" not in session:
                session["csrf"] = "made-by-the-test"
            return str(session["csrf"])


class Door:
    """Lets people in: ``door("anke")`` gives the browser of Anke."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, login: str | None = None) -> Visitor:
        """Open a browser; with a login, sign in."""
        visitor = Visitor(self.app.test_client())
        if login is not None:
            page = visitor.get("/sign-in")
            done = visitor.send(page, "Meld aan", {"login": login, "password": PASSWORD})
            assert done.status < 400, done.text
        return visitor
