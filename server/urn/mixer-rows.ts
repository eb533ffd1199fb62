/** What the mixer finds when it opens the rows that are sealed to it. */
import type { Response } from "../records/response.ts";
import type { MixerStorage, UrnRow } from "../storage/storage.ts";
import { openMark, openResponse } from "./open.ts";
import { SEAL_BYTES } from "./seal.ts";

export interface MixerKeys {
  urnPublic(survey: string): Uint8Array;
  urnPrivate(survey: string): Uint8Array;
  withdrawalPublic(): Uint8Array;
  withdrawalPrivate(): Uint8Array;
}

export interface Request {
  readonly key: Uint8Array;
  readonly mark: string;
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

export async function openRequests(pending: readonly UrnRow[], keys: MixerKeys): Promise<readonly Request[]> {
  if (pending.length === 0) return [];
  const [publicKey, privateKey] = [keys.withdrawalPublic(), keys.withdrawalPrivate()];
  return Promise.all(
    pending.map(async ({ key, sealed }) => ({ key, mark: await openMark(sealed, publicKey, privateKey) })),
  );
}
