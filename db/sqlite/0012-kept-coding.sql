-- What staff made of open answers. No text is copied here: a coding lies under its text's mark, an HMAC of question and text
-- under the survey's key of marks. No time, no order, no key of a response.

CREATE TABLE coding_frame (
  survey TEXT NOT NULL REFERENCES survey (id),
  question TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 60),
  number INTEGER NOT NULL CHECK (number >= 1),
  json TEXT NOT NULL CHECK (json_valid(json)),
  PRIMARY KEY (survey, question, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE coding_key (
  survey TEXT NOT NULL PRIMARY KEY REFERENCES survey (id),
  key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID;

-- How often frames and codings changed, so that reports notice.
CREATE TABLE coding_revision (
  survey TEXT NOT NULL PRIMARY KEY REFERENCES survey (id),
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE coding (
  survey TEXT NOT NULL REFERENCES survey (id),
  question TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 60),
  mark TEXT NOT NULL CHECK (length(mark) = 64 AND mark NOT GLOB '*[^0-9a-f]*'),
  coder TEXT NOT NULL CHECK (length(coder) BETWEEN 1 AND 200),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
  PRIMARY KEY (survey, question, mark, coder)
) STRICT, WITHOUT ROWID;

CREATE TABLE coding_settled (
  survey TEXT NOT NULL REFERENCES survey (id),
  question TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 60),
  mark TEXT NOT NULL CHECK (length(mark) = 64 AND mark NOT GLOB '*[^0-9a-f]*'),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
  PRIMARY KEY (survey, question, mark)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER coding_frame_never_changes BEFORE UPDATE ON coding_frame
BEGIN
  SELECT RAISE(ABORT, 'a version of a coding frame never changes');
END;

CREATE TRIGGER coding_frame_never_goes BEFORE DELETE ON coding_frame
BEGIN
  SELECT RAISE(ABORT, 'a version of a coding frame never goes');
END;
