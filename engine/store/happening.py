"""What made a case advance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.step import Place

#: The case as a whole.
NOWHERE = Place("", "", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What made the case advance: the history entry that a step begins with."""

    #: A past participle, for instance ``task_completed``.
    kind: str
    at: datetime
    place: Place = NOWHERE
    account_id: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
