/** Surveys and their versions. */
import type { SignedProtocol } from "../../records/protocol.ts";
import type { PublishedSurvey, PublishedVersion } from "../../records/survey.ts";
import type { Surveys } from "../storage.ts";
import { type Connection, type Database, LOCKS, PIKIR, PIKIR_SURVEY } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

export function surveysIn(database: Database): Surveys {
  return {
    all: allIn(database),
    revision: revisionIn(database),
    publish: publishIn(database),
    close: closeIn(database),
    ...lifeIn(database),
    keepProtocol: keepProtocolIn(database),
    protocols: protocolsIn(database),
    keepPanelReport: keepPanelReportIn(database),
    panelReport: panelReportIn(database),
  };
}

const ALL = `
  SELECT id, simulated, closed_on AS "closedOn", paused_on AS "pausedOn", extended_to AS "extendedTo", (
    SELECT coalesce(json_agg(json_build_object('version', version, 'definition', definition) ORDER BY number), '[]')
    FROM version WHERE survey = id
  ) AS versions
  FROM survey ORDER BY id`;

interface SurveyRow {
  readonly id: string;
  readonly simulated: boolean;
  readonly closedOn: string | null;
  readonly pausedOn: string | null;
  readonly extendedTo: string | null;
  readonly versions: readonly PublishedVersion[];
}

function allIn(database: Database): Surveys["all"] {
  return repeatable(async () => (await database.rows<SurveyRow>(ALL)).map(surveyFrom));
}

function surveyFrom({ id, simulated, closedOn, pausedOn, extendedTo, versions }: SurveyRow): PublishedSurvey {
  return {
    id,
    simulated,
    ...(closedOn === null ? {} : { closedOn }),
    ...(pausedOn === null ? {} : { pausedOn }),
    ...(extendedTo === null ? {} : { extendedTo }),
    versions,
  };
}

const REVISION = "SELECT number FROM revision";

function revisionIn(database: Database): Surveys["revision"] {
  return repeatable(async () => (await database.short.rows<{ number: number }>(REVISION))[0]?.number ?? 0);
}

const ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock($1, $2)";
const NEXT_REVISION = "UPDATE revision SET number = number + 1";
const SURVEY = `SELECT simulated, closed_on IS NOT NULL AS "isClosed" FROM survey WHERE id = $1`;
const IS_KNOWN = "SELECT 1 FROM version WHERE survey = $1 AND version = $2";
const ADD_SURVEY = "INSERT INTO survey (id, simulated) VALUES ($1, $2)";
const ADD_VERSION = `
  INSERT INTO version (survey, version, number, published_on, definition)
  SELECT $1, $2, count(*) + 1, $3, $4 FROM version WHERE survey = $1`;

function publishIn(database: Database): Surveys["publish"] {
  return verb(({ definition, version, simulated, day }) =>
    database.transaction(async (connection) => {
      const { id } = definition;
      await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.publishing]);
      const [was] = await connection.rows<{ simulated: boolean; isClosed: boolean }>(SURVEY, [id]);
      if (was && was.simulated !== simulated)
        throw new Error(`the survey ${id} is ${was.simulated ? "simulated" : "real"} and stays so for ever`);
      if ((await connection.rows(IS_KNOWN, [id, version])).length === 1) return "known";
      if (was?.isClosed) return "closed";
      if (!was) await connection.changes(ADD_SURVEY, [id, simulated]);
      await connection.changes(ADD_VERSION, [id, version, day, JSON.stringify(definition)]);
      await connection.changes(NEXT_REVISION);
      return "published";
    }),
  );
}

const CLOSE = "UPDATE survey SET closed_on = $2 WHERE id = $1 AND closed_on IS NULL";

function closeIn(database: Database): Surveys["close"] {
  return verb((survey, day) =>
    database.transaction(async (connection) => {
      await afterAllSends(connection, survey);
      if ((await connection.rows(SURVEY, [survey])).length === 0) return "unknown";
      if ((await connection.changes(CLOSE, [survey, day])) === 0) return "was-closed";
      await connection.changes(NEXT_REVISION);
      return "closed";
    }),
  );
}

const PAUSE = `
  UPDATE survey SET paused_on = $2::text WHERE id = $1 AND closed_on IS NULL AND (paused_on IS NULL) = ($2::text IS NOT NULL)`;
const EXTEND = `
  UPDATE survey SET extended_to = $2 WHERE id = $1 AND closed_on IS NULL AND coalesce(extended_to, '') < $2::text`;

function lifeIn(database: Database): Pick<Surveys, "pause" | "extend"> {
  const change = (sql: string, survey: string, day: string | null) =>
    database.transaction(async (connection) => {
      if ((await connection.changes(sql, [survey, day])) === 0) return "unchanged" as const;
      await connection.changes(NEXT_REVISION);
      return "changed" as const;
    });
  return {
    pause: verb((survey, day) => change(PAUSE, survey, day ?? null)),
    extend: verb((survey, day) => change(EXTEND, survey, day)),
  };
}

const AFTER_SENDS = "SELECT pg_advisory_xact_lock($1, hashtext($2))";

/** Waits for the sends that have begun, and holds up those that come until this transaction ends. */
export async function afterAllSends(connection: Connection, survey: string): Promise<void> {
  await connection.rows(AFTER_SENDS, [PIKIR_SURVEY, survey]);
}

const KEEP_PANEL_REPORT = "INSERT INTO panel_report (survey, json) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const PANEL_REPORT = "SELECT json::text FROM panel_report WHERE survey = $1";

function keepPanelReportIn(database: Database): Surveys["keepPanelReport"] {
  return verb(async (survey, json) =>
    (await database.changes(KEEP_PANEL_REPORT, [survey, json])) === 1 ? "kept" : "known",
  );
}

function panelReportIn(database: Database): Surveys["panelReport"] {
  return repeatable(async (survey) => (await database.rows<{ json: string }>(PANEL_REPORT, [survey]))[0]?.json);
}

const KEEP_PROTOCOL = "INSERT INTO protocol (survey, json) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const PROTOCOLS = "SELECT json FROM protocol ORDER BY survey";

function keepProtocolIn(database: Database): Surveys["keepProtocol"] {
  return verb(async (signed) => {
    const added = await database.changes(KEEP_PROTOCOL, [signed.protocol.survey, JSON.stringify(signed)]);
    return added === 1 ? "kept" : "known";
  });
}

function protocolsIn(database: Database): Surveys["protocols"] {
  return repeatable(async () => {
    const rows = await database.rows<{ json: SignedProtocol }>(PROTOCOLS);
    return rows.map(({ json }) => json);
  });
}
