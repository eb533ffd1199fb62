/**
 * Everything that is stored, table by table and column by column, so that `/privacy` can say it and a test can hold it
 * against the real databases: a column that is not named here fails it. The words stand in `views/languages/` under
 * `privacy.stored`, a key for each name.
 */
import type { Draft } from "../records/draft.ts";
import type { CitizenSession } from "../records/session.ts";

export interface StoredTable {
  readonly file: "pikir.db" | "passing.db";
  readonly table: string;
  readonly columns: readonly string[];
}

/** What has anything to do with a citizen, in the order in which a citizen comes to it. */
export const ABOUT_CITIZENS: readonly StoredTable[] = [
  { file: "passing.db", table: "draft", columns: ["id", "day", "sealed"] },
  { file: "passing.db", table: "day_key", columns: ["day", "sealed"] },
  { file: "pikir.db", table: "participation", columns: ["survey", "key"] },
  { file: "pikir.db", table: "code", columns: ["survey", "mark"] },
  { file: "pikir.db", table: "acknowledgement", columns: ["id", "aged"] },
  { file: "pikir.db", table: "urn", columns: ["survey", "key", "sealed"] },
  {
    file: "pikir.db",
    table: "response",
    columns: ["survey", "key", "version", "language", "channel", "month", "duration", "flags", "withdrawal", "answers"],
  },
  { file: "pikir.db", table: "coding", columns: ["survey", "question", "mark", "coder", "code"] },
  { file: "pikir.db", table: "coding_settled", columns: ["survey", "question", "mark", "code"] },
  {
    file: "pikir.db",
    table: "text_review",
    columns: ["survey", "question", "mark", "reviewer", "verdict", "hidden"],
  },
  { file: "pikir.db", table: "withdrawal_request", columns: ["key", "sealed"] },
  { file: "pikir.db", table: "counter", columns: ["survey", "day", "stage", "page", "language", "place", "count"] },
  { file: "pikir.db", table: "place", columns: ["survey", "place"] },
  { file: "passing.db", table: "held_count", columns: ["survey", "sealed"] },
  { file: "pikir.db", table: "panel_report", columns: ["survey", "json"] },
];

/** Why a table says nothing of citizens; each has its words under `privacy.others`. */
export const REASONS = [
  "surveys",
  "imports",
  "releases",
  "frames",
  "backlog",
  "staff",
  "queue",
  "challenges",
  "database",
] as const;

export interface OtherTable extends StoredTable {
  readonly reason: (typeof REASONS)[number];
}

export const NOT_ABOUT_CITIZENS: readonly OtherTable[] = [
  {
    reason: "surveys",
    file: "pikir.db",
    table: "survey",
    columns: ["id", "simulated", "closed_on", "withdrawn", "trouble", "paused_on", "extended_to"],
  },
  {
    reason: "surveys",
    file: "pikir.db",
    table: "version",
    columns: ["survey", "version", "number", "published_on", "definition"],
  },
  {
    reason: "surveys",
    file: "pikir.db",
    table: "definition_draft",
    columns: ["survey", "source", "saved_by", "saved_at"],
  },
  { reason: "surveys", file: "pikir.db", table: "revision", columns: ["only", "number"] },
  { reason: "surveys", file: "pikir.db", table: "protocol", columns: ["survey", "json"] },
  { reason: "imports", file: "pikir.db", table: "import", columns: ["survey", "file_hash", "responses"] },
  { reason: "releases", file: "pikir.db", table: "data_release", columns: ["id", "survey", "request", "json"] },
  { reason: "frames", file: "pikir.db", table: "coding_frame", columns: ["survey", "question", "number", "json"] },
  { reason: "frames", file: "pikir.db", table: "coding_key", columns: ["survey", "key"] },
  { reason: "frames", file: "pikir.db", table: "coding_revision", columns: ["survey", "number"] },
  { reason: "backlog", file: "pikir.db", table: "backlog_agreement", columns: ["survey", "json"] },
  {
    reason: "backlog",
    file: "pikir.db",
    table: "backlog_item",
    columns: ["survey", "id", "category", "service", "days", "reported_on", "due_on"],
  },
  {
    reason: "backlog",
    file: "pikir.db",
    table: "backlog_change",
    columns: ["survey", "item", "number", "status", "unit", "changed_on", "who"],
  },
  { reason: "backlog", file: "pikir.db", table: "note", columns: ["survey", "id", "item", "json", "published_on"] },
  { reason: "staff", file: "pikir.db", table: "staff", columns: ["name", "role", "password_hash", "disabled"] },
  { reason: "staff", file: "pikir.db", table: "invitation", columns: ["only", "hash"] },
  { reason: "staff", file: "pikir.db", table: "staff_factor", columns: ["name", "secret", "step"] },
  { reason: "staff", file: "pikir.db", table: "staff_recovery", columns: ["name", "hash"] },
  { reason: "staff", file: "pikir.db", table: "staff_invitation", columns: ["hash", "name", "role", "until"] },
  { reason: "staff", file: "pikir.db", table: "audit", columns: ["number", "at", "who", "act", "about", "hash"] },
  { reason: "staff", file: "pikir.db", table: "code_batch", columns: ["survey", "id", "place", "count", "made_on"] },
  { reason: "staff", file: "pikir.db", table: "staff_identity", columns: ["name", "identity"] },
  {
    reason: "staff",
    file: "pikir.db",
    table: "api_token",
    columns: ["hash", "id", "name", "label", "survey", "kinds", "until"],
  },
  {
    reason: "releases",
    file: "pikir.db",
    table: "published_result",
    columns: ["survey", "number", "json", "image"],
  },
  {
    reason: "staff",
    file: "pikir.db",
    table: "proposed_act",
    columns: [
      "id",
      "kind",
      "survey",
      "payload",
      "state",
      "hash",
      "proposed_by",
      "proposed_at",
      "decided_by",
      "decided_at",
      "outcome",
      "done_at",
      "fault",
    ],
  },
  { reason: "staff", file: "passing.db", table: "staff_session", columns: ["id", "name", "started_at", "seen_at"] },
  { reason: "queue", file: "passing.db", table: "queue", columns: ["only", "counts"] },
  { reason: "challenges", file: "passing.db", table: "spent_challenge", columns: ["key", "until"] },
  { reason: "database", file: "pikir.db", table: "proof", columns: ["only", "ballast"] },
  { reason: "database", file: "pikir.db", table: "migration", columns: ["name", "hash"] },
  { reason: "database", file: "passing.db", table: "migration", columns: ["name", "hash"] },
];

/** What the browser's cookie holds; the compiler asks for every field. */
export const IN_COOKIE: readonly string[] = Object.keys({
  id: true,
  person: true,
  guests: true,
  signingIn: true,
  verdicts: true,
  began: true,
  seen: true,
  language: true,
  places: true,
  counted: true,
  agreed: true,
  receipt: true,
  parked: true,
  simulates: true,
  quietSince: true,
  turn: true,
} satisfies Record<keyof CitizenSession, true>);

/** What lies sealed in a draft; the compiler asks for every field. */
export const IN_DRAFT: readonly string[] = Object.keys({
  answers: true,
  typed: true,
  passed: true,
  shown: true,
  flags: true,
  version: true,
  consent: true,
  place: true,
  seed: true,
} satisfies Record<keyof Draft, true>);
