"""What colleagues and partners read about a last day: a label, a case number, a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from engine.deadlines import Moment
from engine.text import Text


def moment_of(due_on: date, told_on: date) -> Moment:
    """Say whether something is told before the last day, on it or after it."""
    if told_on < due_on:
        return "before"
    return "on" if told_on == due_on else "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """The last day of a term, of which somebody is told."""

    number: str
    title: Text
    due_on: date
    #: Address of the case.
    link: str
    #: What else is to be said, each a sentence.
    more: tuple[Text, ...] = ()

    def subject(self, moment: Moment) -> Text:
        """Give the case, the term and its last day."""
        day = f"{self.due_on:%d/%m/%Y}"
        dutch, english = {
            "before": (f"uiterlijk {day}", f"{day} at the latest"),
            "on": (f"laatste dag {day}", f"last day {day}"),
            "after": (f"laatste dag was {day}", f"last day was {day}"),
        }[moment]
        return Text(
            f"Dossier {self.number}: {self.title.nl}, {dutch}",
            f"Case {self.number}: {self.title.en}, {english}",
        )

    def texts(self) -> Mapping[Moment, Mapping[str, str]]:
        """Give subject and body for each moment: a mail may go later than it is written."""
        return {
            moment: {"subject": self.subject(moment).nl, "body": self._body(moment)}
            for moment in get_args(Moment)
        }

    def _body(self, moment: Moment) -> str:
        day = f"{self.due_on:%d/%m/%Y}"
        is_over = moment == "after"
        dutch = [
            f"Dossier {self.number}",
            self.title.nl,
            f"{'De laatste dag was' if is_over else 'Laatste dag:'} {day}",
            *(sentence.nl for sentence in self.more),
        ]
        english = [
            f"Case {self.number}",
            self.title.en,
            f"{'The last day was' if is_over else 'Last day:'} {day}",
            *(sentence.en for sentence in self.more),
        ]
        return "\n".join([*dutch, "", self.link, "", "--", *english, ""])
