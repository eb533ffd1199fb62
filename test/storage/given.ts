/** What the storage tests keep: the least that the port accepts, with random keys as in life. */
import { randomBytes } from "node:crypto";
import type { Count } from "../../server/records/funnel.ts";
import type { Sending } from "../../server/records/sending.ts";
import type { StaffMember } from "../../server/records/staff.ts";
import type { Release, ReleasedRow, Storage } from "../../server/storage/storage.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { versionOf } from "../../server/survey/version.ts";
import { aDefinition } from "../support/definitions.ts";

export interface Opened {
  readonly storage: Storage;
  /** The same database a second time, over connections of its own, as another process has it. */
  reopen(): Promise<Storage>;
  /** Closes all of them, and forgets the database. */
  close(): Promise<void>;
}

/** An empty database, forgotten when the test ends. */
export type Fresh = () => Promise<Opened>;

/** A small survey under any id; another title makes another version of it. */
export function definition(id: string, title = "Roads"): Definition {
  return aDefinition({ id, title: { kk: title, ru: title, en: title } });
}

const FIRST_DAY = "2024-10-05";

export async function publish(storage: Storage, id = "roads"): Promise<string> {
  const content = definition(id);
  await storage.surveys.publish({ definition: content, version: versionOf(content), simulated: false, day: FIRST_DAY });
  return id;
}

export function sending(survey: string, given: Partial<Sending> = {}): Sending {
  return {
    survey,
    participation: randomBytes(32),
    sealed: randomBytes(4144),
    urnKey: randomBytes(16),
    acknowledgement: randomBytes(32),
    ...given,
  };
}

export function released(given: Partial<ReleasedRow> = {}): ReleasedRow {
  return {
    key: randomBytes(16),
    version: versionOf(definition("roads")),
    language: "en",
    channel: "web",
    month: "2024-10",
    duration: 185,
    flags: [],
    answers: { roads: "good" },
    withdrawal: randomBytes(32).toString("hex"),
    ...given,
  };
}

/** A release without withdrawals. */
export function batch(survey: string, taken: readonly Uint8Array[], rows: readonly ReleasedRow[]): Release {
  return { survey, taken, left: [], released: rows, withdrawn: [], withdrawnWaiting: 0, requests: [] };
}

export function count(survey: string, given: Partial<Count> = {}): Count {
  return { survey, day: FIRST_DAY, stage: "shown", page: "", language: "kk", place: "home", count: 1, ...given };
}

export function member(name: string, given: Partial<StaffMember> = {}): StaffMember {
  return { name, role: "analyst", passwordHash: "$argon2id$v=19$m=1$c2FsdA$aGFzaA", disabled: false, ...given };
}

export async function listOf<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Bytes as hexadecimal digits: one driver gives a Buffer, another a Uint8Array. */
export function hex(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString("hex");
}

export function hexes(keys: readonly Uint8Array[]): readonly string[] {
  return keys.map((key) => Buffer.from(key).toString("hex")).sort();
}
