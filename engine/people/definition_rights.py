"""Rights on trajectories, on the register feed and on the installation itself."""

from typing import Final

from engine.ids import AccountId, AgencyId
from engine.people.actor import Actor
from engine.people.refusals import refusal, somebody
from engine.text import Text

#: The owner of a trajectory that all agencies share.
ALL_AGENCIES: Final = "all"


def may_see_definitions(actor: Actor) -> None:
    """Refuse whoever may not look at trajectories, versions and findings."""
    if not (actor.is_system or actor.has_role("designer", "administrator", "supervisor")):
        raise refusal(
            Text("U mag de trajecten niet inzien.", "You may not see the trajectories."),
            somebody("designer"),
        )


def may_propose(actor: Actor, trajectory_owner: str) -> None:
    """Refuse whoever may not upload a version, try it or propose it."""
    _need_designer(
        actor,
        trajectory_owner,
        Text("U mag dit traject niet wijzigen.", "You may not change this trajectory."),
    )


def may_publish(actor: Actor, trajectory_owner: str, proposed_by: AccountId | None) -> None:
    """Refuse whoever may not make a version the live one.

    Args:
        actor: Who publishes.
        trajectory_owner: An agency, or ``all``.
        proposed_by: Who proposed the version; for a shared trajectory this must be
            somebody else than the one who publishes. The system needs no second
            person: it installs the trajectories that come along with Leidraad.

    Raises:
        NotAllowedError: No designer of the owner, or a second person is needed.
    """
    _need_designer(
        actor,
        trajectory_owner,
        Text("U mag dit traject niet publiceren.", "You may not publish this trajectory."),
    )
    if actor.is_system or trajectory_owner != ALL_AGENCIES:
        return
    if proposed_by is None or proposed_by == actor.account_id:
        raise refusal(
            Text(
                "Een gedeeld traject wordt door een tweede persoon gepubliceerd.",
                "A shared trajectory is published by a second person.",
            ),
            Text(
                "een andere procesontwerper dan wie de versie voorstelde",
                "another process designer than the one who proposed the version",
            ),
        )


def may_withdraw(actor: Actor, trajectory_owner: str) -> None:
    """Refuse whoever may not take a version out of use for new cases."""
    _need_designer(
        actor,
        trajectory_owner,
        Text("U mag dit traject niet intrekken.", "You may not withdraw this trajectory."),
    )


def may_import_register(actor: Actor) -> None:
    """Refuse whoever may not read a register feed in."""
    if not (actor.is_system or actor.has_role("supervisor", "administrator")):
        raise refusal(
            Text("U mag geen registerbestand inlezen.", "You may not import a register."),
            somebody("supervisor", "administrator"),
        )


def may_move_clock(actor: Actor, *, is_demonstration: bool) -> None:
    """Refuse whoever may not move the clock: administrators, in a demonstration only."""
    may_not = Text("U mag de klok niet verzetten.", "You may not move the clock.")
    if not is_demonstration:
        raise refusal(
            may_not,
            Text(
                "een beheerder van een demonstratie", "an administrator of a demonstration"
            ),
        )
    if not (actor.is_system or actor.has_role("administrator")):
        raise refusal(may_not, somebody("administrator"))


def may_administer(actor: Actor, agency: AgencyId) -> None:
    """Refuse whoever may not change an agency's teams, accounts and parameters."""
    if actor.is_system or (actor.agency == agency and actor.has_role("administrator")):
        return
    raise refusal(
        Text("U mag dit agentschap niet beheren.", "You may not administer this agency."),
        somebody("administrator", agency=agency),
    )


def may_retry_delivery(actor: Actor, agency: AgencyId) -> None:
    """Refuse whoever may not send a mail again that went to nobody's case.

    Args:
        actor: Who sends it again.
        agency: The agency of the colleague to whom it goes.
    """
    operates = actor.agency == agency and actor.has_role("supervisor", "administrator")
    if actor.is_system or operates:
        return
    raise refusal(
        Text("U mag deze mail niet opnieuw sturen.", "You may not send this mail again."),
        somebody("supervisor", "administrator", agency=agency),
    )


def _need_designer(actor: Actor, trajectory_owner: str, may_not: Text) -> None:
    shared = trajectory_owner == ALL_AGENCIES
    is_designer = actor.has_role("designer") and (
        shared or actor.agency == trajectory_owner
    )
    if actor.is_system or is_designer:
        return
    agency = None if shared else AgencyId(trajectory_owner)
    raise refusal(may_not, somebody("designer", agency=agency))
