-- The second factor of each member of staff.
CREATE TABLE staff_factor (
  name TEXT NOT NULL PRIMARY KEY REFERENCES staff (name),
  -- Sealed under a key that lies outside the database: whoever copies this cannot make its codes.
  secret BLOB NOT NULL CHECK (length(secret) > 0),
  -- The last step of time whose code was taken: no code serves twice.
  step INTEGER NOT NULL CHECK (step >= 0)
) STRICT, WITHOUT ROWID;

-- SHA-256 of codes that stand in for it, once each.
CREATE TABLE staff_recovery (
  name TEXT NOT NULL REFERENCES staff (name),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (name, hash)
) STRICT, WITHOUT ROWID;

-- One-time links for further staff, by the SHA-256 of what stands in them.
CREATE TABLE staff_invitation (
  hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  -- Whom an operator made it for; whoever opens it chooses a name where there is none.
  name TEXT CHECK (length(name) BETWEEN 1 AND 200),
  role TEXT NOT NULL CHECK (role IN ('administrator', 'analyst', 'auditor')),
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
