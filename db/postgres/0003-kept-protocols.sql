-- Closing protocols, as they were signed.

CREATE TABLE protocol (
  survey TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES survey (id),
  json JSON NOT NULL
);

CREATE TRIGGER protocol_never_changes BEFORE UPDATE ON protocol
FOR EACH ROW EXECUTE FUNCTION refuse('a closing protocol never changes');

CREATE TRIGGER protocol_never_goes BEFORE DELETE OR TRUNCATE ON protocol
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a closing protocol never goes');
