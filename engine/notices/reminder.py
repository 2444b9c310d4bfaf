"""What colleagues and partners read about a last day: a label, a case number, a date."""

from dataclasses import dataclass
from datetime import date

from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """The last day of a term, on the day on which somebody is told of it."""

    number: str
    title: Text
    due_on: date
    #: The day in Brussels on which the mail goes out.
    told_on: date
    #: Address of the case.
    link: str
    #: What else is to be said, each a sentence.
    more: tuple[Text, ...] = ()

    @property
    def subject(self) -> Text:
        """The case, the term and its last day; true on the day on which it is told."""
        day = f"{self.due_on:%d/%m/%Y}"
        if self.told_on < self.due_on:
            dutch, english = f"uiterlijk {day}", f"{day} at the latest"
        elif self.told_on == self.due_on:
            dutch, english = f"laatste dag {day}", f"last day {day}"
        else:
            dutch, english = f"laatste dag was {day}", f"last day was {day}"
        return Text(
            f"Dossier {self.number}: {self.title.nl}, {dutch}",
            f"Case {self.number}: {self.title.en}, {english}",
        )

    @property
    def body(self) -> str:
        """The same in Dutch and in English."""
        day = f"{self.due_on:%d/%m/%Y}"
        is_over = self.due_on < self.told_on
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
