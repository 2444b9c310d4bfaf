"""A form as the template draws it: every question with its answer, faults and options."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.forms import Display, Field, Form, Option
from engine.text import Text

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field on the page."""

    field: Field
    #: Raw text, as it was typed or as the fact says.
    text: str
    #: Raw values that are chosen, for fields with several answers.
    chosen: tuple[str, ...]
    options: tuple[Option, ...]
    faults: tuple[Text, ...]
    is_hidden: bool
    #: Shown, and cannot be changed.
    is_fixed: bool
    #: Whether an earlier answer decides if it is asked.
    is_conditional: bool

    @property
    def name(self) -> str:
        """Name of the input."""
        return f"f.{self.field.key}"

    @property
    def id(self) -> str:
        """Id of the input, and of its first choice."""
        return f"f-{self.field.key}"

    @property
    def is_iso_date(self) -> bool:
        """Whether a date input can show the text; what was mistyped is shown as text."""
        return not self.text or _ISO_DATE.fullmatch(self.text) is not None

    @property
    def labels(self) -> list[Text]:
        """What was chosen, in words; for a field that cannot be changed."""
        wanted = self.chosen or (self.text,)
        return [option.label for option in self.options if option.value in wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text, heading or line on the page."""

    part: Display
    text: Text
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """All rows of a form."""

    rows: tuple[tuple[Question | Shown, ...], ...]
    faulty: tuple[Question, ...] = field(default=())
    #: Faults of answers that the form does not ask.
    other_faults: tuple[Text, ...] = ()

    @property
    def hidden_names(self) -> str:
        """Names of the inputs that are not asked now, separated by spaces."""
        return " ".join(
            each.name
            for row in self.rows
            for each in row
            if isinstance(each, Question) and each.is_hidden
        )


def form_view(
    form: Form,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    typed: Mapping[str, Any] | None = None,
    faults: Mapping[str, Sequence[Text]] | None = None,
) -> FormView:
    """Lay a form out; a heading at its top is left to the page, which has a title.

    Args:
        form: The form of the task.
        facts: The facts that the task sees, by name.
        now: The present instant.
        typed: Raw answers by key, when something was typed before.
        faults: What is wrong with them, by key.
    """
    return _Drawing(form, facts, now, typed, faults or {}).view()


class _Drawing:
    """Lays out one form for one task at one instant."""

    def __init__(
        self,
        form: Form,
        facts: Mapping[str, Any],
        now: datetime,
        typed: Mapping[str, Any] | None,
        faults: Mapping[str, Sequence[Text]],
    ) -> None:
        self._form = form
        self._now = now
        self._faults = faults
        self._initial: Mapping[str, Any] = form.initial(facts)
        self._raw = self._initial if typed is None else typed
        self._sheet = (
            form.start(facts=facts, now=now)
            if typed is None
            else form.preview(typed, facts=facts, now=now)
        )

    def view(self) -> FormView:
        rows = tuple(
            tuple(
                self._question(part) if isinstance(part, Field) else self._shown(part)
                for part in row
            )
            for row in self._form.rows
        )
        if rows and len(rows[0]) == 1 and _is_heading(rows[0][0]):
            rows = rows[1:]
        questions = [each for row in rows for each in row if isinstance(each, Question)]
        asked = {one.field.key for one in questions}
        return FormView(
            rows=rows,
            faulty=tuple(one for one in questions if one.faults),
            other_faults=tuple(
                text
                for key, texts in self._faults.items()
                if key not in asked
                for text in texts
            ),
        )

    def _question(self, asked: Field) -> Question:
        is_fixed = asked.key in self._sheet.fixed
        answer = (self._initial if is_fixed else self._raw).get(asked.key, "")
        listed = answer if isinstance(answer, list) else [answer] if answer else []
        return Question(
            field=asked,
            text="" if isinstance(answer, list) else str(answer),
            chosen=tuple(str(one) for one in listed),
            options=self._form.options(asked, self._sheet.context, now=self._now),
            faults=tuple(self._faults.get(asked.key, ())),
            is_hidden=asked.key in self._sheet.hidden,
            is_fixed=is_fixed,
            is_conditional=bool(asked.conditions),
        )

    def _shown(self, part: Display) -> Shown:
        return Shown(
            part=part,
            text=self._form.written(part, self._sheet.context, now=self._now),
            is_hidden=part.placement.is_hidden(self._sheet.context, self._now),
        )


def _is_heading(part: Question | Shown) -> bool:
    """Whether a part is a title of one line and nothing else."""
    if isinstance(part, Question):
        return False
    written = part.text.nl.strip()
    return part.part.kind == "heading" or (written.startswith("#") and "\n" not in written)
