-- Invitation codes that were given out, as HMACs under a key of the survey that is destroyed when it closes. Nothing here
-- says that one was used: that is a participation, which shares nothing with it.

CREATE TABLE code (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  mark BYTEA NOT NULL CHECK (length(mark) = 32),
  PRIMARY KEY (survey, mark)
);

ALTER TABLE code ALTER COLUMN mark SET STATISTICS 0;

CREATE TRIGGER code_never_changes BEFORE UPDATE ON code
FOR EACH ROW EXECUTE FUNCTION refuse('an invitation code never changes');
