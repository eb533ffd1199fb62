/** A Pikir to be looked at: the real app over HTTP on loopback, on a scratch folder, with a clock and a fault in hand. */
import { createHash, randomBytes, randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../server/app.ts";
import { DEMO } from "../../server/identity/sign-in.ts";
import { openServingKeys } from "../../server/keys.ts";
import { definitionIn, publish } from "../../server/publishing.ts";
import { openSqlite } from "../../server/storage/sqlite/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { type Definition, questionsOf } from "../../server/survey/definition.ts";
import { readPages } from "../../server/web/pages.ts";

export interface Room {
  readonly origin: string;
  readonly storage: Storage;
  /** Lets time pass: seconds. */
  pass(seconds: number): void;
  /** From now on nothing can be kept, or again. */
  breakStorage(broken: boolean): void;
  /** The path of a link for the first administrator; undefined once there is staff. */
  inviteStaff(): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** The survey of every kind of question, with texts longer than anybody should write. */
export const LONG = "long-words";

/** `root`: the folder that holds `views/`, `static/` and `db/`. */
export async function openRoom(root: string): Promise<Room> {
  const dataDir = await mkdtemp(join(tmpdir(), "pikir-gallery-"));
  const keysDir = join(dataDir, "keys");
  const opened = await openSqlite({ dataDir });
  let now = new Date("2024-09-20T08:00:00Z");
  let broken = false;
  const national = definitionIn(join(root, "db", "surveys", "egov-2024.yaml"));
  const long = definitionIn(join(root, "scripts", "gallery", "long-words.yaml"));
  const put = (definition: Definition, simulated = false) =>
    publish(definition, { storage: opened, config: { keysDir, keyCopy: undefined }, now }, simulated);
  const { version } = await put(national);
  await opened.responses.importAll(national.id, randomBytes(32).toString("hex"), collected(national, version));
  await put(long);
  await put({ ...national, id: "over", closes: "2024-09-01" });
  await put({ ...national, id: "to-come", opens: "2024-12-01" });
  await put({ ...national, id: "acted" }, true);

  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const app = createApp({
    signIn: DEMO,
    config: { publicUrl: new URL(origin), trustProxy: [], queue: undefined, pool: 50 },
    storage: breakable(opened, () => broken),
    keys: openServingKeys(keysDir, undefined),
    clock: () => now,
    random: { bytes: randomBytes, integer: randomInt },
    log: { started: quiet, stopped: quiet, failed: quiet, warned: quiet },
    pages: await readPages(root),
    root,
  });
  server.on("request", app.express);
  return {
    origin,
    storage: opened,
    pass: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    breakStorage: (on) => {
      broken = on;
    },
    inviteStaff: () => inviteStaff(opened),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await opened.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function quiet(): void {}

async function inviteStaff({ staff }: Storage): Promise<string | undefined> {
  if ((await staff.count()) > 0) return undefined;
  const token = randomBytes(24).toString("base64url");
  await staff.setInvitation(createHash("sha256").update(token).digest());
  return `/admin/first/${token}`;
}

const COLLECTED = 400;

/** Answers for the report to show: each question's options in turn, the first ones more often. */
function collected(definition: Definition, version: string) {
  const asked = questionsOf(definition);
  return Array.from({ length: COLLECTED }, (_, row) => ({
    key: randomBytes(16),
    version,
    language: "kk",
    channel: "paper",
    month: "2024-09",
    duration: null,
    flags: [],
    withdrawal: null,
    answers: Object.fromEntries(
      asked.flatMap((question, at) => {
        if (question.kind !== "one") return [];
        const chosen = question.options[((row * (at + 3)) % 17) % question.options.length];
        return chosen ? [[question.id, chosen.id]] : [];
      }),
    ),
  }));
}

/** A disk that is full whenever somebody withdraws. */
function breakable(storage: Storage, isBroken: () => boolean): Storage {
  const request: Storage["withdrawals"]["request"] = async (withdrawal) => {
    if (isBroken()) throw new Error("the disk is full, for the picture's sake");
    return storage.withdrawals.request(withdrawal);
  };
  return { ...storage, withdrawals: { ...storage.withdrawals, request } };
}
