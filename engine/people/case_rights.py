"""Rights on cases: an agency sees its own in full, of others' only its own tasks."""

from collections.abc import Iterable
from typing import Literal

from engine.errors import NotAllowedError
from engine.ids import AgencyId
from engine.people.actor import Actor, Role
from engine.people.refusals import refusal, somebody
from engine.people.subjects import CaseAccess, FactAccess
from engine.text import Text

_CASEWORKERS: tuple[Role, ...] = ("counsellor", "supervisor")


def may_open_case(actor: Actor, agency: AgencyId) -> None:
    """Refuse whoever may not open a case that the agency will hold."""
    _need(
        actor,
        agency,
        _CASEWORKERS,
        Text("U mag hier geen dossier openen.", "You may not open a case here."),
    )


def case_view(actor: Actor, case: CaseAccess) -> Literal["full", "own-tasks"]:
    """Say how much of a case the actor sees.

    ``own-tasks``: the tasks of the actor's agency and the facts that their forms name.

    Raises:
        NotAllowedError: Nothing; the actor is no caseworker of a concerned agency.
    """
    if actor.is_system:
        return "full"
    if actor.has_role(*_CASEWORKERS):
        if actor.agency == case.agency:
            return "full"
        if actor.agency in case.task_agencies:
            return "own-tasks"
    raise refusal(
        Text("U mag dit dossier niet zien.", "You may not see this case."),
        somebody(*_CASEWORKERS, agency=case.agency),
    )


def may_see_case(actor: Actor, case: CaseAccess) -> None:
    """Refuse whoever may see nothing of a case; `case_view` says how much is seen."""
    case_view(actor, case)


def may_see_case_in_full(actor: Actor, case: CaseAccess) -> None:
    """Refuse whoever does not see a case with all its facts, notes and history."""
    _need(
        actor,
        case.agency,
        _CASEWORKERS,
        Text(
            "U mag het hele dossier niet zien, alleen de taken van uw agentschap.",
            "You may not see the whole case, only the tasks of your agency.",
        ),
    )


def may_add_note(actor: Actor, case: CaseAccess) -> None:
    """Refuse whoever may not write a note: all who see the case in part may."""
    case_view(actor, case)


def may_correct_fact(actor: Actor, case: CaseAccess, fact: FactAccess) -> None:
    """Refuse whoever may not correct a fact, or may not see it."""
    _need(
        actor,
        case.agency,
        _CASEWORKERS,
        Text("U mag dit gegeven niet verbeteren.", "You may not correct this fact."),
    )
    may_see_fact(actor, case, fact)


def may_change_term(actor: Actor, case: CaseAccess) -> None:
    """Refuse whoever may not suspend or resume a term, or note that it was met."""
    _need(
        actor,
        case.agency,
        _CASEWORKERS,
        Text("U mag deze termijn niet wijzigen.", "You may not change this term."),
    )


def may_relax_term(actor: Actor, case: CaseAccess) -> None:
    """Refuse whoever may not extend or waive a term: the agency's supervisors do."""
    _need(
        actor,
        case.agency,
        ("supervisor",),
        Text(
            "U mag deze termijn niet verlengen of laten vallen.",
            "You may not extend or waive this term.",
        ),
    )


def may_send_message(actor: Actor, case: CaseAccess) -> None:
    """Refuse whoever may not send a message into a case by hand."""
    _need(
        actor,
        case.agency,
        _CASEWORKERS,
        Text(
            "U mag geen bericht in dit dossier invoeren.",
            "You may not send a message into this case.",
        ),
    )


def may_cancel_case(actor: Actor, case: CaseAccess) -> None:
    """Refuse whoever may not stop a case: its agency's supervisors do."""
    _need(
        actor,
        case.agency,
        ("supervisor",),
        Text("U mag dit dossier niet stopzetten.", "You may not cancel this case."),
    )


def may_retry_incident(actor: Actor, case: CaseAccess) -> None:
    """Refuse whoever may not retry a step that failed: the agency's supervisors do."""
    _need(
        actor,
        case.agency,
        ("supervisor",),
        Text("U mag deze stap niet hernemen.", "You may not retry this step."),
    )


def may_change_timer(actor: Actor, case: CaseAccess) -> None:
    """Refuse whoever may not let a timer fire at another moment: supervisors do."""
    _need(
        actor,
        case.agency,
        ("supervisor",),
        Text("U mag deze timer niet verzetten.", "You may not change this timer."),
    )


def may_see_fact(actor: Actor, case: CaseAccess, fact: FactAccess) -> None:
    """Refuse whoever may not see the value of a fact on a page.

    Raises:
        NotAllowedError: The case is another agency's and no form of the actor's agency
            names the fact, or the fact is for roles that the actor does not have.
    """
    if actor.is_system:
        return
    view = case_view(actor, case)
    if view == "own-tasks" and actor.agency not in fact.form_agencies:
        raise refusal(
            Text("U mag dit gegeven niet zien.", "You may not see this fact."),
            somebody(*_CASEWORKERS, agency=case.agency),
        )
    if fact.sensitivity == "role-only" and not actor.duties & fact.roles:
        named = ", ".join(sorted(fact.roles)) or "-"
        raise refusal(
            Text("U mag dit gegeven niet zien.", "You may not see this fact."),
            Text(f"wie de rol {named} heeft", f"whoever has the role {named}"),
        )


def facts_seen(
    actor: Actor, case: CaseAccess, facts: Iterable[FactAccess]
) -> frozenset[str]:
    """Give the names of the facts that the actor may see on a page."""
    return frozenset(fact.name for fact in facts if _sees(actor, case, fact))


def _sees(actor: Actor, case: CaseAccess, fact: FactAccess) -> bool:
    try:
        may_see_fact(actor, case, fact)
    except NotAllowedError:
        return False
    return True


def _need(actor: Actor, agency: AgencyId, roles: tuple[Role, ...], may_not: Text) -> None:
    if actor.is_system or (actor.agency == agency and actor.has_role(*roles)):
        return
    raise refusal(may_not, somebody(*roles, agency=agency))
