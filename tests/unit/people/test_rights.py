"""Who may do what, rule by rule."""

from collections.abc import Callable

import pytest

from engine.errors import NotAllowedError
from engine.ids import AccountId, AgencyId, TeamId
from engine.people import (
    SYSTEM,
    Actor,
    CaseAccess,
    FactAccess,
    Membership,
    Role,
    TaskAccess,
    barred_by,
    case_view,
    facts_seen,
    may_add_note,
    may_administer,
    may_cancel_case,
    may_change_term,
    may_change_timer,
    may_claim_task,
    may_complete_task,
    may_correct_fact,
    may_import_register,
    may_move_clock,
    may_open_case,
    may_propose,
    may_publish,
    may_reassign_task,
    may_relax_term,
    may_release_task,
    may_retry_delivery,
    may_retry_incident,
    may_save_draft,
    may_see_case,
    may_see_case_in_full,
    may_see_definitions,
    may_see_fact,
    may_see_task,
    may_send_message,
    may_withdraw,
)

AGII, ATLAS, HVN = AgencyId("agii"), AgencyId("atlas"), AgencyId("hvn")
MO_TEAM, NT2_TEAM = TeamId(1), TeamId(2)
MO = frozenset({"mo_teacher"})

CASE = CaseAccess(agency=AGII, task_agencies=frozenset({AGII, HVN}))


def person(
    account: int,
    *roles: Role,
    agency: AgencyId = AGII,
    team: TeamId = MO_TEAM,
    duties: frozenset[str] = MO,
) -> Actor:
    return Actor(
        account_id=AccountId(account),
        name=f"Persoon {account}",
        agency=agency,
        roles=frozenset(Membership(team, role, duties) for role in roles),
    )


def mo_task(**changes: object) -> TaskAccess:
    values = {"agency": AGII, "team_id": MO_TEAM, "role": "mo_teacher", **changes}
    return TaskAccess(**values)  # type: ignore[arg-type]  # the test names real fields


COUNSELLOR = person(1, "counsellor")
SUPERVISOR = person(2, "supervisor")
DESIGNER = person(3, "designer")
ADMINISTRATOR = person(4, "administrator")
ELSEWHERE = person(5, "counsellor", "supervisor", agency=ATLAS, team=TeamId(9))
NT2_CONSULTANT = person(
    6, "counsellor", agency=HVN, team=NT2_TEAM, duties=frozenset({"nt2_consultant"})
)


class TestCases:
    @pytest.mark.parametrize("actor", [COUNSELLOR, SUPERVISOR, SYSTEM])
    def test_the_agencys_caseworkers_and_the_system_see_a_case_in_full(
        self, actor: Actor
    ) -> None:
        assert case_view(actor, CASE) == "full"
        may_see_case_in_full(actor, CASE)

    def test_another_agency_with_a_task_sees_its_own_tasks_only(self) -> None:
        assert case_view(NT2_CONSULTANT, CASE) == "own-tasks"
        may_see_case(NT2_CONSULTANT, CASE)
        with pytest.raises(NotAllowedError) as refused:
            may_see_case_in_full(NT2_CONSULTANT, CASE)
        assert "agii" in refused.value.text.nl

    @pytest.mark.parametrize("actor", [ELSEWHERE, DESIGNER, ADMINISTRATOR])
    def test_nobody_else_sees_anything(self, actor: Actor) -> None:
        with pytest.raises(NotAllowedError) as refused:
            may_see_case(actor, CASE)
        assert refused.value.text.en.endswith("A counsellor or a supervisor of agii can.")

    @pytest.mark.parametrize("right", [may_send_message, may_add_note, may_change_term])
    def test_caseworkers_send_messages_write_notes_and_suspend_terms(
        self, right: Callable[..., None]
    ) -> None:
        for actor in (COUNSELLOR, SUPERVISOR, SYSTEM):
            right(actor, CASE)
        with pytest.raises(NotAllowedError):
            right(ELSEWHERE, CASE)

    def test_an_agency_with_its_own_task_writes_notes_and_does_no_more(self) -> None:
        may_add_note(NT2_CONSULTANT, CASE)
        for right in (may_send_message, may_change_term):
            with pytest.raises(NotAllowedError):
                right(NT2_CONSULTANT, CASE)

    @pytest.mark.parametrize(
        "right",
        [may_cancel_case, may_change_timer, may_relax_term, may_retry_incident],
    )
    def test_supervisors_of_the_agency_cancel_retry_and_give_time(
        self, right: Callable[..., None]
    ) -> None:
        for allowed in (SUPERVISOR, SYSTEM):
            right(allowed, CASE)
        for refused in (COUNSELLOR, ADMINISTRATOR, DESIGNER, ELSEWHERE, NT2_CONSULTANT):
            with pytest.raises(NotAllowedError):
                right(refused, CASE)

    def test_a_case_is_opened_by_the_agency_that_will_hold_it(self) -> None:
        may_open_case(COUNSELLOR, AGII)
        with pytest.raises(NotAllowedError):
            may_open_case(COUNSELLOR, ATLAS)
        with pytest.raises(NotAllowedError):
            may_open_case(DESIGNER, AGII)


class TestFacts:
    NAME = FactAccess(name="family_name")
    LEVEL = FactAccess(name="nt2_level", form_agencies=frozenset({HVN}))
    HEALTH = FactAccess(
        name="health_limits",
        sensitivity="role-only",
        roles=MO,
        form_agencies=frozenset({HVN}),
    )

    def test_sensitive_facts_are_for_every_caseworker_of_the_agency(self) -> None:
        fact = FactAccess(name="residence_card", sensitivity="sensitive")
        may_see_fact(COUNSELLOR, CASE, fact)

    def test_role_only_facts_are_for_those_who_do_that_lane(self) -> None:
        may_see_fact(COUNSELLOR, CASE, self.HEALTH)
        planner = person(7, "counsellor", duties=frozenset({"planner"}))
        with pytest.raises(NotAllowedError) as refused:
            may_see_fact(planner, CASE, self.HEALTH)
        assert "mo_teacher" in refused.value.text.nl

    def test_a_role_only_fact_without_roles_is_for_the_system_alone(self) -> None:
        fact = FactAccess(name="secret", sensitivity="role-only")
        may_see_fact(SYSTEM, CASE, fact)
        with pytest.raises(NotAllowedError):
            may_see_fact(SUPERVISOR, CASE, fact)

    def test_another_agency_sees_the_facts_that_its_forms_name(self) -> None:
        facts = [self.NAME, self.LEVEL, self.HEALTH]
        assert facts_seen(NT2_CONSULTANT, CASE, facts) == {"nt2_level"}
        assert facts_seen(COUNSELLOR, CASE, facts) == {
            "family_name",
            "nt2_level",
            "health_limits",
        }
        assert facts_seen(ELSEWHERE, CASE, facts) == frozenset()
        assert facts_seen(DESIGNER, CASE, facts) == frozenset()

    def test_a_duty_held_as_designer_opens_no_fact(self) -> None:
        both = person(8, "designer", duties=MO)
        assert both.duties == frozenset()

    def test_a_fact_is_corrected_by_those_who_may_see_it(self) -> None:
        may_correct_fact(COUNSELLOR, CASE, self.HEALTH)
        planner = person(7, "supervisor", duties=frozenset({"planner"}))
        with pytest.raises(NotAllowedError):
            may_correct_fact(planner, CASE, self.HEALTH)
        with pytest.raises(NotAllowedError):
            may_correct_fact(NT2_CONSULTANT, CASE, self.LEVEL)


class TestTasks:
    def test_the_teams_people_claim(self) -> None:
        may_claim_task(COUNSELLOR, mo_task())
        may_claim_task(SUPERVISOR, mo_task())

    @pytest.mark.parametrize(
        "actor", [DESIGNER, ADMINISTRATOR, ELSEWHERE, NT2_CONSULTANT, SYSTEM]
    )
    def test_others_do_not_claim_and_read_who_can(self, actor: Actor) -> None:
        with pytest.raises(NotAllowedError) as refused:
            may_claim_task(actor, mo_task())
        assert "mo_teacher" in refused.value.text.en

    def test_a_task_that_no_team_does_is_claimed_by_nobody(self) -> None:
        with pytest.raises(NotAllowedError):
            may_claim_task(SUPERVISOR, mo_task(team_id=None))

    def test_four_eyes_hold_on_claiming_completing_and_reassigning(self) -> None:
        barred = barred_by(
            ("judge_exemption",),
            {"judge_exemption": [AccountId(1)], "intake": [AccountId(2)]},
        )
        assert barred == {AccountId(1)}
        task = mo_task(barred=barred, assignee_id=AccountId(1))
        for right in (may_claim_task, may_complete_task, may_save_draft):
            with pytest.raises(NotAllowedError):
                right(COUNSELLOR, task)
            may_claim_task(SUPERVISOR, task)
        with pytest.raises(NotAllowedError) as refused:
            may_reassign_task(SUPERVISOR, task, COUNSELLOR)
        assert "Persoon 1" in refused.value.text.nl
        may_reassign_task(SUPERVISOR, task, person(9, "counsellor"))

    @pytest.mark.parametrize("right", [may_complete_task, may_save_draft])
    def test_only_the_claimant_completes(self, right: Callable[..., None]) -> None:
        mine = mo_task(assignee_id=AccountId(1), assignee_name="Persoon 1")
        right(COUNSELLOR, mine)
        with pytest.raises(NotAllowedError) as refused:
            right(SUPERVISOR, mine)
        assert "Persoon 1" in refused.value.text.nl
        with pytest.raises(NotAllowedError) as refused:
            right(COUNSELLOR, mo_task())
        assert "Claim" in refused.value.text.en

    def test_whoever_left_the_team_no_longer_completes_what_they_claimed(self) -> None:
        moved = person(1, "counsellor", team=NT2_TEAM)
        with pytest.raises(NotAllowedError):
            may_complete_task(moved, mo_task(assignee_id=AccountId(1)))

    def test_the_claimant_and_supervisors_release(self) -> None:
        mine = mo_task(assignee_id=AccountId(1))
        may_release_task(COUNSELLOR, mine)
        may_release_task(SUPERVISOR, mine)
        for actor in (person(9, "counsellor"), ELSEWHERE):
            with pytest.raises(NotAllowedError):
                may_release_task(actor, mine)

    def test_supervisors_of_the_tasks_agency_reassign_to_who_may_do_it(self) -> None:
        may_reassign_task(SUPERVISOR, mo_task(), COUNSELLOR)
        with pytest.raises(NotAllowedError):
            may_reassign_task(COUNSELLOR, mo_task(), COUNSELLOR)
        with pytest.raises(NotAllowedError):
            may_reassign_task(ELSEWHERE, mo_task(), COUNSELLOR)
        with pytest.raises(NotAllowedError):
            may_reassign_task(SUPERVISOR, mo_task(), NT2_CONSULTANT)

    def test_caseworkers_of_the_tasks_agency_see_it(self) -> None:
        nt2 = mo_task(agency=HVN, team_id=NT2_TEAM, role="nt2_consultant")
        may_see_task(NT2_CONSULTANT, nt2)
        may_see_task(SYSTEM, nt2)
        for actor in (COUNSELLOR, DESIGNER):
            with pytest.raises(NotAllowedError):
                may_see_task(actor, nt2)


class TestDefinitions:
    def test_an_agencys_designer_publishes_its_own_trajectory_alone(self) -> None:
        may_publish(DESIGNER, "agii", None)
        may_publish(DESIGNER, "agii", DESIGNER.account_id)

    def test_a_shared_trajectory_needs_a_second_person(self) -> None:
        may_propose(DESIGNER, "all")
        for proposed_by in (None, DESIGNER.account_id):
            with pytest.raises(NotAllowedError) as refused:
                may_publish(DESIGNER, "all", proposed_by)
            assert "second person" in refused.value.text.en
        may_publish(DESIGNER, "all", AccountId(77))
        may_publish(SYSTEM, "all", None)

    @pytest.mark.parametrize("right", [may_propose, may_withdraw])
    def test_another_agencys_trajectory_is_out_of_reach(
        self, right: Callable[..., None]
    ) -> None:
        right(DESIGNER, "agii")
        with pytest.raises(NotAllowedError) as refused:
            right(DESIGNER, "atlas")
        assert "atlas" in refused.value.text.nl

    @pytest.mark.parametrize("actor", [COUNSELLOR, SUPERVISOR, ADMINISTRATOR])
    def test_only_designers_publish(self, actor: Actor) -> None:
        with pytest.raises(NotAllowedError):
            may_publish(actor, "all", AccountId(77))

    def test_counsellors_have_no_business_with_definitions_or_feeds(self) -> None:
        for right in (may_see_definitions, may_import_register):
            right(ADMINISTRATOR)
            right(SYSTEM)
            with pytest.raises(NotAllowedError):
                right(COUNSELLOR)


class TestInstallation:
    def test_the_clock_is_moved_by_an_administrator_of_a_demonstration(self) -> None:
        may_move_clock(ADMINISTRATOR, is_demonstration=True)
        with pytest.raises(NotAllowedError):
            may_move_clock(ADMINISTRATOR, is_demonstration=False)
        with pytest.raises(NotAllowedError):
            may_move_clock(SUPERVISOR, is_demonstration=True)

    def test_an_agency_is_administered_by_its_own_administrator(self) -> None:
        may_administer(ADMINISTRATOR, AGII)
        for actor, agency in ((ADMINISTRATOR, ATLAS), (SUPERVISOR, AGII)):
            with pytest.raises(NotAllowedError):
                may_administer(actor, agency)

    def test_a_mail_to_a_colleague_is_sent_again_by_who_operates_the_agency(self) -> None:
        for actor in (SUPERVISOR, ADMINISTRATOR, SYSTEM):
            may_retry_delivery(actor, AGII)
        for actor, agency in (
            (COUNSELLOR, AGII),
            (DESIGNER, AGII),
            (SUPERVISOR, ATLAS),
            (ADMINISTRATOR, AgencyId("")),
        ):
            with pytest.raises(NotAllowedError):
                may_retry_delivery(actor, agency)
