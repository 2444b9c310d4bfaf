"""Extending a term, with a reason, as far as its law allows."""

from engine.deadlines import Period
from engine.errors import InvalidDataError
from engine.operations.leidraad import Leidraad
from engine.operations.reasons import must_give_reason
from engine.operations.term_ledger import HeldTerm, changing, wrong_field
from engine.people import Actor, may_relax_term


def extend_term(
    leidraad: Leidraad,
    actor: Actor,
    deadline_id: int,
    *,
    period: str,
    reason: str,
    version: int | None = None,
) -> None:
    """Add months or days to the length of a term.

    Args:
        leidraad: The running Leidraad.
        actor: Who extends it; a supervisor of the case's agency.
        deadline_id: The term.
        period: ISO 8601, for instance ``P1M`` or ``P10D``; with what was granted before
            not more than the row of the term allows.
        reason: Why.
        version: The version of the term that the actor saw; any when it is not given.

    Raises:
        NotFoundError: There is no such term.
        NotAllowedError: The actor may not extend it.
        ConflictError: It or its case is closed, or somebody changed it after the actor
            saw it.
        InvalidDataError: There is no reason, the period cannot be read, or it is too long.
    """
    reason = must_give_reason(reason)
    longer = _read(period)
    with changing(
        leidraad, actor, "extend_term", deadline_id, may=may_relax_term, version=version
    ) as held:
        _must_be_in_days(held, longer)
        course = held.course.extended(longer)
        if not held.law.is_extension_allowed(held.term, course):
            raise _too_long(held)
        held.move(course, "extended", period=str(longer), reason=reason)


def _read(period: str) -> Period:
    try:
        return Period.parse(period.strip().upper())
    except ValueError as error:
        raise wrong_field(
            "period",
            "Schrijf de verlenging als P1M (een maand) of P10D (tien dagen).",
            "Write the extension as P1M (a month) or P10D (ten days).",
        ) from error


def _must_be_in_days(held: HeldTerm, longer: Period) -> None:
    """Refuse months for a term that counts working days, if it can be extended."""
    row, _, _ = held.law.term_row(held.term)
    if row.days == "working" and row.extension_at_most is not None and longer.months:
        raise wrong_field(
            "period",
            "Deze termijn telt werkdagen: schrijf de verlenging in dagen, zoals P10D.",
            "This term counts working days: write the extension in days, such as P10D.",
        )


def _too_long(held: HeldTerm) -> InvalidDataError:
    row, _, _ = held.law.term_row(held.term)
    if row.extension_at_most is None:
        return wrong_field(
            "period",
            f"De termijn ‘{held.term.title.nl}’ kan niet verlengd worden.",
            f"The term ‘{held.term.title.en}’ cannot be extended.",
        )
    most = row.extension_at_most.described(working=row.days == "working")
    return wrong_field(
        "period",
        f"De termijn ‘{held.term.title.nl}’ kan in totaal met hoogstens {most.nl} "
        "verlengd worden.",
        f"The term ‘{held.term.title.en}’ can be extended by {most.en} in all.",
    )
