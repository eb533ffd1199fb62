/** Simulated citizens who behave as in the study, on a Pikir of a test. */
import { join } from "node:path";
import type { Profile } from "../../scripts/simulation/profile.ts";
import { profileNamed } from "../../scripts/simulation/profiles.ts";
import { type Order, type Outcome, simulate } from "../../scripts/simulation/simulation.ts";
import { type Pikir, ROOT } from "./pikir.ts";

type Told = Pick<Order, "citizens"> &
  Partial<Order> & { readonly pool?: number; readonly signal?: AbortSignal | undefined };

/** The study's profile. */
export function study(): Profile {
  const profile = profileNamed("study");
  if (!profile) throw new Error("no profile study");
  return profile;
}

/** They walk `egov-2024` in the thread of the test, over an app of their own on the same database and keys, unless told otherwise. */
export function simulateOn(pikir: Pikir, { pool = 50, signal, ...told }: Told): Promise<Outcome> {
  const config = {
    keysDir: join(pikir.dataDir, "keys"),
    keyCopy: undefined,
    secret: undefined,
    publicUrl: new URL("http://127.0.0.1:3000"),
    trustProxy: [],
    queue: undefined,
    pool,
  };
  const order = { survey: "egov-2024", seed: 1, profile: study(), url: undefined, threads: 0, ...told };
  const watch = { signal: signal ?? new AbortController().signal, progress: () => undefined };
  return simulate(order, { config, storage: pikir.storage, root: ROOT }, watch, () => undefined);
}
