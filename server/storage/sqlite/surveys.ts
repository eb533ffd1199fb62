/** Surveys and their versions. */
import type { SignedProtocol } from "../../records/protocol.ts";
import type { PublishedSurvey } from "../../records/survey.ts";
import type { Definition } from "../../survey/definition.ts";
import type { Surveys } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

export function surveysIn(kept: Connection): Surveys {
  return {
    all: allIn(kept),
    revision: revisionIn(kept),
    publish: publishIn(kept),
    close: closeIn(kept),
    ...lifeIn(kept),
    keepProtocol: keepProtocolIn(kept),
    protocols: protocolsIn(kept),
    keepPanelReport: keepPanelReportIn(kept),
    panelReport: panelReportIn(kept),
  };
}

const ALL = "SELECT id, simulated, closed_on, paused_on, extended_to FROM survey ORDER BY id";
const VERSIONS = "SELECT version, definition FROM version WHERE survey = ? ORDER BY number";

interface SurveyRow {
  readonly id: string;
  readonly simulated: 0 | 1;
  readonly closed_on: string | null;
  readonly paused_on: string | null;
  readonly extended_to: string | null;
}

interface VersionRow {
  readonly version: string;
  readonly definition: string;
}

function allIn(kept: Connection): Surveys["all"] {
  const surveys = kept.prepare<[], SurveyRow>(ALL);
  const versions = kept.prepare<[string], VersionRow>(VERSIONS);
  const all = kept.transaction(() => surveys.all().map((row) => surveyFrom(row, versions.all(row.id))));
  return verb(() => all.deferred());
}

function surveyFrom(
  { id, simulated, closed_on, paused_on, extended_to }: SurveyRow,
  versions: readonly VersionRow[],
): PublishedSurvey {
  return {
    id,
    simulated: simulated === 1,
    ...(closed_on === null ? {} : { closedOn: closed_on }),
    ...(paused_on === null ? {} : { pausedOn: paused_on }),
    ...(extended_to === null ? {} : { extendedTo: extended_to }),
    versions: versions.map(({ version, definition }) => ({
      version,
      definition: JSON.parse(definition) as Definition,
    })),
  };
}

const REVISION = "SELECT number FROM revision";

function revisionIn(kept: Connection): Surveys["revision"] {
  const revision = kept.prepare<[], number>(REVISION).pluck();
  return verb(() => revision.get() ?? 0);
}

const NEXT_REVISION = "UPDATE revision SET number = number + 1";
const SIMULATED = "SELECT simulated FROM survey WHERE id = ?";
const IS_CLOSED = "SELECT 1 FROM survey WHERE id = ? AND closed_on IS NOT NULL";
const IS_KNOWN = "SELECT 1 FROM version WHERE survey = ? AND version = ?";
const ADD_SURVEY = "INSERT INTO survey (id, simulated) VALUES (?, ?)";
const ADD_VERSION = `
  INSERT INTO version (survey, version, number, published_on, definition)
  VALUES (@survey, @version, (SELECT count(*) + 1 FROM version WHERE survey = @survey), @day, @definition)`;

type VersionToAdd = Readonly<Record<"survey" | "version" | "day" | "definition", string>>;

function publishIn(kept: Connection): Surveys["publish"] {
  const simulatedOf = kept.prepare<[string], 0 | 1>(SIMULATED).pluck();
  const isKnown = kept.prepare<[string, string]>(IS_KNOWN);
  const isClosed = kept.prepare<[string]>(IS_CLOSED);
  const addSurvey = kept.prepare<[string, 0 | 1]>(ADD_SURVEY);
  const addVersion = kept.prepare<[VersionToAdd]>(ADD_VERSION);
  const nextRevision = kept.prepare<[]>(NEXT_REVISION);

  const publish = kept.transaction(({ definition, version, simulated, day }: Parameters<Surveys["publish"]>[0]) => {
    const survey = definition.id;
    const marked = simulated ? 1 : 0;
    const was = simulatedOf.get(survey);
    if (was !== undefined && was !== marked)
      throw new Error(`the survey ${survey} is ${was ? "simulated" : "real"} and stays so for ever`);
    if (isKnown.get(survey, version) !== undefined) return "known";
    if (isClosed.get(survey) !== undefined) return "closed";
    if (was === undefined) addSurvey.run(survey, marked);
    addVersion.run({ survey, version, day, definition: JSON.stringify(definition) });
    nextRevision.run();
    return "published";
  });
  return verb((survey) => publish.immediate(survey));
}

const CLOSE = "UPDATE survey SET closed_on = ? WHERE id = ? AND closed_on IS NULL";

function closeIn(kept: Connection): Surveys["close"] {
  const isThere = kept.prepare<[string]>(SIMULATED);
  const mark = kept.prepare<[string, string]>(CLOSE);
  const nextRevision = kept.prepare<[]>(NEXT_REVISION);

  const close = kept.transaction((survey: string, day: string) => {
    if (isThere.get(survey) === undefined) return "unknown";
    if (mark.run(day, survey).changes === 0) return "was-closed";
    nextRevision.run();
    return "closed";
  });
  return verb((survey, day) => close.immediate(survey, day));
}

const PAUSE =
  "UPDATE survey SET paused_on = @day WHERE id = @survey AND closed_on IS NULL AND (paused_on IS NULL) = (@day IS NOT NULL)";
const EXTEND =
  "UPDATE survey SET extended_to = @day WHERE id = @survey AND closed_on IS NULL AND coalesce(extended_to, '') < @day";

function lifeIn(kept: Connection): Pick<Surveys, "pause" | "extend"> {
  const nextRevision = kept.prepare<[]>(NEXT_REVISION);
  const changing = (sql: string) => {
    const change = kept.prepare<[{ survey: string; day: string | null }]>(sql);
    return kept.transaction((survey: string, day: string | null) => {
      if (change.run({ survey, day }).changes === 0) return "unchanged" as const;
      nextRevision.run();
      return "changed" as const;
    });
  };
  const [pause, extend] = [changing(PAUSE), changing(EXTEND)];
  return {
    pause: verb((survey, day) => pause.immediate(survey, day ?? null)),
    extend: verb((survey, day) => extend.immediate(survey, day)),
  };
}

const KEEP_PANEL_REPORT = "INSERT INTO panel_report (survey, json) VALUES (?, ?)";
const PANEL_REPORT = "SELECT json FROM panel_report WHERE survey = ?";

function keepPanelReportIn(kept: Connection): Surveys["keepPanelReport"] {
  const present = kept.prepare<[string], string>(PANEL_REPORT).pluck();
  const keep = kept.prepare<[string, string]>(KEEP_PANEL_REPORT);
  const keepFirst = kept.transaction((survey: string, json: string) => {
    if (present.get(survey) !== undefined) return "known";
    keep.run(survey, json);
    return "kept";
  });
  return verb((survey, json) => keepFirst.immediate(survey, json));
}

function panelReportIn(kept: Connection): Surveys["panelReport"] {
  const report = kept.prepare<[string], string>(PANEL_REPORT).pluck();
  return verb((survey) => report.get(survey));
}

const HAS_PROTOCOL = "SELECT 1 FROM protocol WHERE survey = ?";
const KEEP_PROTOCOL = "INSERT INTO protocol (survey, json) VALUES (?, ?)";
const PROTOCOLS = "SELECT json FROM protocol ORDER BY survey";

function keepProtocolIn(kept: Connection): Surveys["keepProtocol"] {
  const hasOne = kept.prepare<[string]>(HAS_PROTOCOL);
  const keep = kept.prepare<[string, string]>(KEEP_PROTOCOL);
  const keepFirst = kept.transaction((signed: SignedProtocol) => {
    const { survey } = signed.protocol;
    if (hasOne.get(survey) !== undefined) return "known";
    keep.run(survey, JSON.stringify(signed));
    return "kept";
  });
  return verb((signed) => keepFirst.immediate(signed));
}

function protocolsIn(kept: Connection): Surveys["protocols"] {
  const protocols = kept.prepare<[], string>(PROTOCOLS).pluck();
  return verb(() => protocols.all().map((json) => JSON.parse(json) as SignedProtocol));
}
