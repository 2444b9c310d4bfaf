"""The mails that the demonstration's own mail server received."""

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from engine import queries
from web.guard import EVERYBODY, allow
from web.parts import wanted_page
from web.visit import visit

pages = Blueprint("mailbox", __name__, url_prefix="/mailbox")


@pages.before_request
def only_in_a_demonstration() -> None:
    """Elsewhere mails go to people, not to a page."""
    if not visit().leidraad.settings.is_demonstration:
        raise NotFound


@pages.get("")
@allow(*EVERYBODY)
def show() -> str:
    """Show the mails, newest first."""
    after = wanted_page()
    with visit().leidraad.reading() as connection:
        page = queries.mails(connection, after=after)
    return render_template("mailbox.html", page=page, is_first=after is None)


@pages.get("/<int:mail_id>")
@allow(*EVERYBODY)
def mail(mail_id: int) -> str:
    """Show one mail."""
    with visit().leidraad.reading() as connection:
        found = queries.mail(connection, mail_id)
    return render_template("mail.html", mail=found)
