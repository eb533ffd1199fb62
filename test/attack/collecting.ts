/** A whole survey, from the first person to its end, with the attacker beside it: what is carried away, and what is true. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Copy, Holding } from "./copies.ts";
import type { Engine } from "./engine.ts";
import type { SeenRow } from "./observation.ts";
import { type Plan, TOKEN } from "./people.ts";

/** Everything the attacker has, and apart from it the truth, with which only guesses are judged. */
export interface Loot {
  readonly engine: Engine;
  readonly folder: string;
  readonly copies: readonly Copy[];
  /** In the order of sending, which the attacker saw; to the joins a person is their number here. */
  readonly sends: readonly Sent[];
  readonly withdrawals: readonly Withdrawn[];
  /** How many asked after the close to have theirs withdrawn. */
  readonly askedLate: number;
  /** K. */
  readonly pool: number;
  /** What must be found nowhere: name and bytes. */
  readonly secrets: readonly { readonly name: string; readonly bytes: Buffer }[];
  /** Private keys that still lie there at the very end: the attacker gets these too. */
  readonly keysLeft: readonly Buffer[];
  readonly survey: string;
}

export interface Sent {
  readonly plan: Plan;
  readonly at: number;
  readonly begun: Begun;
}

/** When somebody consented, and to which version. */
export interface Begun {
  readonly at: number;
  readonly version: string;
}

export interface Withdrawn {
  readonly person: number;
  readonly at: number;
}

export interface Collector {
  readonly send: <T>(plan: Plan, act: () => Promise<T>) => Promise<T>;
  readonly withdraw: <T>(plan: Plan, act: () => Promise<T>) => Promise<T>;
  /** The same after the close. */
  readonly withdrawLate: (act: () => Promise<unknown>) => Promise<void>;
  /** Copies what lies there, between two sends. */
  copy(kind: Copy["kind"]): Promise<void>;
  /** Runs the mixer between two sends. Copies before and after, where `watched`: whoever copies often enough has those. */
  mix(watched: boolean): Promise<void>;
  loot(): Loot;
}

export interface Place extends Holding {
  readonly engine: Engine;
  readonly pool: number;
  readonly survey: string;
  readonly now: () => number;
  readonly log: () => string;
  /** Resolves to the number released; undefined where the mixer runs by itself. */
  readonly mix: (() => Promise<number>) | undefined;
  readonly begunBy: (plan: Plan) => Begun | undefined;
  /** What is copied right after so many sends, before the next one. */
  readonly copiesAfter?: ReadonlyMap<number, Copy["kind"]>;
}

export function collecting(place: Place): Collector {
  const folder = mkdtempSync(join(tmpdir(), "pikir-loot-"));
  const copies: Copy[] = [];
  const sends: Sent[] = [];
  const withdrawals: Withdrawn[] = [];
  const secrets = new Map<string, Buffer>();
  let askedLate = 0;
  let batches = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const alone = <T>(act: () => Promise<T>): Promise<T> => {
    const done = turn.then(act);
    turn = done.catch(() => undefined);
    return done;
  };

  const copy = async (kind: Copy["kind"]) => {
    const to = join(folder, String(copies.length).padStart(4, "0"));
    mkdirSync(to, { recursive: true });
    await (kind === "backup" ? place.engine.backUp(place, to) : place.engine.copy(place, to));
    writeFileSync(join(to, "server.log"), place.log());
    for (const [name, bytes] of keysIn(place.keysDir)) secrets.set(name, bytes);
    copies.push({ folder: to, kind, sent: sends.length, batches: place.mix && batches, at: place.now() });
  };

  return {
    send: (plan, act) =>
      alone(async () => {
        const result = await act();
        sends.push({ plan, at: place.now(), begun: place.begunBy(plan) ?? { at: place.now(), version: "" } });
        const kind = place.copiesAfter?.get(sends.length);
        if (kind) await copy(kind);
        return result;
      }),
    withdraw: (plan, act) =>
      alone(async () => {
        const result = await act();
        withdrawals.push({ person: sends.findIndex((sent) => sent.plan === plan), at: place.now() });
        return result;
      }),
    withdrawLate: (act) =>
      alone(async () => {
        await act();
        askedLate += 1;
      }),
    copy: (kind) => alone(() => copy(kind)),
    mix: (watched) =>
      alone(async () => {
        if (watched) await copy("live");
        if ((await place.mix?.()) === 0) return;
        batches += 1;
        if (watched) await copy("live");
      }),
    loot: () => ({
      engine: place.engine,
      folder,
      copies,
      sends,
      withdrawals,
      askedLate,
      pool: place.pool,
      survey: place.survey,
      secrets: [...secrets].map(([name, bytes]) => ({ name, bytes })),
      keysLeft: keysIn(place.keysDir).map(([, bytes]) => bytes),
    }),
  };
}

/** Every key that is not public, as long as it was there. */
function keysIn(keysDir: string): readonly (readonly [string, Buffer])[] {
  return readdirSync(keysDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".public"))
    .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name))] as const);
}

/** Whose a response is: the truth. Undefined for what is nobody's of the people sent out. */
export function judgeOf(sends: readonly Sent[]): (row: SeenRow) => number | undefined {
  const people = new Map(sends.map(({ plan }, person) => [plan.token, person]));
  return ({ values }) => {
    for (const value of values) {
      const text = typeof value === "string" ? value : Buffer.isBuffer(value) ? value.toString("latin1") : "";
      const at = text.indexOf(TOKEN);
      if (at >= 0) return people.get(text.slice(at, at + TOKEN.length + 6));
    }
    return undefined;
  };
}
