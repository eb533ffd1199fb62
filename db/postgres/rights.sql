-- What each role may do with the tables; set-up.sql makes the roles. Given anew, by whoever migrates, whenever this file has
-- changed. Nobody but the owner, `pikir_migrate`, may drop or alter anything.

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, pikir_app, pikir_mixer, pikir_operator, pikir_read;

GRANT SELECT ON migration TO pikir_app, pikir_mixer, pikir_read;

-- The server: what citizens keep, and what staff see. It cannot change or remove a participation, what waits in the urn, or a
-- response, and cannot even read what is sealed in the urn.
GRANT SELECT, INSERT ON survey, version, participation, place, staff, invitation, proof, audit, data_release,
  published_result TO pikir_app;
GRANT SELECT, INSERT, DELETE ON api_token TO pikir_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON staff_factor TO pikir_app;
GRANT SELECT, INSERT, DELETE ON staff_recovery, staff_invitation, staff_identity TO pikir_app;
GRANT SELECT, UPDATE (number) ON revision TO pikir_app;
GRANT SELECT (survey), INSERT ON urn TO pikir_app;
GRANT SELECT ON response, import, protocol, panel_report TO pikir_app;
GRANT SELECT, INSERT ON code, code_batch TO pikir_app;
GRANT SELECT, INSERT ON coding_frame, coding_key TO pikir_app;
GRANT SELECT, INSERT, UPDATE (number) ON coding_revision TO pikir_app;
GRANT SELECT, INSERT, UPDATE (code), DELETE ON coding, coding_settled TO pikir_app;
GRANT SELECT, INSERT, UPDATE (reviewer, verdict, hidden), DELETE ON text_review TO pikir_app;
GRANT SELECT, INSERT, UPDATE (json) ON backlog_agreement TO pikir_app;
GRANT SELECT, INSERT ON backlog_item, backlog_change TO pikir_app;
GRANT SELECT, INSERT, UPDATE (item, json, published_on) ON note TO pikir_app;
GRANT INSERT ON withdrawal_request TO pikir_app;
GRANT SELECT, INSERT, UPDATE (count) ON counter TO pikir_app;
GRANT UPDATE (role, password_hash, disabled) ON staff TO pikir_app;
GRANT UPDATE (hash) ON invitation TO pikir_app;
GRANT UPDATE (ballast), DELETE ON proof TO pikir_app;
GRANT UPDATE (paused_on, extended_to) ON survey TO pikir_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON definition_draft TO pikir_app;
GRANT SELECT, INSERT, UPDATE (decided_by, decided_at, outcome, done_at, fault) ON proposed_act TO pikir_app;
GRANT SELECT, INSERT, TRUNCATE ON acknowledgement, day_key TO pikir_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON draft, held_count, staff_session, guess TO pikir_app;
GRANT SELECT, INSERT, UPDATE (counts) ON queue TO pikir_app;
GRANT SELECT, INSERT, DELETE ON spent_challenge TO pikir_app;

-- The mixer: empties the urn, lays responses down, and lays tables anew, for which it may empty them. It sees no participation,
-- no draft, no session and no member of staff.
GRANT SELECT, UPDATE (withdrawn, trouble) ON survey TO pikir_mixer;
GRANT SELECT ON version, revision TO pikir_mixer;
GRANT SELECT, INSERT, TRUNCATE ON urn TO pikir_mixer;
GRANT SELECT, INSERT, DELETE, TRUNCATE ON response, withdrawal_request TO pikir_mixer;
REVOKE ALL ON FUNCTION lay_participations_anew() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lay_participations_anew() TO pikir_mixer;

-- The commands: both, and what only an operator does.
GRANT UPDATE (closed_on) ON survey TO pikir_operator;
GRANT INSERT ON import, protocol, panel_report TO pikir_operator;

-- Reports: released responses and sums. How many took part and how many wait, but no key of either.
GRANT SELECT ON survey, version, revision, response, import, counter, protocol, panel_report, data_release,
  coding_frame, coding_key, coding_revision, coding, coding_settled,
  backlog_agreement, backlog_item, backlog_change, note TO pikir_read;
GRANT SELECT (survey) ON participation, urn, code TO pikir_read;

-- Backups: what is kept, sealed as it is, and nothing of what passes within days. A database that was set up before there were
-- backups has no such role until set-up.sql is run once more.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pikir_backup') THEN
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM pikir_backup;
    GRANT SELECT ON migration, survey, version, revision, participation, acknowledgement, urn, response, withdrawal_request,
      import, counter, place, staff, staff_factor, staff_recovery, staff_invitation, staff_identity, audit, invitation, proof, protocol,
      panel_report, data_release, published_result, api_token, code, code_batch, proposed_act, definition_draft, coding_frame, coding_key, coding_revision, coding, coding_settled, text_review,
      backlog_agreement, backlog_item, backlog_change, note TO pikir_backup;
  END IF;
END
$$;
