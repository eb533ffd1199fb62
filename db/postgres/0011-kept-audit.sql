-- What staff and operators did, in the order in which they did it. Each row holds the hash of the one before, so that nothing
-- can be changed, left out or put between without every later hash being wrong. No citizen is in it.
CREATE TABLE audit (
  number BIGINT NOT NULL PRIMARY KEY CHECK (number >= 1),
  at BIGINT NOT NULL,
  who TEXT NOT NULL CHECK (length(who) BETWEEN 1 AND 200),
  act TEXT NOT NULL CHECK (length(act) BETWEEN 1 AND 40),
  about TEXT NOT NULL CHECK (length(about) <= 300),
  hash BYTEA NOT NULL CHECK (length(hash) = 32)
);

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
FOR EACH ROW EXECUTE FUNCTION refuse('the audit log never changes');

CREATE TRIGGER audit_never_goes BEFORE DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse('the audit log never goes');

CREATE FUNCTION audit_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM audit) THEN
    RAISE EXCEPTION 'the audit log goes on where it ended';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER audit_goes_on BEFORE INSERT ON audit
FOR EACH ROW EXECUTE FUNCTION audit_goes_on();
