import sodium from "libsodium-wrappers";
import { beforeAll, describe, expect, test } from "vitest";
import { quarterOf } from "../../server/records/month.ts";
import type { Response } from "../../server/records/response.ts";
import { openRequest, openResponse } from "../../server/urn/open.ts";
import { sealRequest, sealResponse } from "../../server/urn/seal.ts";

const RESPONSE: Response = {
  version: "a".repeat(64),
  language: "kk",
  channel: "web",
  month: "2024-10",
  duration: 285,
  flags: ["too_fast"],
  answers: { timeliness: 4, problem: "Қате көп 🙂", impact: { mandate: 5 }, vulnerability: ["carer"] },
  withdrawal: "b".repeat(64),
};

let pair: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
beforeAll(async () => {
  await sodium.ready;
  pair = sodium.crypto_box_keypair();
});

describe("a sealed response", () => {
  test("opens with the private key to what it was", async () => {
    const sealed = await sealResponse(RESPONSE, pair.publicKey, 4096);
    expect(await openResponse(sealed, pair.publicKey, pair.privateKey)).toEqual(RESPONSE);
  });

  test("is of one size, whatever was answered, and never twice the same", async () => {
    const empty = await sealResponse({ ...RESPONSE, answers: {} }, pair.publicKey, 4096);
    const full = await sealResponse(RESPONSE, pair.publicKey, 4096);
    const again = await sealResponse(RESPONSE, pair.publicKey, 4096);
    expect([empty.length, full.length]).toEqual([4096 + 48, 4096 + 48]);
    expect(Buffer.compare(full, again)).not.toBe(0);
  });

  test("does not open with another key, nor altered", async () => {
    const sealed = await sealResponse(RESPONSE, pair.publicKey, 4096);
    const other = sodium.crypto_box_keypair();
    await expect(openResponse(sealed, other.publicKey, other.privateKey)).rejects.toThrow();
    sealed[100] = (sealed[100] ?? 0) ^ 1;
    await expect(openResponse(sealed, pair.publicKey, pair.privateKey)).rejects.toThrow();
  });

  test("must fit: a response as long as the size is refused, not cut", async () => {
    const long = { ...RESPONSE, answers: { problem: "x".repeat(4096) } };
    await expect(sealResponse(long, pair.publicKey, 4096)).rejects.toThrow(RangeError);
  });
});

test("a request to withdraw is 82 bytes and opens to its mark and its quarter", async () => {
  const request = { mark: "c".repeat(64), quarter: quarterOf(new Date("2024-12-31T23:59:59Z")) };
  const sealed = await sealRequest(request, pair.publicKey);
  expect(sealed.length).toBe(82);
  expect(await openRequest(sealed, pair.publicKey, pair.privateKey)).toEqual({ ...request, quarter: 8099 });
});

test("a request from before quarters were told is as old as can be", async () => {
  const sealed = sodium.crypto_box_seal(Buffer.alloc(32, 0xcc), pair.publicKey);
  expect(await openRequest(sealed, pair.publicKey, pair.privateKey)).toEqual({ mark: "c".repeat(64), quarter: 0 });
});
