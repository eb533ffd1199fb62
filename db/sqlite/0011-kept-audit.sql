-- What staff and operators did, in the order in which they did it. Each row holds the hash of the one before, so that nothing
-- can be changed, left out or put between without every later hash being wrong. No citizen is in it.
CREATE TABLE audit (
  number INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1),
  at INTEGER NOT NULL,
  who TEXT NOT NULL CHECK (length(who) BETWEEN 1 AND 200),
  act TEXT NOT NULL CHECK (length(act) BETWEEN 1 AND 40),
  about TEXT NOT NULL CHECK (length(about) <= 300),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit log never changes');
END;

CREATE TRIGGER audit_never_goes BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit log never goes');
END;

CREATE TRIGGER audit_goes_on BEFORE INSERT ON audit
WHEN NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM audit)
BEGIN
  SELECT RAISE(ABORT, 'the audit log goes on where it ended');
END;
