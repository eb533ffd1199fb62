-- Who of the staff signs in at the provider: an HMAC of issuer and subject under a key outside the database. One person has one account.
CREATE TABLE staff_identity (
  name TEXT NOT NULL PRIMARY KEY REFERENCES staff (name),
  identity BLOB NOT NULL UNIQUE CHECK (length(identity) = 32)
) STRICT, WITHOUT ROWID;
