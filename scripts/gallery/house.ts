/** One server of the gallery: the real app over HTTP on loopback, with what it has of its own. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { createApp } from "../../server/app.ts";
import type { World } from "../../server/doors.ts";
import type { Ending, Provider } from "../../server/identity/provider.ts";
import { DEMO, type SignIn } from "../../server/identity/sign-in.ts";
import type { ReleaseMaking } from "../../server/releasing/release-making.ts";
import type { Storage } from "../../server/storage/storage.ts";

/** What one house has of its own. */
export interface Particular {
  readonly signIn?: (publicUrl: URL) => SignIn;
  readonly staffSignIn?: (publicUrl: URL) => NonNullable<World["staffSignIn"]>;
  readonly queue?: number;
  readonly behind?: NonNullable<World["behind"]>;
  readonly pool?: number;
  readonly storage?: (storage: Storage) => Storage;
}

export async function openHouse(
  { dataDir, ...world }: Omit<World, "config" | "signIn"> & { readonly dataDir: string },
  particular: Particular,
) {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const publicUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const app = createApp({
    ...world,
    storage: particular.storage?.(world.storage) ?? world.storage,
    signIn: particular.signIn?.(publicUrl) ?? DEMO,
    ...(particular.behind ? { behind: particular.behind } : {}),
    ...(particular.staffSignIn ? { staffSignIn: particular.staffSignIn(publicUrl) } : {}),
    config: { publicUrl, dataDir, trustProxy: [], queue: particular.queue, pool: particular.pool ?? 50 },
  });
  server.on("request", app.express);
  return {
    origin: publicUrl.origin,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** In a provider's place: sends the browser straight back, with the ending that is wanted. The real ones are tested elsewhere. */
export function standIn(publicUrl: URL, ending: () => Ending | "away", callback = "/sign-in/callback"): Provider {
  return {
    issuer: "https://id.example.kz",
    origins: () => [],
    isThere: async () => ending() !== "away",
    begin: async ({ state }) => new URL(`${callback}?state=${state}`, publicUrl),
    finish: async () => {
      const wanted = ending();
      return wanted === "away" ? { kind: "unreachable", why: "no connection" } : wanted;
    },
    end: async () => undefined,
  };
}

/** Makes releases, and tells how far it is for as long as somebody looks. */
export function watched(making: ReleaseMaking, isWatched: () => boolean): ReleaseMaking {
  const make: ReleaseMaking["make"] = async (order, occasion, progress) => {
    progress("writing", 3, 8);
    while (isWatched()) await setTimeout(LOOK_AGAIN);
    return making.make(order, occasion, progress);
  };
  return { ...making, make };
}

const LOOK_AGAIN = 50;

/** A disk that is full whenever somebody withdraws. */
export function breakable(storage: Storage, isBroken: () => boolean): Storage {
  const request: Storage["withdrawals"]["request"] = async (withdrawal) => {
    if (isBroken()) throw new Error("the disk is full, for the picture's sake");
    return storage.withdrawals.request(withdrawal);
  };
  return { ...storage, withdrawals: { ...storage.withdrawals, request } };
}

/** Nothing is open, and what was once closed has a protocol that somebody has altered. */
export function emptied(storage: Storage): Storage {
  const protocols: Storage["surveys"]["protocols"] = async () =>
    (await storage.surveys.protocols()).map((signed) => ({ ...signed, signature: `AAAA${signed.signature.slice(4)}` }));
  return { ...storage, surveys: { ...storage.surveys, all: async () => [], protocols } };
}
