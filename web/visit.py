"""Who asks for a page, in what language, and when: found once for each request."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from flask import g

from engine.clock import brussels_date
from engine.operations import Leidraad
from engine.people import Actor
from engine.store import Connection
from engine.text import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request."""

    leidraad: Leidraad
    #: None before signing in.
    signed_in: Actor | None
    language: Language
    now: datetime
    #: The views of the application, by endpoint.
    views: Mapping[str, Callable[..., Any]]

    @property
    def today(self) -> date:
        """The date in Brussels."""
        return brussels_date(self.now)

    @property
    def actor(self) -> Actor:
        """Who signed in; the guard lets nobody else reach a page that asks this."""
        if self.signed_in is None:
            message = "A public page asked who signed in."
            raise RuntimeError(message)
        return self.signed_in

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a read-only transaction in which only the actor's agency is seen."""
        return self.leidraad.reading(self.actor)


def begin(visit: Visit) -> None:
    """Keep the visit for the rest of the request."""
    g.visit = visit


def visit() -> Visit:
    """Give the visit of this request."""
    return cast("Visit", g.visit)
