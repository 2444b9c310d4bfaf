"""The main navigation: what each role finds where; what is not there is left out."""

from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _

from web.guard import allowed_roles
from web.visit import visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of the navigation."""

    endpoint: str
    label: str
    #: Blueprints whose pages belong to it.
    parts: frozenset[str]
    demonstration_only: bool = False
    #: The entry under which it is found by whoever has that one too; it takes no room then.
    within: str = ""

    @property
    def is_current(self) -> bool:
        """Whether the page that is shown belongs to it."""
        return request.blueprint in self.parts


ITEMS = (
    Item(endpoint="inbox.show", label=_("Taken"), parts=frozenset({"inbox", "task"})),
    Item(
        endpoint="cases.mine",
        label=_("Dossiers"),
        parts=frozenset({"cases", "case", "terms", "opening", "search", "interventions"}),
    ),
    Item(endpoint="forecast.show", label=_("Prognose"), parts=frozenset({"forecast"})),
    Item(
        endpoint="supervisor.show",
        label=_("Opvolging"),
        parts=frozenset({"supervisor", "operating"}),
    ),
    Item(
        endpoint="designer.show",
        label=_("Trajecten"),
        parts=frozenset(
            {"designer", "version", "difference", "scenario_runs", "upload", "law"}
            | {"trial", "trial_start"}
        ),
    ),
    Item(
        endpoint="operating.show",
        label=_("Werking"),
        parts=frozenset({"operating"}),
        within="supervisor.show",
    ),
    Item(
        endpoint="mailbox.show",
        label=_("Postbus"),
        parts=frozenset({"mailbox"}),
        demonstration_only=True,
    ),
    Item(
        endpoint="clock.show",
        label=_("Klok"),
        parts=frozenset({"clock"}),
        demonstration_only=True,
    ),
)


def install(app: Flask) -> None:
    """Let the layout ask for the entries that the person may use."""
    app.template_global("navigation")(entries)


def entries() -> list[Item]:
    """Give the entries that whoever signed in may use, in their order."""
    return [item for item in ITEMS if _is_shown(item)]


def first_page() -> str:
    """Give the address of the first page of whoever signed in."""
    found = entries()
    return url_for(found[0].endpoint if found else "about.show")


def _is_shown(item: Item) -> bool:
    if not _reaches(item.endpoint) or _reaches(item.within):
        return False
    return visit().leidraad.settings.is_demonstration or not item.demonstration_only


def _reaches(endpoint: str) -> bool:
    """Whether whoever signed in has a role that reaches a page."""
    signed_in = visit().signed_in
    roles = allowed_roles(visit().views.get(endpoint))
    return signed_in is not None and bool(roles) and signed_in.has_role(*(roles or ()))
