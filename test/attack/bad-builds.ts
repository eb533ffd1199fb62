/**
 * Builds that break the promise, each in one way that a well-meaning change could bring. Made here by wrapping the storage; the
 * program has no switch for any of them. The attack has to find out every one, by the join named.
 */
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Response } from "../../server/records/response.ts";
import type { Sending } from "../../server/records/sending.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { openRequest, openResponse } from "../../server/urn/open.ts";
import { sealRequest, sealResponse } from "../../server/urn/seal.ts";
import type { Building, Spoil } from "./running.ts";

export interface BadBuild {
  readonly name: string;
  readonly spoil?: Spoil;
  /** K of the build's mixer, where that is what is wrong. */
  readonly pool?: number;
  /** K of its server, where it counts what it should hold back. */
  readonly countedBy?: number;
  /** More copies than of the others, where it takes those to see it. */
  readonly copies?: number;
  /** The join that finds it out. Others may as well. */
  readonly caughtBy: string;
}

export const BAD_BUILDS: readonly BadBuild[] = [
  { name: "a table with rowids, filled as answers come", spoil: withRowids, caughtBy: "rowid order" },
  { name: "an urn of plain text", spoil: plainUrn, caughtBy: "readable answers" },
  { name: "rows that are not padded", spoil: unpadded, caughtBy: "length of the sealed row" },
  { name: "the code's mark beside the urn's row", spoil: markBeside, caughtBy: "bytes in common" },
  { name: "rows of the urn that stay as they are beside a batch", spoil: stayingRows, caughtBy: "batches" },
  { name: "everybody's language told as it is", spoil: languagesTold, caughtBy: "known: language" },
  { name: "the ways people go counted as they go", countedBy: 1, caughtBy: "journeys behind one count" },
  { name: "the same, beside many copies", countedBy: 1, copies: 80, caughtBy: "way between two copies" },
  {
    name: "withdrawals after the close carried out at once",
    spoil: withoutQuarters,
    caughtBy: "withdrawals after the close",
  },
  { name: "no pool: released as they come", pool: 1, caughtBy: "responses that came alone" },
];

/** Calls `change` with what every send keeps, and sends what it gives back. */
export function sendingThrough(storage: Storage, change: (sending: Sending) => Promise<Sending>): Storage {
  const send: Storage["participations"]["send"] = async (sending) => storage.participations.send(await change(sending));
  return { ...storage, participations: { ...storage.participations, send } };
}

export function opened({ survey, sealed }: Pick<Sending, "survey" | "sealed">, { keys }: Building): Promise<Response> {
  return openResponse(sealed, keys.urnPublic(survey), keys.urnPrivate(survey));
}

function withRowids(building: Building): Storage {
  const database = new Database(join(building.dataDir, "pikir.db"));
  database.exec("CREATE TABLE copy_of_response (answers TEXT)");
  const add = database.prepare("INSERT INTO copy_of_response (answers) VALUES (?)");
  return closing(
    database,
    sendingThrough(building.storage, async (sending) => {
      add.run(JSON.stringify((await opened(sending, building)).answers));
      return sending;
    }),
  );
}

/** The mixer of such a build reads plain rows; ours is given them sealed again, and what it puts back stays sealed. */
export function plainUrn(building: Building): Storage {
  const { storage, keys } = building;
  const spoiled = sendingThrough(storage, async (sending) => {
    const plain = Buffer.from(JSON.stringify(await opened(sending, building)));
    return { ...sending, sealed: Buffer.concat([plain, Buffer.alloc(sending.sealed.length - plain.length, " ")]) };
  });
  const rows: Storage["urn"]["rows"] = async (survey, wanted) => {
    const found = await storage.urn.rows(survey, wanted);
    return Promise.all(
      found.map(async ({ key, sealed }) => {
        if (!Buffer.from(sealed).subarray(0, 11).equals(Buffer.from('{"version":'))) return { key, sealed };
        const response = JSON.parse(Buffer.from(sealed).toString("utf8")) as Response;
        return { key, sealed: await sealResponse(response, keys.urnPublic(survey), sealed.length) };
      }),
    );
  };
  return { ...spoiled, urn: { ...storage.urn, rows } };
}

function unpadded(building: Building): Storage {
  return sendingThrough(building.storage, async (sending) => {
    const response = await opened(sending, building);
    const size = Buffer.byteLength(JSON.stringify(response)) + 1;
    return { ...sending, sealed: await sealResponse(response, building.keys.urnPublic(sending.survey), size) };
  });
}

function markBeside(building: Building): Storage {
  const database = new Database(join(building.dataDir, "pikir.db"));
  database.exec("CREATE TABLE mark_beside (urn BLOB PRIMARY KEY, mark BLOB) WITHOUT ROWID");
  const add = database.prepare("INSERT INTO mark_beside (urn, mark) VALUES (?, ?)");
  return closing(
    database,
    sendingThrough(building.storage, async (sending) => {
      add.run(sending.urnKey, Buffer.from((await opened(sending, building)).withdrawal ?? "", "hex"));
      return sending;
    }),
  );
}

/** Not sealed anew: what is left keeps its keys, and so shows who went. */
export function stayingRows(building: Building): Storage {
  const { storage } = building;
  const markOf = async (survey: string, sealed: Uint8Array) => (await opened({ survey, sealed }, building)).withdrawal;
  const release: Storage["urn"]["release"] = async (given) => {
    const left = new Set(await Promise.all(given.left.map(({ sealed }) => markOf(given.survey, sealed))));
    const taken: Uint8Array[] = [];
    for (const { key, sealed } of await storage.urn.rows(given.survey, given.taken))
      if (!left.has(await markOf(given.survey, sealed))) taken.push(key);
    await storage.urn.release({ ...given, taken, left: [] });
  };
  return { ...storage, urn: { ...storage.urn, release } };
}

function languagesTold(building: Building): Storage {
  const { storage } = building;
  const release: Storage["urn"]["release"] = async (given) => {
    const languages = new Map<string | null, string>();
    for (const { sealed } of await storage.urn.rows(given.survey, given.taken)) {
      const { withdrawal, language } = await opened({ survey: given.survey, sealed }, building);
      languages.set(withdrawal, language);
    }
    const released = given.released.map((row) => ({ ...row, language: languages.get(row.withdrawal) ?? row.language }));
    await storage.urn.release({ ...given, released });
  };
  return { ...storage, urn: { ...storage.urn, release } };
}

/** Requests that do not say when they were asked are taken for old ones, and old ones wait for nobody. */
function withoutQuarters(building: Building): Storage {
  const { storage, keys } = building;
  const request: Storage["withdrawals"]["request"] = async ({ key, sealed }) => {
    const { mark } = await openRequest(sealed, keys.withdrawalPublic(), keys.withdrawalPrivate());
    await storage.withdrawals.request({
      key,
      sealed: await sealRequest({ mark, quarter: 0 }, keys.withdrawalPublic()),
    });
  };
  return { ...storage, withdrawals: { ...storage.withdrawals, request } };
}

function closing(database: Database.Database, storage: Storage): Storage {
  const close = async () => {
    database.close();
    await storage.close();
  };
  return { ...storage, close };
}
