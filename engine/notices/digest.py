"""The words of a daily digest, in the language of the account."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.queries.digest import Digest, DigestLine
from engine.text import Language, Text

_OVERDUE = Text("Te laat", "Overdue")
_NEW = Text("Nieuw sinds de vorige werkdag", "New since the last working day")
_FREE = Text("nog van niemand", "nobody has it yet")
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMail:
    """What a digest says, on a day; ``url`` is where the pages are."""

    digest: Digest
    day: date
    url: str

    @property
    def subject(self) -> Text:
        """The day, and how much is late."""
        day = f"{self.day:%d/%m/%Y}"
        late = self.digest.late
        if not late:
            return Text(f"Uw taken op {day}", f"Your tasks on {day}")
        return Text(
            f"Uw taken op {day}: {late} te laat", f"Your tasks on {day}: {late} late"
        )

    def body(self, language: Language) -> str:
        """Each task in a line, the number of the others, and how to stop these mails."""
        return "\n".join(self._lines(language)) + "\n"

    def _lines(self, language: Language) -> Iterator[str]:
        until = f"{self.day + _WEEK:%d/%m/%Y}"
        week = Text(f"Laatste dag tot en met {until}", f"Last day until {until}")
        for title, lines in (
            (_OVERDUE, self.digest.overdue),
            (week, self.digest.week),
            (_NEW, self.digest.new),
        ):
            yield from _section(_said(title, language), lines, language)
        tasks = f"{self.url}/tasks"
        if self.digest.more:
            more = Text(
                f"En nog {self.digest.more} andere: {tasks}",
                f"And {self.digest.more} more: {tasks}",
            )
        else:
            more = Text(f"Alle taken: {tasks}", f"All tasks: {tasks}")
        yield _said(more, language)
        yield ""
        yield "--"
        stop = f"{self.url}/preferences"
        yield _said(
            Text(
                f"Deze mail niet meer, of in een andere taal: {stop}",
                f"No longer this mail, or in another language: {stop}",
            ),
            language,
        )


def _section(title: str, lines: Sequence[DigestLine], language: Language) -> Iterator[str]:
    if not lines:
        return
    yield title
    for line in lines:
        parts = [_said(line.title, language), line.number]
        if line.due_on is not None:
            parts.append(f"{line.due_on:%d/%m/%Y}")
        free = f" ({_said(_FREE, language)})" if line.is_free else ""
        yield f"- {' · '.join(parts)}{free}"
    yield ""


def _said(text: Text, language: Language) -> str:
    return text.en if language == "en" else text.nl
