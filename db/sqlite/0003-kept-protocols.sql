-- Closing protocols, as they were signed.

CREATE TABLE protocol (
  survey TEXT NOT NULL PRIMARY KEY REFERENCES survey (id),
  json TEXT NOT NULL CHECK (json_valid(json))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER protocol_never_changes BEFORE UPDATE ON protocol
BEGIN
  SELECT RAISE(ABORT, 'a closing protocol never changes');
END;

CREATE TRIGGER protocol_never_goes BEFORE DELETE ON protocol
BEGIN
  SELECT RAISE(ABORT, 'a closing protocol never goes');
END;

-- INSERT OR REPLACE deletes in silence.
CREATE TRIGGER protocol_is_never_replaced BEFORE INSERT ON protocol
WHEN EXISTS (SELECT 1 FROM protocol WHERE survey = NEW.survey)
BEGIN
  SELECT RAISE(ABORT, 'a closing protocol is never replaced');
END;
