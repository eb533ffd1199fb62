-- A request says, sealed, in which quarter of the year it was asked, and so is two bytes longer. Those from before are 80.
CREATE TABLE request_anew (
  key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
  sealed BLOB NOT NULL CHECK (length(sealed) IN (80, 82))
) STRICT, WITHOUT ROWID;

INSERT INTO request_anew (key, sealed) SELECT key, sealed FROM withdrawal_request ORDER BY key;

DROP TABLE withdrawal_request;

ALTER TABLE request_anew RENAME TO withdrawal_request;

-- A panel's figures as they were at its close: of so few, figures before and after a withdrawal would tell the answers.
CREATE TABLE panel_report (
  survey TEXT NOT NULL PRIMARY KEY REFERENCES survey (id),
  json TEXT NOT NULL CHECK (json_valid(json))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER panel_report_never_changes BEFORE UPDATE ON panel_report
BEGIN
  SELECT RAISE(ABORT, 'the figures of a closed panel never change');
END;

-- INSERT OR REPLACE deletes in silence.
CREATE TRIGGER panel_report_is_never_replaced BEFORE INSERT ON panel_report
WHEN EXISTS (SELECT 1 FROM panel_report WHERE survey = NEW.survey)
BEGIN
  SELECT RAISE(ABORT, 'the figures of a closed panel are never replaced');
END;
