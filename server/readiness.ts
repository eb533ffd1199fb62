/** `/readyz`: whether this server can keep what is sent. */
import type { Request, Response } from "express";
import type { Clock } from "./records/world.ts";
import type { Storage } from "./storage/storage.ts";

/** Proving it writes to the disk, so one proof serves whoever asks within five seconds. */
const PROOF_LIVES = 5000;

/** Resolves to why nothing can be kept; undefined while all is well. */
export type Readiness = () => Promise<string | undefined>;

export function openReadiness(storage: Storage, clock: Clock): Readiness {
  let proof: Promise<string | undefined> = Promise.resolve(undefined);
  let provenAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock().getTime();
    if (Math.abs(now - provenAt) >= PROOF_LIVES) {
      provenAt = now;
      proof = storage.proveWritable().then(
        () => undefined,
        () => "nothing can be kept: look at the disk that DATA_DIR is on",
      );
    }
    return (await proof) ?? (await urnTrouble(storage).catch(() => "the database does not answer"));
  };
}

export function ready(readiness: Readiness) {
  return async (_request: Request, response: Response) => {
    const trouble = await readiness();
    response
      .status(trouble === undefined ? 200 : 503)
      .type("text")
      .send(trouble ?? "ready");
  };
}

/** Why a survey's urn takes nothing; of all, where there are several. */
async function urnTrouble({ surveys, urn }: Storage): Promise<string | undefined> {
  const troubles = await Promise.all((await surveys.all()).map(({ id }) => urn.trouble(id)));
  const found = troubles.filter((trouble) => trouble !== undefined);
  return found.length > 0 ? found.join("\n") : undefined;
}
