"""Reads the ``[[term.reminder]]`` tables of a term."""

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from engine.deadlines.due_date import Channel, Moment, Recipient
from engine.deadlines.period import Period
from engine.deadlines.term import ReminderRule
from engine.text import Text

MAX_REMINDERS = 20
_MOMENTS: tuple[Moment, ...] = get_args(Moment)
_RECIPIENTS: tuple[Recipient, ...] = get_args(Recipient)
_CHANNELS: tuple[Channel, ...] = get_args(Channel)
_KEYS = frozenset([*_MOMENTS, "to", "channel", "only_if_idle"])
_HAVE_NO_INBOX = frozenset(["partner", "newcomer"])
_WHEN = Text(
    'Schrijf before = "P7D", on = true of after = "P3D".',
    'Write before = "P7D", on = true or after = "P3D".',
)
_TO = Text(
    f'Schrijf to = ["assignee", "team"]; gekend zijn {", ".join(_RECIPIENTS)}.',
    f'Write to = ["assignee", "team"]; known are {", ".join(_RECIPIENTS)}.',
)


class Wrong(NamedTuple):
    """What is wrong with a reminder; ``position`` counts from 0."""

    position: int
    #: The key that is meant; empty for the whole table.
    key: str
    message: Text
    remedy: Text


def read_reminders(
    written: Any, length: Any
) -> tuple[tuple[ReminderRule, ...], list[Wrong]]:
    """Read the reminders of a term, and tell all that is wrong with them."""
    if not isinstance(written, list) or len(written) > MAX_REMINDERS:
        message = Text(
            f"'reminder' is geen reeks van hoogstens {MAX_REMINDERS} tabellen.",
            f"'reminder' is no array of at most {MAX_REMINDERS} tables.",
        )
        return (), [Wrong(0, "", message, _WHEN)]
    rules, wrong = [], []
    for position, table in enumerate(written):
        reader = _Reader(table if isinstance(table, dict) else {}, position)
        rules.append(reader.read(length))
        wrong.extend(reader.wrong)
    return tuple(rules), wrong


class _Reader:
    """Reads one table; `wrong` says what it lacks."""

    def __init__(self, table: Mapping[str, Any], position: int) -> None:
        self._table = table
        self._position = position
        self.wrong: list[Wrong] = []

    def read(self, length: Any) -> ReminderRule:
        for key in sorted(self._table.keys() - _KEYS):
            self._note(
                key,
                Text(
                    f"Een herinnering heeft geen sleutel '{key}'.",
                    f"A reminder has no key '{key}'.",
                ),
                Text("Verwijder of verbeter haar.", "Remove or correct it."),
            )
        moment = self._moment()
        offset = self._offset(moment)
        if moment == "before" and isinstance(length, Period):
            self._not_before_the_start(offset, length)
        to = self._to()
        only_if_idle = self._only_if_idle(to, moment)
        return ReminderRule(
            offset=offset,
            moment=moment,
            to=to,
            channel=self._channel(to),
            only_if_idle=only_if_idle,
        )

    def _moment(self) -> Moment:
        given = [moment for moment in _MOMENTS if moment in self._table]
        if len(given) == 1:
            return given[0]
        many = Text(" en ".join(given), " and ".join(given))
        message = Text(
            "De herinnering zegt niet wanneer.", "The reminder does not say when."
        )
        if given:
            message = Text(
                f"De herinnering heeft meer dan één moment: {many.nl}.",
                f"The reminder has more than one moment: {many.en}.",
            )
        self._note(given[-1] if given else "", message, _WHEN)
        return "on"

    def _offset(self, moment: Moment) -> Period:
        value = self._table.get(moment)
        if moment == "on":
            if value is not True and "on" in self._table:
                self._note("on", *_not_so("on", Text("true", "true")))
            return Period()
        try:
            return Period.parse(value if isinstance(value, str) else "")
        except ValueError:
            period = Text("een periode zoals P7D of P1M", "a period such as P7D or P1M")
            self._note(moment, *_not_so(moment, period))
            return Period()

    def _not_before_the_start(self, offset: Period, length: Period) -> None:
        if offset.months >= length.months and offset.days >= length.days:
            message = Text(
                f"De herinnering {offset} voor het einde valt voor het begin.",
                f"The reminder {offset} before the end falls before the start.",
            )
            remedy = Text(
                "Kies een kortere periode dan de termijn.", "Take less than the term."
            )
            self._note("before", message, remedy)

    def _to(self) -> tuple[Recipient, ...]:
        written = self._table.get("to")
        if not isinstance(written, list) or not written:
            self._note(
                "to",
                Text(
                    "De herinnering zegt niet aan wie.",
                    "The reminder does not say to whom.",
                ),
                _TO,
            )
            return ()
        for name in written:
            if name not in _RECIPIENTS or written.count(name) > 1:
                self._note(
                    "to",
                    Text(
                        f"'{name}' is onbekend of staat er tweemaal.",
                        f"'{name}' is unknown or stands there twice.",
                    ),
                    _TO,
                )
        return tuple(
            dict.fromkeys(
                person for name in written for person in _RECIPIENTS if name == person
            )
        )

    def _channel(self, to: tuple[Recipient, ...]) -> Channel:
        value = self._table.get("channel", "mail")
        for channel in _CHANNELS:
            if value == channel:
                if channel == "badge" and _HAVE_NO_INBOX.intersection(to):
                    self._note("channel", *_no_inbox())
                return channel
        self._note(
            "channel", *_not_so("channel", Text('"mail" of "badge"', '"mail" or "badge"'))
        )
        return "mail"

    def _only_if_idle(self, to: tuple[Recipient, ...], moment: Moment) -> bool:
        value = self._table.get("only_if_idle", to == ("supervisor",))
        if not isinstance(value, bool):
            self._note(
                "only_if_idle",
                *_not_so("only_if_idle", Text("true of false", "true or false")),
            )
        elif "supervisor" in to and moment != "after" and not value:
            self._note("to", *_supervised_too_soon())
        return value is True

    def _note(self, key: str, message: Text, remedy: Text) -> None:
        self.wrong.append(Wrong(self._position, key, message, remedy))


def _not_so(key: str, expected: Text) -> tuple[Text, Text]:
    return (
        Text(f"'{key}' van de herinnering is fout.", f"'{key}' of the reminder is wrong."),
        Text(f"Schrijf {expected.nl}.", f"Write {expected.en}."),
    )


def _no_inbox() -> tuple[Text, Text]:
    return (
        Text(
            "Een partner of nieuwkomer heeft geen lijst met taken.",
            "A partner or newcomer has no list of tasks.",
        ),
        Text('Schrijf channel = "mail".', 'Write channel = "mail".'),
    )


def _supervised_too_soon() -> tuple[Text, Text]:
    return (
        Text(
            "De leidinggevende hoort alleen van wat niemand deed.",
            "The supervisor hears only of what nobody did.",
        ),
        Text(
            "Geef haar een eigen herinnering, met after of only_if_idle = true.",
            "Give the supervisor a reminder apart, with after or only_if_idle = true.",
        ),
    )
