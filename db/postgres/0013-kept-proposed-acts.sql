-- What one administrator proposed and another has to confirm. `hash` binds kind, survey, payload and `state`: the act that is
-- confirmed is the one that was proposed, on what was there then.
CREATE TABLE proposed_act (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  -- Names no row of survey: a new one is not there yet.
  survey TEXT NOT NULL CHECK (length(survey) BETWEEN 1 AND 60),
  payload JSON NOT NULL,
  state TEXT NOT NULL CHECK (length(state) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  proposed_by TEXT COLLATE "C" NOT NULL REFERENCES staff (name),
  proposed_at BIGINT NOT NULL,
  decided_by TEXT COLLATE "C" REFERENCES staff (name),
  decided_at BIGINT,
  outcome TEXT CHECK (outcome IN ('confirmed', 'declined', 'withdrawn')),
  done_at BIGINT,
  -- Why it could not be done, in words for staff; null where it was.
  fault TEXT,
  CHECK ((outcome IS NULL) = (decided_by IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)),
  -- Nobody confirms what they proposed; taking it back is the proposer's own.
  CHECK (outcome IS NULL OR (outcome = 'withdrawn') = (decided_by = proposed_by)),
  CHECK (done_at IS NULL OR coalesce(outcome, '') = 'confirmed'),
  CHECK (fault IS NULL OR done_at IS NOT NULL)
);

CREATE TRIGGER proposed_act_never_changes
BEFORE UPDATE OF id, kind, survey, payload, state, hash, proposed_by, proposed_at ON proposed_act
FOR EACH ROW EXECUTE FUNCTION refuse('what was proposed never changes');

CREATE TRIGGER proposed_act_is_decided_once BEFORE UPDATE OF decided_by, decided_at, outcome ON proposed_act
FOR EACH ROW WHEN (OLD.outcome IS NOT NULL) EXECUTE FUNCTION refuse('what was decided never changes');

CREATE TRIGGER proposed_act_never_goes BEFORE DELETE OR TRUNCATE ON proposed_act
FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was proposed never goes');
