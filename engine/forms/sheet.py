"""What a form shows for certain answers in a certain case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.forms.answers import blank_answer
from engine.forms.model import CHOSEN, Field
from engine.forms.options import choose, offered


class Sheet:
    """The hidden and fixed fields of a form, and the values that its FEEL may read.

    A hidden field is null for the fields that depend on it, whatever its fact was; a
    read-only one has the value of its fact.
    """

    def __init__(
        self,
        ordered: Sequence[Field],
        answers: Mapping[str, Any],
        facts: Mapping[str, Any],
        now: datetime | None,
    ) -> None:
        #: Facts of the case, with the answers over them, by fact and by key.
        self.context: dict[str, Any] = dict(facts)
        hidden: set[str] = set()
        fixed: set[str] = set()
        #: What was chosen and is not offered, by key.
        self.refused: dict[str, str] = {}
        for asked in ordered:
            value = answers.get(asked.key)
            if asked.placement.is_hidden(self.context, now):
                hidden.add(asked.key)
                value = None
            elif self._is_fixed(asked, now):
                fixed.add(asked.key)
                value = facts.get(asked.fact, asked.default)
            elif value is None:
                value = blank_answer(asked)
            elif asked.kind in CHOSEN:
                value = self._chosen(asked, value, now)
            self.context[asked.fact] = self.context[asked.key] = value
        #: Keys of the fields that are not shown.
        self.hidden = frozenset(hidden)
        #: Keys of the fields that are shown and cannot be changed.
        self.fixed = frozenset(fixed)

    def _chosen(self, asked: Field, value: Any, now: datetime | None) -> Any:
        answer, refused = choose(asked, value, offered(asked, self.context, now=now))
        if refused is None:
            return answer
        self.refused[asked.key] = refused
        return blank_answer(asked)

    def _is_fixed(self, asked: Field, now: datetime | None) -> bool:
        if isinstance(asked.readonly, bool):
            return asked.readonly
        return asked.readonly.evaluate(self.context, now=now) is True
