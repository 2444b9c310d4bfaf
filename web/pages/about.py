"""What Leidraad is, how accessible it is, and whose work it stands on."""

from flask import Blueprint, render_template

from web.guard import public

pages = Blueprint("about", __name__)


@pages.get("/about")
@public
def show() -> str:
    """Show help, the accessibility statement and the licences."""
    return render_template("about.html")
