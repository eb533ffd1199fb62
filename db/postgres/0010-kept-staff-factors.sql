-- The second factor of each member of staff.
CREATE TABLE staff_factor (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES staff (name),
  -- Sealed under a key that lies outside the database: whoever copies this cannot make its codes.
  secret BYTEA NOT NULL CHECK (length(secret) > 0),
  -- The last step of time whose code was taken: no code serves twice.
  step BIGINT NOT NULL CHECK (step >= 0)
);

ALTER TABLE staff_factor ALTER COLUMN secret SET STATISTICS 0;

-- SHA-256 of codes that stand in for it, once each.
CREATE TABLE staff_recovery (
  name TEXT COLLATE "C" NOT NULL REFERENCES staff (name),
  hash BYTEA NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (name, hash)
);

ALTER TABLE staff_recovery ALTER COLUMN hash SET STATISTICS 0;

-- One-time links for further staff, by the SHA-256 of what stands in them.
CREATE TABLE staff_invitation (
  hash BYTEA NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  -- Whom an operator made it for; whoever opens it chooses a name where there is none.
  name TEXT CHECK (length(name) BETWEEN 1 AND 200),
  role TEXT NOT NULL CHECK (role IN ('administrator', 'analyst', 'auditor')),
  until BIGINT NOT NULL
);

ALTER TABLE staff_invitation ALTER COLUMN hash SET STATISTICS 0;
