"""Says what is wrong between the dated rows of one term."""

from datetime import timedelta
from itertools import pairwise

from engine.deadlines.period import Period, last_day
from engine.deadlines.term import Term
from engine.errors import Finding
from engine.text import Text

#: Start days over four years before a row: every month, and a leap day.
_STARTS = 1_461


def check_rows(rows: tuple[Term, ...]) -> list[Finding]:
    """Find rows that hold on the same day, and those that cut running terms short.

    Args:
        rows: Those of one name, in order of date.
    """
    found = []
    for earlier, later in pairwise(rows):
        if (
            earlier.valid_until is None
            or later.valid_from is None
            or earlier.valid_until >= later.valid_from
        ):
            found.append(_overlap(earlier, later))
        elif later.running_terms == "recount" and _is_shorter(later, earlier):
            found.append(_shortening(later))
    return found


def _is_shorter(later: Term, earlier: Term) -> bool:
    """Whether a term that ran would end before the day that was announced.

    Only told of fixed lengths in days of one kind.
    """
    new, old, since = later.length, earlier.length, later.valid_from
    if since is None or not (isinstance(new, Period) and isinstance(old, Period)):
        return False
    if later.days != earlier.days or later.days == "working":
        return later.days == earlier.days and new.days < old.days
    try:
        return any(
            last_day(start, new, start_day_counts=later.start_day_counts)
            < last_day(start, old, start_day_counts=earlier.start_day_counts)
            for start in (since - timedelta(days=n) for n in range(1, _STARTS + 1))
        )
    except OverflowError:
        # No calendar has such years, and no term either: counting refuses them.
        return False


def _overlap(earlier: Term, later: Term) -> Finding:
    return _finding(
        later,
        Text(
            f"Twee regels van '{later.name}' gelden op dezelfde dag "
            f"(ook die op regel {earlier.line}).",
            f"Two rows of '{later.name}' hold on the same day "
            f"(the one on line {earlier.line} too).",
        ),
        Text(
            "Zet valid_until van de oude op de dag voor valid_from van de nieuwe.",
            "Set valid_until of the old to the day before valid_from of the new.",
        ),
    )


def _shortening(later: Term) -> Finding:
    return _finding(
        later,
        Text(
            f"Deze regel van '{later.name}' maakt lopende termijnen korter; sommige "
            "zouden al voorbij zijn.",
            f"This row of '{later.name}' shortens running terms; some would be over "
            "already.",
        ),
        Text(
            'Schrijf running_terms = "keep", of een lengte in FEEL die zegt wat de wet '
            "met elke lopende termijn doet.",
            'Write running_terms = "keep", or a length in FEEL that says what the law '
            "does with each running term.",
        ),
    )


def _finding(later: Term, message: Text, remedy: Text) -> Finding:
    return Finding(
        file=later.file,
        line=later.line,
        element=later.name,
        rule="deadline-rows",
        message=message,
        remedy=remedy,
    )
