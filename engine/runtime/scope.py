"""Where facts are read and written: the scopes of a case, innermost first."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


class Scope:
    """One place in the nesting of a case.

    ``path`` is the scope of a `Place`, ``home`` the scope to which writes go, and ``chain``
    the scopes that are read, innermost first. ``extra`` holds names that are no facts, such
    as ``loopCounter``.
    """

    __slots__ = ("chain", "extra", "home", "path")

    def __init__(
        self,
        path: str = "",
        home: str = "",
        chain: tuple[str, ...] = ("",),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.path = path
        self.home = home
        self.chain = chain
        self.extra: Mapping[str, Any] = extra or {}

    def shared(self, element: str, occurrence: int) -> "Scope":
        """Give the scope of a plain sub-process: a path of its own, the facts around it."""
        return Scope(self._inner(element, occurrence), self.home, self.chain, self.extra)

    def own(self, element: str, occurrence: int) -> "Scope":
        """Give a scope whose writes stay inside and whose reads look outward."""
        path = self._inner(element, occurrence)
        return Scope(path, path, (path, *self.chain), self.extra)

    def closed(self, element: str, occurrence: int) -> "Scope":
        """Give a scope that sees nothing but what is written into it."""
        path = self._inner(element, occurrence)
        return Scope(path, path, (path,))

    def counting(self, counter: Decimal) -> "Scope":
        """Give this scope with the number of the round, from 1, as FEEL reads it."""
        return Scope(
            self.path, self.home, self.chain, {**self.extra, "loopCounter": counter}
        )

    def _inner(self, element: str, occurrence: int) -> str:
        inner = f"{element}:{occurrence}"
        return f"{self.path}/{inner}" if self.path else inner
