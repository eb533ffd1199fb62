-- Invitation codes that were given out, as HMACs under a key of the survey that is destroyed when it closes. Nothing here
-- says that one was used: that is a participation, which shares nothing with it.

CREATE TABLE code (
  survey TEXT NOT NULL REFERENCES survey (id),
  mark BLOB NOT NULL CHECK (length(mark) = 32),
  PRIMARY KEY (survey, mark)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER code_never_changes BEFORE UPDATE ON code
BEGIN
  SELECT RAISE(ABORT, 'an invitation code never changes');
END;
