"""A form: what is asked in a task, read once and then used by page, API and scenario."""

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any, Literal

from marshmallow import Schema

from engine.errors import InvalidDataError
from engine.forms import checks, page
from engine.forms.model import Display, Field, Layout, Option, Part
from engine.forms.options import offered
from engine.forms.order import by_dependency
from engine.forms.schema import MAX_MESSAGES, load, schema_of
from engine.forms.sheet import Sheet
from engine.text import Text

Absent = Literal["empty", "initial"]


class Form:
    """A form of a task; it never changes and may be used by all threads."""

    def __init__(self, *, id: str, file: str, layout: Layout) -> None:  # noqa: A002
        #: The id in the file.
        self.id = id
        #: The path of the file, as in its findings.
        self.file = file
        #: Every part in the order of the page: questions, texts, headings, lines.
        self.parts: tuple[Part, ...] = layout.parts
        #: The questions in that order.
        self.fields: tuple[Field, ...] = layout.fields
        #: The parts, those that stand beside each other together.
        self.rows: tuple[tuple[Part, ...], ...] = layout.rows
        #: Facts that conditions, options, limits and texts read from the case.
        self.names: frozenset[str] = layout.names
        #: The marshmallow schema: type and fixed limits of every answer.
        self.schema: Schema = schema_of(self.fields)
        self._by_key = {asked.key: asked for asked in self.fields}
        #: The questions, each after those that decide what it shows.
        self.ordered: tuple[Field, ...] = by_dependency(self.fields)

    def field(self, key: str) -> Field:
        """Give the question with that key.

        Raises:
            KeyError: There is none.
        """
        return self._by_key[key]

    def parse(
        self,
        raw: Mapping[str, Any],
        *,
        facts: Mapping[str, Any],
        now: datetime,
        absent: Absent = "empty",
    ) -> dict[str, Any]:
        """Turn what was sent into facts; everything wrong is told at once.

        A page sends strings and lists of strings (``1.234,5``, ``31/1/2026``), JSON sends
        typed values. Hidden fields are dropped, read-only ones ignored. A field that is
        shown and left open gives None (a checkbox False, a checklist []).

        Args:
            raw: The answers by key of the field.
            facts: The facts of the case by name, which conditions and limits may read.
            now: The present instant, for ``today()`` and ``now()``.
            absent: What a key that was not sent means: an empty answer (a page does not
                send a box that is not ticked), or the answer the page starts with.

        Returns:
            FEEL values by name of the fact; instants are in UTC.

        Raises:
            InvalidDataError: ``fields`` has the messages by key of the field.
        """
        self._refuse_unknown(raw)
        answers, errors = load(self.schema, raw)
        if absent == "initial":
            answers = {**self._start_values(facts, besides=raw), **answers}
        sheet = Sheet(self.ordered, answers, facts, now)
        values: dict[str, Any] = {}
        for asked in self.fields:
            if asked.key in sheet.hidden or asked.key in sheet.fixed:
                errors.pop(asked.key, None)
            elif asked.key not in errors:
                value, wrong = checks.checked(asked, sheet, now=now)
                values[asked.fact] = value
                if wrong:
                    errors[asked.key] = wrong
        if errors:
            in_order = {key: errors[key] for key in self._by_key if key in errors}
            raise InvalidDataError(_summary(len(errors)), in_order)
        return values

    def visible(
        self,
        values: Mapping[str, Any],
        *,
        facts: Mapping[str, Any] | None = None,
        now: datetime | None = None,
    ) -> frozenset[str]:
        """Give the keys of the fields that are shown with these FEEL values by key."""
        sheet = Sheet(self.ordered, values, facts or {}, now)
        return frozenset(self._by_key) - sheet.hidden

    def preview(
        self, raw: Mapping[str, Any], *, facts: Mapping[str, Any], now: datetime
    ) -> "Sheet":
        """Say what a half filled-in page shows; answers that are wrong count as open.

        The `Sheet` has ``hidden`` and ``fixed`` keys and the ``context`` for `options`
        and `written`.
        """
        known = {key: value for key, value in raw.items() if key in self._by_key}
        answers, _ = load(self.schema, known)
        return Sheet(self.ordered, answers, facts, now)

    def start(self, *, facts: Mapping[str, Any], now: datetime) -> "Sheet":
        """Say what the page shows before anything is typed."""
        return Sheet(self.ordered, self._start_values(facts, besides=()), facts, now)

    def options(
        self, asked: Field, context: Mapping[str, Any], *, now: datetime
    ) -> tuple[Option, ...]:
        """Give the answers that a field offers, by the ``context`` of a `Sheet`."""
        return offered(asked, context, now=now)

    def written(self, part: Display, context: Mapping[str, Any], *, now: datetime) -> Text:
        """Give a text or heading with the facts that it names put in."""
        return page.written(part, context, now=now)

    def initial(self, facts: Mapping[str, Any]) -> dict[str, str | list[str]]:
        """Give the texts that the page starts with, as `parse` reads them back.

        A ticked checkbox is ``true``, another the empty string.
        """
        return {
            asked.key: page.raw_text(asked, page.start_value(asked, facts))
            for asked in self.fields
        }

    def _start_values(
        self, facts: Mapping[str, Any], *, besides: Container[str]
    ) -> dict[str, Any]:
        return {
            asked.key: page.start_value(asked, facts)
            for asked in self.fields
            if asked.key not in besides
        }

    def _refuse_unknown(self, raw: Mapping[str, Any]) -> None:
        unknown = [key for key in raw if key not in self._by_key]
        if unknown:
            message = Text(
                "Het formulier heeft dit veld niet.", "The form has no such field."
            )
            listed = (str(key)[:100] for key in unknown[:MAX_MESSAGES])
            raise InvalidDataError(
                _summary(len(unknown)), {key: [message] for key in listed}
            )


def _summary(count: int) -> Text:
    if count == 1:
        return Text("Een veld is niet juist ingevuld.", "One field is not right.")
    return Text(
        f"{count} velden zijn niet juist ingevuld.", f"{count} fields are not right."
    )
