/**
 * The port: what is kept, said in verbs. Every verb is one whole act and one transaction; there is no way to hold one
 * open from outside. Adapters (`sqlite/`) hold the same file names, one a store, and all SQL.
 *
 * The port is split by who may ask. The citizen's path gets the verbs that keep, and can reach nobody's answers with
 * them; the mixer alone empties the urn; the staff's path reads.
 */
import type { Deed } from "../records/audit.ts";
import type { CodeBatch } from "../records/code-batch.ts";
import type { KeptRelease } from "../records/kept-release.ts";
import type { Lines } from "../records/lines.ts";
import type { SignedProtocol } from "../records/protocol.ts";
import type { Response } from "../records/response.ts";
import type { Sending } from "../records/sending.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import type { Definition } from "../survey/definition.ts";
import type { ApiTokens } from "./api-tokens.ts";
import type { Backlog, Notes } from "./backlog.ts";
import type { Codings } from "./coding.ts";
import type { Counters, HeldCounts } from "./counters.ts";
import type { DefinitionDrafts } from "./definition-drafts.ts";
import type { Drafts } from "./drafts.ts";
import type { Challenges, Guesses, Queueing } from "./limits.ts";
import type { Proposals } from "./proposals.ts";
import type { Results } from "./results.ts";
import type { Audit, Staff } from "./staff.ts";
import type { StaffIdentities } from "./staff-identities.ts";
import type { TextReviews } from "./text-reviews.ts";

export type { Audit, Backlog, Challenges, Codings, DefinitionDrafts, Guesses, Notes, Proposals, Queueing, Staff };

export interface CitizenStorage {
  readonly surveys: Pick<Surveys, "all" | "revision" | "protocols">;
  readonly drafts: Drafts;
  readonly participations: Participations;
  readonly codes: Pick<Codes, "has">;
  readonly withdrawals: Pick<Withdrawals, "request">;
  readonly counters: Pick<Counters, "add">;
  readonly queue: Queueing;
  readonly heldCounts: HeldCounts;
  readonly challenges: Pick<Challenges, "spend">;
  readonly notes: Pick<Notes, "published">;
  readonly results: Pick<Results, "newest" | "surveys">;
}

export interface MixerStorage {
  readonly surveys: Pick<Surveys, "all">;
  readonly urn: Urn;
  readonly withdrawals: Pick<Withdrawals, "pending" | "released" | "forget">;
}

export interface StaffStorage {
  readonly surveys: Surveys;
  readonly participations: Pick<Participations, "count">;
  readonly codes: Pick<Codes, "make" | "count" | "batches">;
  readonly urn: Pick<Urn, "count" | "trouble">;
  readonly withdrawals: Pick<Withdrawals, "count">;
  readonly responses: Responses;
  readonly releases: Releases;
  readonly counters: Pick<Counters, "of" | "daily" | "sumBefore">;
  readonly codings: Codings;
  readonly textReviews: TextReviews;
  readonly backlog: Backlog;
  readonly notes: Notes;
  readonly staff: Staff;
  readonly identities: StaffIdentities;
  readonly audit: Audit;
  readonly proposals: Proposals;
  readonly definitionDrafts: DefinitionDrafts;
  readonly apiTokens: ApiTokens;
  readonly results: Results;
}

export interface Storage extends CitizenStorage, MixerStorage, StaffStorage {
  readonly surveys: Surveys;
  readonly results: Results;
  readonly drafts: Drafts;
  readonly participations: Participations;
  readonly codes: Codes;
  readonly urn: Urn;
  readonly withdrawals: Withdrawals;
  readonly counters: Counters;
  readonly heldCounts: HeldCounts;
  readonly guesses: Guesses;
  readonly challenges: Challenges;
  readonly queue: Queueing;
  readonly notes: Notes;
  /** Tries a write and takes it back; rejects when nothing can be kept. */
  proveWritable(): Promise<void>;
  /**
   * Writes all files anew, so that no row lies where its time put it and nothing deleted is left between the rows, and
   * empties the logs. Others wait meanwhile, about a second per 300 MB, so it is called at quiet times and at closing.
   * Rejects, for what stays in use, with the refusal `unavailable`. Resolves to what is left for the operator to do, a
   * sentence each: a server may keep logs that are out of this program's reach.
   */
  compact(): Promise<readonly string[]>;
  /** Copies what is kept, and not what passes, as it is at one moment, into a new file of `folder`, while others write. Resolves to its path. */
  backUp(folder: string): Promise<string>;
  close(): Promise<void>;
}

export interface Surveys {
  /** Every published survey with its versions, oldest version first. */
  all(): Promise<readonly PublishedSurvey[]>;
  /** Changes whenever a survey is published or closed, by whichever process. */
  revision(): Promise<number>;
  /** Adds a version, and the survey where it is new. A version that is there already stays as it is; a closed survey, too. */
  publish(survey: {
    readonly definition: Definition;
    readonly version: string;
    readonly simulated: boolean;
    readonly day: string;
  }): Promise<"published" | "known" | "closed">;
  /** From this commit on nothing more is sent. */
  close(survey: string, day: string): Promise<"closed" | "was-closed" | "unknown">;
  /** From `day` on it takes no answers and keeps all drafts, until it is resumed (undefined). A closed one stays as it is. */
  pause(survey: string, day: string | undefined): Promise<"changed" | "unchanged">;
  /** A closing date that holds where it is later than the definition's. */
  extend(survey: string, day: string): Promise<"changed" | "unchanged">;
  /** A survey has one closing protocol; it never changes. */
  keepProtocol(signed: SignedProtocol): Promise<"kept" | "known">;
  /** In the order of the surveys' ids. */
  protocols(): Promise<readonly SignedProtocol[]>;
  /** A closed panel has one report, in JSON; it never changes. */
  keepPanelReport(survey: string, json: string): Promise<"kept" | "known">;
  panelReport(survey: string): Promise<string | undefined>;
}

export interface Participations {
  has(survey: string, participation: Uint8Array): Promise<boolean>;
  count(survey: string): Promise<number>;
  /**
   * The send: participation, urn row and acknowledgement in one durable commit. The database's constraint on the
   * participation key decides who was first; `again` is the same session's repeated send.
   */
  send(sending: Sending): Promise<"kept" | "again" | "already-taken-part" | "closed">;
  /** Whether this session's send was kept, for as long as acknowledgements live (half an hour to an hour of serving). */
  wasAcknowledged(acknowledgement: Uint8Array): Promise<boolean>;
  /** Forgets the acknowledgements that the previous call found already. */
  ageAcknowledgements(): Promise<void>;
}

/** Invitation codes that were given out, known by HMACs of 32 bytes. That one is used is never written here. */
export interface Codes {
  /** All or none, and the batch that they are with them. A mark that is there already stays. */
  add(survey: string, marks: readonly Uint8Array[], batch?: CodeBatch): Promise<"added" | "closed" | "unknown">;
  /**
   * The same by one member of staff alone, and its note in the audit log with them: at most `leftAlone`, counted from that log. Two
   * makings at once, in whichever instances, come one after the other.
   */
  make(
    survey: string,
    marks: readonly Uint8Array[],
    batch: CodeBatch,
    deed: Deed,
  ): Promise<"added" | "closed" | "unknown" | "too-many">;
  /**
   * In the order of their days. No column says which codes are of which; on PostgreSQL the rows' `xmin` and `ctid` do, whatever the
   * comment of 0018 says (a migration that was applied cannot be changed). Which were used nothing says.
   */
  batches(survey: string): Promise<readonly CodeBatch[]>;
  has(survey: string, mark: Uint8Array): Promise<boolean>;
  /** How many were given out. */
  count(survey: string): Promise<number>;
}

export interface UrnRow {
  readonly key: Uint8Array;
  readonly sealed: Uint8Array;
}

export interface ReleasedRow extends Response {
  /** Fresh and random: 16 bytes. */
  readonly key: Uint8Array;
}

export interface Urn {
  /**
   * Whether it is for this process to empty the urns. Among all that share a database it is one at a time: the first that
   * asks, until it ends. A release rejects anyhow what another has taken; this spares the opening in vain.
   */
  claim(): Promise<boolean>;
  count(survey: string): Promise<number>;
  /** Keys of all waiting rows, in no meaningful order. */
  keys(survey: string): Promise<readonly Uint8Array[]>;
  rows(survey: string, keys: readonly Uint8Array[]): Promise<readonly UrnRow[]>;
  /**
   * Moves a batch in one commit: the taken rows go from the urn, those left in it come back under fresh keys, the released
   * ones come, withdrawn responses go and are counted, and the requests that asked for it are done. Then the log is truncated. Rejects, changing nothing, unless
   * every one of `taken` was still there.
   */
  release(release: Release): Promise<void>;
  /** Says why the urn cannot be opened, so that nothing more is put in (`send` rejects), or that it can again. */
  setTrouble(survey: string, trouble: string | undefined): Promise<void>;
  /** Why a survey's urn takes nothing; undefined while all is well. */
  trouble(survey: string): Promise<string | undefined>;
}

export interface Release {
  readonly survey: string;
  /** Keys of the urn's rows that go: released, withdrawn while they waited, or left in the urn under another key. */
  readonly taken: readonly Uint8Array[];
  /** What waits on, sealed anew under fresh keys, in random order: a row that stayed as it was would tell which ones went. */
  readonly left: readonly UrnRow[];
  /** In random order. */
  readonly released: readonly ReleasedRow[];
  /** Marks of responses to be removed, wherever they lie: HMACs of 32 bytes. */
  readonly withdrawn: readonly Uint8Array[];
  /** How many of `taken` were withdrawn while they waited. */
  readonly withdrawnWaiting: number;
  /** Keys of the requests that are done with. */
  readonly requests: readonly Uint8Array[];
}

/** Requests to withdraw, sealed to the mixer and all of one size: nobody else can tell a true one from a mistaken one. */
export interface Withdrawals {
  /** `key`: random, 16 bytes. */
  request(request: UrnRow): Promise<void>;
  pending(): Promise<readonly UrnRow[]>;
  /** Which of these marks belong to responses released already. */
  released(survey: string, marks: readonly Uint8Array[]): Promise<readonly Uint8Array[]>;
  /** Removes requests that fit nothing. */
  forget(keys: readonly Uint8Array[]): Promise<void>;
  /** How many responses of a survey were withdrawn so far. */
  count(survey: string): Promise<number>;
}

export interface Responses {
  /** How many are released, imported ones included. */
  count(survey: string): Promise<number>;
  /** All released responses, in the order of their random keys, a page at a time. */
  each(survey: string): AsyncIterable<Response>;
  /** The same in any order for whoever counts a million of them: whole pages, and of each response only what is counted. */
  pages(survey: string): AsyncIterable<Lines>;
  /** How many took so many seconds; those of whom it is not known are left out. */
  durations(survey: string): Promise<ReadonlyMap<number, number>>;
  /** The same with their keys, for whoever has to tell that they are the same rows. */
  rows(survey: string): AsyncIterable<ReleasedRow>;
  /**
   * All or nothing, in one commit with the fact that this file was imported. `fileHash`: 64 hexadecimal digits; the same
   * file a second time is refused, and so is any after `close`.
   */
  importAll(
    survey: string,
    fileHash: string,
    rows: readonly ReleasedRow[],
  ): Promise<"imported" | "known-file" | "closed">;
  /** How many came in files, all imports added up. The channels do not tell: the mixer may have made any of them `other`. */
  countImported(survey: string): Promise<number>;
}

/** Data sets that were released: what each is and what the disclosure gate did for it. The files lie in DATA_DIR. */
export interface Releases {
  /**
   * One request of a survey has one release; it never changes. `beside`: how many of the survey it was compared with; where there
   * are others by now it is not kept, for nobody knows what the two tell when they are laid beside each other.
   */
  keep(release: KeptRelease, beside: number): Promise<"kept" | "known">;
  /** In the order of their ids. */
  of(survey: string): Promise<readonly KeptRelease[]>;
}
