"""What the history says of a reminder: to whom it went, and in what language."""

from collections.abc import Iterator

from flask_babel import gettext

from engine.queries import HistoryRow
from web.formats import language_name


def reminder_lines(row: HistoryRow) -> Iterator[str]:
    """Give the details of an entry about a reminder; none for other entries."""
    if not row.kind.startswith("reminder_"):
        return
    whom = {
        "assignee": gettext("wie de taak heeft"),
        "team": gettext("het team"),
        "supervisor": gettext("de leidinggevende"),
        "partner": gettext("de partner"),
        "newcomer": gettext("de inburgeraar"),
    }.get(str(row.detail.get("recipient", "")))
    if whom:
        yield gettext("Aan: %(whom)s", whom=whom)
    languages = [str(one) for one in row.detail.get("languages") or ()]
    if not languages:
        return
    sent = ", ".join(language_name(one) for one in languages)
    asked = str(row.detail.get("asked", ""))
    if asked.replace("_", "-").partition("-")[0].lower() == languages[0]:
        yield gettext("In het %(sent)s", sent=sent)
    else:
        yield gettext(
            "Er is geen tekst in de contacttaal (%(asked)s); verstuurd in: %(sent)s",
            asked=language_name(asked),
            sent=sent,
        )
