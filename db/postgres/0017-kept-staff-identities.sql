-- Who of the staff signs in at the provider: an HMAC of issuer and subject under a key outside the database. One person has one account.
CREATE TABLE staff_identity (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES staff (name),
  identity BYTEA NOT NULL UNIQUE CHECK (length(identity) = 32)
);

ALTER TABLE staff_identity ALTER COLUMN identity SET STATISTICS 0;
