/**
 * A search through everybody: identifiers are few (a Kazakh national number has less than 10^9 likely values, four minutes for one
 * core), so only a key that the attacker lacks keeps a participation from being recomputed. Tried: no key, guessable keys, every blob
 * of 16 to 64 bytes that any file holds in a row, and, of a copy taken after the close, every key file that is left.
 */
import { createHash, createHmac } from "node:crypto";
import { participationKey, personHmac } from "../../../server/identity/participation.ts";
import type { Case, Join } from "./case.ts";

/** A right key fits everybody, so a few people are enough to try it with. */
const TRIED = 8;

export const bruteForce: Join = (the) => {
  const { evidence, loot } = the;
  const rows = [...evidence.observations.flatMap((seen) => seen.rows), ...evidence.commits.flatMap(({ came }) => came)];
  const targets = new Set(
    rows.filter(({ table }) => table === "participation" || table === "draft").map(({ key }) => key),
  );
  const keys = [...guessable(the), ...blobsIn(rows.flatMap(({ values }) => values)), ...loot.keysLeft];
  let found = 0;
  for (const { plan } of loot.sends.filter((_, at) => at % Math.ceil(loot.sends.length / TRIED) === 0)) {
    const person = { issuer: "demo", subject: plan.identifier };
    const made = [
      ...keys.map((key) => participationKey(key, person, loot.survey)),
      ...keys.map((key) => personHmac(key, "draft address", person, loot.survey)),
      ...[plan.identifier, `demo|${plan.identifier}|${loot.survey}`].map((text) =>
        createHash("sha256").update(text).digest(),
      ),
      ...keys.map((key) => createHmac("sha256", key).update(plan.identifier).digest()),
    ];
    if (made.some((key) => targets.has(Buffer.from(key).toString("hex")))) found += 1;
  }
  return [
    {
      join: "search through all identifiers",
      hits: found,
      note: `${keys.length} keys tried, ${loot.keysLeft.length} left after the close`,
    },
  ];
};

function guessable({ loot }: Case): readonly Buffer[] {
  return ["", loot.survey, "pikir", "secret"]
    .map((text) => Buffer.from(text))
    .concat(Buffer.alloc(32), Buffer.alloc(16));
}

function blobsIn(values: readonly unknown[]): readonly Buffer[] {
  const blobs = values.filter((value) => Buffer.isBuffer(value)).filter(({ length }) => length >= 16 && length <= 64);
  return [...new Map(blobs.map((blob) => [blob.toString("hex"), blob])).values()];
}
