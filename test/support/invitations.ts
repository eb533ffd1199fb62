/** Invitation codes for a test's survey, made as the command makes them. */
import { randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";
import { marksOf, newInvitations } from "../../server/invitations.ts";
import { openServingKeys } from "../../server/keys.ts";
import type { Pikir } from "./pikir.ts";

const random = { bytes: randomBytes, integer: randomInt };

export async function invite({ dataDir, storage }: Pikir, survey: string, count: number): Promise<readonly string[]> {
  const key = openServingKeys(join(dataDir, "keys"), undefined).participation(survey);
  const invitations = newInvitations(count, survey, new URL("http://127.0.0.1:3000"), undefined, random);
  await storage.codes.add(survey, marksOf(invitations, survey, key));
  return invitations.map(({ code }) => code);
}
