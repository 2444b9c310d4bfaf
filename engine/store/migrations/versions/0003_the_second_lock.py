"""Row-level security on PostgreSQL: pages read as a role that sees one agency's rows.

The queries are scoped to the agency already; a query that forgets to be finds nothing of
another agency. SQLite has no such lock.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_AGENCY = "current_setting('leidraad.agency', true)"

# They run as the owner of the tables: the policies of two tables that ask each other
# would go round for ever. PL/pgSQL keeps their plans; plain SQL would plan them each time.
_FUNCTION = """
CREATE FUNCTION {name}(one bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = {path} AS
$$ BEGIN RETURN EXISTS ({query}); END $$
"""
_HOLDS = f"SELECT 1 FROM cases WHERE case_id = one AND agency_id = {_AGENCY}"
_WORKS_ON = f"SELECT 1 FROM task WHERE case_id = one AND agency_id = {_AGENCY}"
_KNOWS = (
    "SELECT 1 FROM case_person JOIN cases USING (case_id) WHERE case_person.person_id = one "
    f"AND (cases.agency_id = {_AGENCY} OR EXISTS (SELECT 1 FROM task "
    f"WHERE task.case_id = cases.case_id AND task.agency_id = {_AGENCY}))"
)
_FUNCTIONS = {
    "leidraad_holds": _HOLDS,
    "leidraad_works_on": _WORKS_ON,
    "leidraad_knows": _KNOWS,
}

_OF_A_CASE = (
    *("case_agency", "case_person", "deadline", "fact", "fact_past", "history", "incident"),
    *("message_wait", "note", "register_line", "reminder", "term_change", "timer"),
)
_SEES_CASE = "leidraad_holds(case_id) OR leidraad_works_on(case_id)"
_TO_COLLEAGUE = (
    "account_id IN (SELECT account.account_id FROM account "
    f"WHERE account.agency_id = {_AGENCY})"
)
_SEES = {
    "cases": f"agency_id = {_AGENCY} OR leidraad_works_on(case_id)",
    "task": f"agency_id = {_AGENCY} OR leidraad_holds(case_id)",
    "draft": "EXISTS (SELECT 1 FROM task WHERE task.task_id = draft.task_id)",
    "outbox": f"CASE WHEN case_id IS NULL THEN {_TO_COLLEAGUE} ELSE {_SEES_CASE} END",
    **dict.fromkeys(
        ("person", "person_details", "person_word"), "leidraad_knows(person_id)"
    ),
    **dict.fromkeys(_OF_A_CASE, _SEES_CASE),
}
#: What a page about cases never needs to read.
_NOT_READ = ("api_token", "calendar_feed", "received_mail", "sign_in_failure")

#: All of an account but the hash of its password.
_ACCOUNT = (
    "account_id, agency_id, login, name, email, language, is_active, digest, "
    "is_demonstration"
)

_ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'leidraad_reader') THEN
        CREATE ROLE leidraad_reader NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'leidraad_reader', 'MEMBER') THEN
        EXECUTE format('GRANT leidraad_reader TO %I', current_user);
    END IF;
EXCEPTION
    -- Another database of this server made it at the same moment.
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The role leidraad_reader is missing'
        USING HINT = 'CREATE ROLE leidraad_reader NOLOGIN; GRANT leidraad_reader TO '
            || quote_ident(current_user);
END $$
"""


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for name, query in _FUNCTIONS.items():
        path = f"{schema}, pg_temp"
        op.execute(_FUNCTION.format(name=name, query=query, path=path))
    for table, sees in _SEES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY one_agency ON {table} FOR SELECT USING ({sees})")
    op.execute(_ROLE)
    op.execute(f"GRANT USAGE ON SCHEMA {schema} TO leidraad_reader")
    op.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO leidraad_reader")
    op.execute(f"REVOKE SELECT ON {', '.join(_NOT_READ)}, account FROM leidraad_reader")
    op.execute(f"GRANT SELECT ({_ACCOUNT}) ON account TO leidraad_reader")


def downgrade() -> None:
    """Leave the tables as they are: a backup is the way back."""
    raise NotImplementedError
