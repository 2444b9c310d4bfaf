"""A page of rows and where the next one starts, at the same cost for page 1 and 500."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, NamedTuple, TypeVar

from engine.errors import InvalidDataError
from engine.text import Text

Row = TypeVar("Row")


class Cursor(NamedTuple):
    """The last row of a page: what it is sorted by, and its key."""

    sorted_by: str
    key: int

    def __str__(self) -> str:
        """Write it as one word for an address."""
        return (
            urlsafe_b64encode(f"{self.sorted_by}|{self.key}".encode()).decode().rstrip("=")
        )

    @classmethod
    def read(cls, written: str) -> "Cursor":
        """Read what ``str`` wrote.

        Raises:
            InvalidDataError: It was not written by Leidraad.
        """
        try:
            padded = written + "=" * (-len(written) % 4)
            sorted_by, _, key = urlsafe_b64decode(padded).decode().rpartition("|")
            cursor = cls(sorted_by, int(key))
        except ValueError as error:
            raise _unreadable() from error
        if not 0 <= cursor.key < 2**63:
            raise _unreadable()
        return cursor

    def day(self) -> date:
        """Give the date that the rows are sorted by."""
        try:
            return date.fromisoformat(self.sorted_by)
        except ValueError as error:
            raise _unreadable() from error

    def instant(self) -> datetime:
        """Give the instant that the rows are sorted by."""
        try:
            instant = datetime.fromisoformat(self.sorted_by)
            if instant.tzinfo is None:
                raise _unreadable()
            return instant.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise _unreadable() from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows; ``next`` is None on the last page."""

    rows: tuple[Row, ...]
    next: Cursor | None = None


def page_of(rows: Sequence[Row], limit: int, place: Callable[[Row], Cursor]) -> Page[Row]:
    """Make a page of ``limit`` rows, of which one more was read to see if more follow."""
    kept = tuple(rows[:limit])
    more = len(rows) > limit
    return Page(rows=kept, next=place(kept[-1]) if more and kept else None)


def _unreadable() -> InvalidDataError:
    return InvalidDataError(
        Text(
            "Deze plaats in de lijst bestaat niet. Begin opnieuw op de eerste bladzijde.",
            "There is no such place in the list. Start again on the first page.",
        )
    )
