/**
 * What all copies say together. People are named by the order of their sends, which the attacker saw. A send's commit
 * adds a participation, a row of the urn and an acknowledgement, and right after it the draft goes: so, counted backwards
 * from the copy's moment, the log tells which rows are whose. Nothing of this is secret; what must not follow is the response.
 */
import type { Copy } from "./copies.ts";
import type { Observation, SeenCommit, SeenRow } from "./observation.ts";

/** What the attacker knows to be one person's, before any guess. */
export interface Traces {
  /** Keys, in hexadecimal. */
  readonly participation: string;
  readonly urn: string;
  /** Bytes of the sealed row. */
  readonly sealed: number;
  /** The draft as it was last seen. */
  readonly draft?: { readonly id: string; readonly size: number } | undefined;
}

/** Responses that came between two copies, and who they can be of. */
export interface Group {
  readonly responses: readonly SeenRow[];
  readonly candidates: readonly Candidate[];
  /** How many were waiting when it was seen to be over; those who are known to wait on are not among the candidates. */
  readonly left: number;
  readonly closing: boolean;
  /** Whether they surely came as one batch: only then does what one tells say something of another. */
  readonly single: boolean;
}

export interface Candidate {
  /** By the order of sends, from 0. */
  readonly person: number;
  /** How likely it was, before, that this person's answers still waited. */
  readonly waiting: number;
}

export interface Evidence {
  readonly observations: readonly Observation[];
  readonly traces: ReadonlyMap<number, Traces>;
  readonly groups: readonly Group[];
  /** Each transaction once, whichever copies showed it. */
  readonly commits: readonly SeenCommit[];
}

/** `pool`: K. */
export function evidenceFrom(observations: readonly Observation[], pool: number): Evidence {
  const live = observations.filter(({ copy }) => copy.kind !== "backup");
  const traces = tracesIn(live);
  const commits = new Map(observations.flatMap((seen) => seen.commits.map((commit) => [commit.id, commit] as const)));
  return { observations, traces, groups: groupsIn(live, traces, pool), commits: [...commits.values()] };
}

function tracesIn(observations: readonly Observation[]): ReadonlyMap<number, Traces> {
  const traces = new Map<number, Traces>();
  const sizes = new Map<string, number>();
  for (const { copy, commits, rows } of observations) {
    for (const row of [...rows, ...commits.flatMap(({ came }) => came)]) {
      if (row.table === "draft") sizes.set(row.key, sizeOf(row));
    }
    const drafts = commits.flatMap((commit) => gone(commit)).reverse();
    const sends = commits.filter(isSend).reverse();
    // Where one database holds both, the log itself tells which draft went with which send.
    const together = sends.some((send) => gone(send).length > 0);
    for (const [back, send] of sends.entries()) {
      const { came } = send;
      const person = copy.sent - 1 - back;
      const [participation, urn] = [came.find(isOf("participation")), came.find(isOf("urn"))];
      if (!participation || !urn || traces.has(person)) continue;
      const id = together ? gone(send)[0] : drafts[back];
      const size = sizes.get(id ?? "");
      const draft = id === undefined || size === undefined ? undefined : { id, size };
      traces.set(person, { participation: participation.key, urn: urn.key, sealed: sizeOf(urn), draft });
    }
  }
  return traces;
}

function isSend({ came }: SeenCommit): boolean {
  return came.filter(isOf("participation")).length === 1;
}

/** Drafts that a commit removed, not those that it wrote anew. */
function gone({ came, went }: SeenCommit): readonly string[] {
  const anew = new Set(came.filter(isOf("draft")).map(({ key }) => key));
  return went.filter((row) => row.table === "draft" && !anew.has(row.key)).map(({ key }) => key);
}

function isOf(table: SeenRow["table"]) {
  return (row: SeenRow) => row.table === table;
}

/** Of the sealed value, the row's last. */
function sizeOf({ values }: SeenRow): number {
  const last = values.at(-1);
  return Buffer.isBuffer(last) ? last.length : 0;
}

/**
 * Follows how likely everybody's answers still wait. Between two copies |R| responses came. Whoever's urn row is still there
 * waits on. Of the others each was as likely to be taken as anybody else that waited.
 */
function groupsIn(
  observations: readonly Observation[],
  traces: ReadonlyMap<number, Traces>,
  pool: number,
): readonly Group[] {
  const waiting = new Map<number, number>();
  const known = new Set<string>();
  const groups: Group[] = [];
  let sent = 0;
  let batches = 0;
  for (const { copy, rows } of observations) {
    for (; sent < copy.sent; sent += 1) waiting.set(sent, 1);
    const fresh = rows.filter((row) => row.table === "response" && !known.has(row.key));
    for (const { key } of fresh) known.add(key);
    const urn = new Set(rows.filter(isOf("urn")).map(({ key }) => key));
    const staying = [...waiting.keys()].filter((person) => urn.has(traces.get(person)?.urn ?? ""));
    for (const person of staying) waiting.set(person, 1);
    const candidates = [...waiting]
      .filter(([person, chance]) => chance > 0 && !staying.includes(person))
      .map(([person, chance]) => ({ person, waiting: chance }));
    const single = copy.batches === undefined ? fresh.length < 2 * pool : copy.batches - batches <= 1;
    batches = copy.batches ?? 0;
    if (fresh.length === 0) continue;
    groups.push({ responses: fresh, candidates, left: urn.size, closing: isLast(copy), single });
    const mass = candidates.reduce((sum, { waiting: chance }) => sum + chance, 0);
    // A copy taken in the middle may show fewer people than responses.
    const kept = Math.max(0, 1 - fresh.length / Math.max(mass, fresh.length));
    for (const { person, waiting: chance } of candidates) waiting.set(person, kept < 1e-9 ? 0 : chance * kept);
  }
  return groups;
}

function isLast({ kind }: Copy): boolean {
  return kind === "closed";
}
