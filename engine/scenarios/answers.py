"""Answers that somebody could give, made from the form itself and chosen by a seed.

Nothing here knows a trajectory: a field is answered by its kind, its options, its limits
and what it shows, so that a diagram and its forms can be played as soon as they are drawn.
"""

from collections.abc import Container, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import ceil, floor
from random import Random
from typing import Any

import regex

from engine.clock import BRUSSELS, brussels_date
from engine.errors import InvalidDataError
from engine.forms import Field, Form, Option, Validation
from engine.forms.answers import blank_answer
from engine.forms.model import CHOSEN
from engine.forms.options import offered
from engine.forms.page import raw_text, start_value

#: How often somebody leaves as it is what the page shows already.
_KEEPS = 0.7
#: How often somebody fills in what may be left open, ticks a box, takes the first option.
_WRITES = 0.4
_TICKS = 0.65
_FIRST = 0.6
#: A date with such a word in its key lies ahead; others are of the last days.
_AHEAD = frozenset({"start", "starts", "begins", "until", "next", "planned", "expected"})
_FURTHEST = 45
_LAST_DAYS = 7
_MOST = 40
#: Answers may limit each other: so often is tried again what was refused.
_TRIES = 4
_WORDS = (
    *("afspraak", "brief", "gesprek", "plaats", "school", "cursus", "document"),
    *("antwoord", "vraag", "week", "gezin", "traject", "onthaal", "groep", "lokaal"),
    *("les", "bewijs", "telefoon", "dienst", "overleg"),
)
#: Texts that are tried for a pattern, besides words.
_SHAPES = ("1000", "12", "1", "ABC", "A1", "abc", "12:30", "2026-01-05", "V-2026-00001")


class UnanswerableError(Exception):
    """A question must be answered and nothing can be its answer; says which one."""


def fill_in(
    form: Form, facts: Mapping[str, Any], *, now: datetime, random: Random
) -> dict[str, Any]:
    """Answer the questions that a form shows, as its page would send them.

    Args:
        form: The form.
        facts: The facts of the case by name, as the task sees them.
        now: The present instant, aware.
        random: Chooses; the same state of it gives the same answers.

    Returns:
        Raw text (or a list of it) by key of the field, for `Form.parse`.

    Raises:
        UnanswerableError: A required field offers no answer within its limits.
    """
    sheet = _Filling(facts, now, random)
    wrong: Container[str] = {asked.key for asked in form.ordered}
    for _ in range(_TRIES):
        for asked in form.ordered:
            if asked.key in wrong:
                _answer(form, sheet, asked)
        wrong = _refused(form, sheet.answers, facts, now)
        if not wrong:
            break
    return sheet.answers


def _answer(form: Form, sheet: "_Filling", asked: Field) -> None:
    try:
        sheet.answer(asked)
    except UnanswerableError as error:
        message = f"{form.file}: {asked.key}: {error}"
        raise UnanswerableError(message) from error


def _refused(
    form: Form, answers: Mapping[str, Any], facts: Mapping[str, Any], now: datetime
) -> Mapping[str, object]:
    """Name the answers that are beyond a limit which another answer sets."""
    if not any(
        asked.validation.maximum or asked.validation.minimum for asked in form.fields
    ):
        return {}
    try:
        form.parse(answers, facts=facts, now=now)
    except InvalidDataError as error:
        return error.fields
    return {}


class _Filling:
    """A form that is being filled in, question by question."""

    def __init__(self, facts: Mapping[str, Any], now: datetime, random: Random) -> None:
        self.answers: dict[str, Any] = {}
        self._facts = facts
        self._context: dict[str, Any] = dict(facts)
        self._now = now
        self._random = random

    def answer(self, asked: Field) -> None:
        """Answer one question, unless it is hidden or only shows its fact."""
        value: Any = None
        if asked.placement.is_hidden(self._context, self._now):
            pass
        elif self._is_fixed(asked):
            value = self._facts.get(asked.fact, asked.default)
        else:
            value = self._value(asked)
            if asked.kind not in CHOSEN:
                self.answers[asked.key] = raw_text(asked, value)
        self._context[asked.fact] = self._context[asked.key] = value

    def _is_fixed(self, asked: Field) -> bool:
        if isinstance(asked.readonly, bool):
            return asked.readonly
        return asked.readonly.evaluate(self._context, now=self._now) is True

    def _value(self, asked: Field) -> Any:
        if asked.kind in CHOSEN:
            return self._choice(asked)
        shown = start_value(asked, self._facts)
        low, high = self._limits(asked)
        if (
            shown is not None
            and self._random.random() < _KEEPS
            and _is_within(shown, low, high)
        ):
            return shown
        if not asked.required and self._random.random() >= _WRITES:
            return blank_answer(asked)
        return self._made(asked, low, high)

    def _limits(self, asked: Field) -> tuple[Any, Any]:
        limits = (asked.validation.minimum, asked.validation.maximum)
        low, high = (
            None if limit is None else limit.evaluate(self._context, now=self._now)
            for limit in limits
        )
        return low, high

    def _made(self, asked: Field, low: Any, high: Any) -> Any:
        random = self._random
        match asked.kind:
            case "checkbox":
                return asked.required or random.random() < _TICKS
            case "number":
                return _number(asked, _decimal(low), _decimal(high), random)
            case "date":
                return _day(asked.key, _date(low), _date(high), self._today, random)
            case "datetime":
                day = _day(asked.key, _date(low), _date(high), self._today, random)
                return datetime.combine(day, time(10), BRUSSELS)
            case "time":
                return time(random.randint(8, 16), random.choice((0, 15, 30, 45)))
            case _:
                return _text(asked, random)

    @property
    def _today(self) -> date:
        return brussels_date(self._now)

    def _choice(self, asked: Field) -> Any:
        """Choose options; the first one is what mostly happens."""
        choices = offered(asked, self._context, now=self._now)
        if asked.is_multiple:
            return self._several(asked, choices)
        if not asked.required and self._random.random() >= _WRITES:
            return self._left(asked, choices)
        if not choices:
            if asked.required:
                raise UnanswerableError("nothing to choose from")
            return None
        one = choices[0]
        if self._random.random() >= _FIRST:
            one = self._random.choice(choices)
        self.answers[asked.key] = one.value
        return one.answer

    def _left(self, asked: Field, choices: tuple[Option, ...]) -> Any:
        """Leave a choice as the page shows it."""
        shown = start_value(asked, self._facts)
        for one in choices:
            if one.answer == shown:
                self.answers[asked.key] = one.value
                return shown
        return None

    def _several(self, asked: Field, choices: tuple[Option, ...]) -> list[Any]:
        taken = [one for one in choices if self._random.random() < 0.5]  # noqa: PLR2004
        if asked.required and not taken:
            if not choices:
                raise UnanswerableError("nothing to choose from")
            taken = [self._random.choice(choices)]
        self.answers[asked.key] = [one.value for one in taken]
        return [one.answer for one in taken]


def another_value(
    kind: str, known: Any, options: tuple[Option, ...], *, today: date, random: Random
) -> Any:
    """Give a value that a fact could have as well, or None when none can be made up.

    Args:
        kind: FEEL type of the fact.
        known: The value that it has now.
        options: The answers of its form field or declaration, if there are any.
        today: The date in Brussels.
        random: Chooses.
    """
    others = [one.answer for one in options if one.answer != known]
    if others:
        return random.choice(others)
    if kind == "boolean":
        return known is not True
    if kind == "date":
        if isinstance(known, date):
            return known + timedelta(days=random.choice((-20, -3, -1, 1, 3, 20)))
        return today - timedelta(days=random.randint(0, 3))
    return None


def _is_within(value: Any, low: Any, high: Any) -> bool:
    """Whether a value that is shown may stay; what is of another type bounds nothing."""
    if type(low) is type(value) and value < low:
        return False
    return not (type(high) is type(value) and value > high)


def _decimal(limit: Any) -> Decimal | None:
    return limit if isinstance(limit, Decimal) else None


def _date(limit: Any) -> date | None:
    return (
        brussels_date(limit)
        if isinstance(limit, datetime)
        else (limit if isinstance(limit, date) else None)
    )


def _number(
    asked: Field, low: Decimal | None, high: Decimal | None, random: Random
) -> Decimal:
    step = asked.validation.increment or Decimal(1)
    least = Decimal(0) if low is None else low
    if high is not None and low is None:
        least = min(least, high)
    most = least + _MOST if high is None else high
    first, last = ceil(least / step), floor(most / step)
    if first > last:
        if least > most:
            message = f"no number from {least} to {most}"
            raise UnanswerableError(message)
        return least
    # Small numbers are more common than large ones.
    last = min(last, first + _MOST) if random.random() < _FIRST else last
    return random.randint(first, last) * step


def _day(
    key: str, low: date | None, high: date | None, today: date, random: Random
) -> date:
    if _AHEAD & set(key.split("_")):
        first, last = today, today + timedelta(days=_FURTHEST)
    else:
        first, last = today - timedelta(days=_LAST_DAYS), today
    if low is not None and first < low:
        first, last = low, max(low, last)
    if high is not None and last > high:
        first, last = min(first, high), high
    if low is not None and low > last:
        message = f"no day from {low} to {high}"
        raise UnanswerableError(message)
    first = first if low is None else max(first, low)
    return first + timedelta(days=random.randint(0, (last - first).days))


def _text(asked: Field, random: Random) -> str:
    """Write a text of the form asked; nothing that is about anybody."""
    match asked.validation.format:
        case "email":
            return f"iemand{random.randint(1, 9999)}@voorbeeld.invalid"
        case "phone":
            return f"+32 2 555 {random.randint(10, 99)} {random.randint(10, 99)}"
        case "insz":
            number = random.randint(10**8, 10**9 - 1)
            return f"{number:09d}{97 - number % 97:02d}"
        case None:
            return _words(asked.validation, random)


def _words(limits: Validation, random: Random) -> str:
    """Write words, of the length and after the pattern that are asked."""
    words = random.choices(_WORDS, k=random.randint(1, 6))
    while len(" ".join(words)) < limits.min_length:
        words.append(random.choice(_WORDS))
    text = " ".join(words)[: limits.max_length].strip()
    if limits.pattern is None:
        return text
    numbers = ("".join(random.choices("123456789", k=count)) for count in range(1, 13))
    for shape in (text, *words, *_SHAPES, *numbers):
        fits = limits.min_length <= len(shape) <= limits.max_length
        if fits and regex.search(limits.pattern, shape):
            return shape
    message = f"no text is known that has the form {limits.pattern}"
    raise UnanswerableError(message)
