/** A Pikir to be looked at: the real app over HTTP on loopback, on a scratch folder, with a clock and a fault in hand. */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ending } from "../../server/identity/provider.ts";
import { marksOf, newInvitations } from "../../server/invitations.ts";
import { openServingKeys } from "../../server/keys.ts";
import { type Behind, minuteOf } from "../../server/records/queue.ts";
import type { Role } from "../../server/records/staff.ts";
import { newStaffLink } from "../../server/records/staff-link.ts";
import { releasesMadeHere } from "../../server/releasing/release-making.ts";
import { openSqlite } from "../../server/storage/sqlite/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { readPages } from "../../server/web/pages.ts";
import { breakable, emptied, openHouse, type Particular, standIn, watched } from "./house.ts";
import { CHANCE, publishAll } from "./surveys.ts";

export interface Room {
  readonly origin: string;
  /** The same where citizens and staff sign in at a provider. */
  readonly provided: string;
  /** The same with room for one at a time. */
  readonly crowded: string;
  /** The same without any survey, with nothing pooled, and with a protocol that is not to be believed. */
  readonly empty: string;
  readonly storage: Storage;
  /** How sign-ins at the provider end from now on; `away`: it cannot be reached. */
  endSignIns(ending: Ending | "away"): void;
  /** So many come before whoever comes next. */
  crowd(people: number): Promise<void>;
  /** How far the crowded one is behind with its work from now on. */
  fallBehind(far: Behind): void;
  /** One of them has gone. */
  makeRoom(): Promise<void>;
  /** A fresh invitation code of a survey. */
  code(survey: string): Promise<string>;
  /** Lets time pass: seconds. */
  pass(seconds: number): void;
  /** From now on nothing can be kept, or again. */
  breakStorage(broken: boolean): void;
  /** The time as it is there. */
  now(): Date;
  /** The path of a link for the first administrator; undefined once there is staff. */
  inviteStaff(): Promise<string | undefined>;
  /** The path of a link for further staff. */
  inviteMember(role: Role): Promise<string>;
  /** Whether somebody looks at how far a release is: it is not made meanwhile. */
  watchMaking(watched: boolean): void;
  /** The source of a shipped definition. */
  source(survey: string): string;
  stop(): Promise<void>;
}

/** `root`: the folder that holds `views/`, `static/` and `db/`. */
export async function openRoom(root: string): Promise<Room> {
  const dataDir = await mkdtemp(join(tmpdir(), "pikir-gallery-"));
  const keysDir = join(dataDir, "keys");
  const storage = await openSqlite({ dataDir });
  let now = new Date("2024-09-20T08:00:00Z");
  let broken = false;
  let behind: Behind = "no";
  let isWatched = false;
  let ending: Ending | "away" = "away";
  await publishAll(root, { storage, config: { dataDir, keysDir, keyCopy: undefined, pool: 1 }, now });
  const keys = openServingKeys(keysDir, undefined);
  const pages = await readPages(root);
  const releasing = watched(releasesMadeHere(storage, { dataDir, root }), () => isWatched);
  const world = { storage: breakable(storage, () => broken), keys, pages, root, dataDir, releasing };
  const serve = (particular: Particular = {}) =>
    openHouse({ ...world, clock: () => now, random: CHANCE, log: QUIET }, particular);
  const houses = {
    origin: await serve(),
    provided: await serve({
      signIn: (url) => ({ kind: "openid", provider: standIn(url, () => ending) }),
      staffSignIn: (url) => ({ provider: standIn(url, () => ending, "/admin/sign-in/callback"), passwords: true }),
    }),
    crowded: await serve({ queue: 1, behind: () => behind }),
    empty: await serve({ pool: 1, storage: emptied }),
  };
  return {
    origin: houses.origin.origin,
    provided: houses.provided.origin,
    crowded: houses.crowded.origin,
    empty: houses.empty.origin,
    storage,
    pass: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    breakStorage: (on) => {
      broken = on;
    },
    endSignIns: (next) => {
      ending = next;
    },
    crowd: async (people) => {
      for (let come = 0; come < people; come += 1) await storage.queue.ask(undefined, 1, minuteOf(now));
    },
    fallBehind: (far) => {
      behind = far;
    },
    makeRoom: () => storage.queue.leave(minuteOf(now)),
    code: async (survey) => {
      const invitations = newInvitations(1, survey, new URL(houses.origin.origin), undefined, CHANCE);
      await storage.codes.add(survey, marksOf(invitations, survey, keys.participation(survey)));
      return invitations[0]?.code ?? "";
    },
    now: () => now,
    inviteStaff: () => inviteStaff(storage),
    inviteMember: async (role) => {
      const { path, hash, until } = newStaffLink(CHANCE, now);
      await storage.staff.invite(hash, { name: null, role, until });
      return path;
    },
    watchMaking: (on) => {
      isWatched = on;
    },
    source: (survey) => readFileSync(join(root, "db", "surveys", `${survey}.yaml`), "utf8"),
    stop: async () => {
      for (const house of Object.values(houses)) await house.stop();
      await storage.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const QUIET = { started: quiet, stopped: quiet, failed: quiet, warned: quiet };

function quiet(): void {}

async function inviteStaff({ staff }: Storage): Promise<string | undefined> {
  if ((await staff.count()) > 0) return undefined;
  const token = randomBytes(24).toString("base64url");
  await staff.setInvitation(createHash("sha256").update(token).digest());
  return `/admin/first/${token}`;
}
