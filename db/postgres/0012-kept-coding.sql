-- What staff made of open answers. No text is copied here: a coding lies under its text's mark, an HMAC of question and text
-- under the survey's key of marks. No time, no order, no key of a response.

CREATE TABLE coding_frame (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  question TEXT COLLATE "C" NOT NULL CHECK (length(question) BETWEEN 1 AND 60),
  number INTEGER NOT NULL CHECK (number >= 1),
  json JSON NOT NULL,
  PRIMARY KEY (survey, question, number)
);

CREATE TABLE coding_key (
  survey TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES survey (id),
  key BYTEA NOT NULL CHECK (length(key) = 32)
);

ALTER TABLE coding_key ALTER COLUMN key SET STATISTICS 0;

-- How often frames and codings changed, so that reports notice.
CREATE TABLE coding_revision (
  survey TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES survey (id),
  number INTEGER NOT NULL
);

CREATE TABLE coding (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  question TEXT COLLATE "C" NOT NULL CHECK (length(question) BETWEEN 1 AND 60),
  mark TEXT COLLATE "C" NOT NULL CHECK (length(mark) = 64 AND mark !~ '[^0-9a-f]'),
  coder TEXT COLLATE "C" NOT NULL CHECK (length(coder) BETWEEN 1 AND 200),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
  PRIMARY KEY (survey, question, mark, coder)
);

ALTER TABLE coding ALTER COLUMN mark SET STATISTICS 0;

CREATE TABLE coding_settled (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  question TEXT COLLATE "C" NOT NULL CHECK (length(question) BETWEEN 1 AND 60),
  mark TEXT COLLATE "C" NOT NULL CHECK (length(mark) = 64 AND mark !~ '[^0-9a-f]'),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
  PRIMARY KEY (survey, question, mark)
);

ALTER TABLE coding_settled ALTER COLUMN mark SET STATISTICS 0;

CREATE TRIGGER coding_frame_never_changes BEFORE UPDATE ON coding_frame
FOR EACH ROW EXECUTE FUNCTION refuse('a version of a coding frame never changes');

CREATE TRIGGER coding_frame_never_goes BEFORE DELETE OR TRUNCATE ON coding_frame
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a version of a coding frame never goes');
