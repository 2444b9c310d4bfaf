"""Rights on tasks: the team's people do them, supervisors move them, four eyes hold."""

from engine.people.actor import Actor
from engine.people.refusals import refusal, somebody
from engine.people.subjects import TaskAccess
from engine.text import Text


def may_see_task(actor: Actor, task: TaskAccess) -> None:
    """Refuse whoever may not see a task and the facts that its form names."""
    if actor.is_system:
        return
    if actor.agency == task.agency and actor.has_role("counsellor", "supervisor"):
        return
    raise refusal(
        Text("U mag deze taak niet zien.", "You may not see this task."),
        somebody("counsellor", "supervisor", agency=task.agency),
    )


def may_claim_task(actor: Actor, task: TaskAccess) -> None:
    """Refuse whoever may not do a task; whether it is still free is another matter.

    Raises:
        NotAllowedError: The actor is not in the team that does the task, or did a task
            that its doer may not have done.
    """
    if actor.is_system or task.team_id not in actor.teams("counsellor", "supervisor"):
        raise refusal(
            Text("U mag deze taak niet doen.", "You may not do this task."),
            _team_member(task),
        )
    if actor.account_id in task.barred:
        raise refusal(
            Text(
                "U deed al een taak van dit dossier die een ander moet nakijken.",
                "You did a task of this case that somebody else must check.",
            ),
            Text(
                f"een collega met de rol {task.role} van {task.agency}",
                f"a colleague with the role {task.role} of {task.agency}",
            ),
        )


def may_release_task(actor: Actor, task: TaskAccess) -> None:
    """Refuse whoever may not give a task back: its claimant and supervisors may."""
    if not _claimed_by(actor, task):
        _need_supervisor(
            actor,
            task,
            Text("U mag deze taak niet vrijgeven.", "You may not release this task."),
        )


def may_reassign_task(actor: Actor, task: TaskAccess, to: Actor) -> None:
    """Refuse whoever may not hand a task to ``to``, who must be allowed to do it.

    Raises:
        NotAllowedError: The actor is no supervisor of the task's agency, or ``to`` may
            not do the task.
    """
    _need_supervisor(
        actor,
        task,
        Text("U mag deze taak niet toewijzen.", "You may not reassign this task."),
    )
    if to.account_id in task.barred:
        raise refusal(
            Text(
                f"{to.name} deed al een taak van dit dossier die een ander moet nakijken.",
                f"{to.name} did a task of this case that somebody else must check.",
            ),
            _team_member(task),
        )
    if task.team_id not in to.teams("counsellor", "supervisor"):
        raise refusal(
            Text(f"{to.name} mag deze taak niet doen.", f"{to.name} may not do this task."),
            _team_member(task),
        )


def may_complete_task(actor: Actor, task: TaskAccess) -> None:
    """Refuse whoever may not finish a task: only its claimant, who may still do it."""
    may_claim_task(actor, task)
    if _claimed_by(actor, task):
        return
    if task.assignee_id is None:
        raise refusal(
            Text("Neem de taak eerst op.", "Claim the task first."), _team_member(task)
        )
    raise refusal(
        Text("U nam deze taak niet op.", "You did not claim this task."),
        Text(task.assignee_name or "wie haar opnam", task.assignee_name or "who did"),
    )


def may_save_draft(actor: Actor, task: TaskAccess) -> None:
    """Refuse whoever may not keep what was typed: as for completing."""
    may_complete_task(actor, task)


def _claimed_by(actor: Actor, task: TaskAccess) -> bool:
    return not actor.is_system and task.assignee_id == actor.account_id


def _need_supervisor(actor: Actor, task: TaskAccess, may_not: Text) -> None:
    if actor.is_system or (actor.agency == task.agency and actor.has_role("supervisor")):
        return
    raise refusal(may_not, somebody("supervisor", agency=task.agency))


def _team_member(task: TaskAccess) -> Text:
    return Text(
        f"wie bij {task.agency} de rol {task.role} heeft",
        f"whoever has the role {task.role} at {task.agency}",
    )
