/**
 * One number for a set of responses: whoever has the same responses gets the same, in whatever order they lie and under
 * whatever keys. It is the SHA-256 of the sorted SHA-256 of every response in a fixed form, each of them with all that is
 * released of it and nothing that is not.
 */
import { createHash } from "node:crypto";
import type { Response } from "../../records/response.ts";

export async function datasetHash(responses: AsyncIterable<Response>): Promise<string> {
  const each: string[] = [];
  for await (const response of responses) each.push(createHash("sha256").update(formOf(response)).digest("base64"));
  const all = createHash("sha256");
  for (const digest of each.sort()) all.update(digest);
  return all.digest("hex");
}

function formOf({ version, language, channel, month, duration, flags, answers }: Response): string {
  return JSON.stringify([version, language, channel, month, duration, flags.toSorted(), ordered(answers)]);
}

/** Keys in alphabetical order, on every level. */
function ordered(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.toSorted();
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, ordered(inner)]);
}
