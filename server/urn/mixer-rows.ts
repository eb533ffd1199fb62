/** What the mixer finds when it opens the rows that are sealed to it. */
import type { Response } from "../records/response.ts";
import type { WithdrawalRequest } from "../records/withdrawal-code.ts";
import type { MixerStorage, UrnRow } from "../storage/storage.ts";
import { openRequest, openResponse } from "./open.ts";
import { SEAL_BYTES } from "./seal.ts";

export interface MixerKeys {
  urnPublic(survey: string): Uint8Array;
  urnPrivate(survey: string): Uint8Array;
  withdrawalPublic(): Uint8Array;
  withdrawalPrivate(): Uint8Array;
}

export interface Request extends WithdrawalRequest {
  readonly key: Uint8Array;
  /** The key in hexadecimal. */
  readonly name: string;
}

export interface Opened {
  readonly key: Uint8Array;
  /** What it was padded to: bytes. */
  readonly size: number;
  readonly response: Response;
}

export async function openWaiting(
  survey: string,
  { storage, keys }: { readonly storage: Pick<MixerStorage, "urn">; readonly keys: MixerKeys },
): Promise<readonly Opened[]> {
  const rows = await storage.urn.rows(survey, await storage.urn.keys(survey));
  // An empty urn needs no key, and a closed survey has none left.
  if (rows.length === 0) return [];
  const [publicKey, privateKey] = [keys.urnPublic(survey), keys.urnPrivate(survey)];
  return Promise.all(
    rows.map(async ({ key, sealed }) => ({
      key,
      size: sealed.length - SEAL_BYTES,
      response: await openResponse(sealed, publicKey, privateKey),
    })),
  );
}

/** Requests that wait, opened. */
export interface Requests {
  /** `pending`: all that there are. Each is opened once, and remembered for as long as it waits. */
  opened(pending: readonly UrnRow[]): Promise<readonly Request[]>;
}

export function openRequests(keys: MixerKeys): Requests {
  let known = new Map<string, Request>();
  return {
    opened: async (pending) => {
      if (pending.length === 0) return [];
      const [publicKey, privateKey] = [keys.withdrawalPublic(), keys.withdrawalPrivate()];
      const requests = await Promise.all(
        pending.map(async ({ key, sealed }) => {
          const name = Buffer.from(key).toString("hex");
          return known.get(name) ?? { key, name, ...(await openRequest(sealed, publicKey, privateKey)) };
        }),
      );
      known = new Map(requests.map((request) => [request.name, request]));
      return requests;
    },
  };
}

export function hex(mark: Uint8Array): string {
  return Buffer.from(mark).toString("hex");
}

export function bytes(mark: string): Uint8Array {
  return Buffer.from(mark, "hex");
}
