/** The mixer's process: what waits in the urns is released in batches, and withdrawals are carried out. */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";
import type { Config } from "./config.ts";
import { openMixerKeys } from "./keys.ts";
import { openStorageFor } from "./storage/open.ts";
import { openJournal } from "./urn/journal.ts";
import { type Mixer, mix, openMixer } from "./urn/mixer.ts";
import { proveUrns, replayJournal } from "./urn/mixer-start.ts";
import { compactingAtQuietTimes } from "./urn/quiet.ts";
import type { Log } from "./web/log.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** While a batch is released nobody else writes; seldom enough that citizens do not notice, at once only where nothing is pooled. */
const mixEvery = (pool: number) => (pool === 1 ? SECOND / 2 : 3 * SECOND);

/** Mixes until it is stopped. Resolves to how. */
export async function mixForEver(config: Config, log: Log): Promise<() => Promise<void>> {
  endWithServer();
  const storage = await openStorageFor(config, "mixing");
  const journal = openJournal(join(config.dataDir, "withdrawals.journal"));
  const keys = openMixerKeys(config.keysDir);
  const mixer = openMixer({
    storage,
    keys,
    pool: config.pool,
    random: { bytes: randomBytes, integer: randomInt },
    clock: () => new Date(),
    journal,
  });
  let begun = false;
  // Of many instances that share a database one mixes; where that one ends, another begins.
  const ifMine = (act: () => Promise<unknown>) => async () => {
    if (!(await storage.urn.claim())) return;
    if (!begun) await begin(mixer, log);
    begun = true;
    await act();
  };
  const compactAtQuietTimes = compactingAtQuietTimes(storage, () => new Date());
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (act: () => Promise<unknown>, name: string) => () => {
    turn = turn.then(act).catch((error) => log.failed("mixer", name, error, new Date()));
  };
  const mixing = setInterval(
    inTurn(
      ifMine(() => mix(mixer)),
      "mix",
    ),
    mixEvery(config.pool),
  );
  const looking = setInterval(inTurn(ifMine(compactAtQuietTimes), "compact"), MINUTE);
  return async () => {
    clearInterval(mixing);
    clearInterval(looking);
    await turn;
    await storage.close();
  };
}

/** Without the server there is nothing to mix for; it may be gone before this process could listen for its end. */
function endWithServer(): void {
  const end = () => void process.kill(process.pid, "SIGTERM");
  process.on("disconnect", end);
  if (process.connected === false) end();
}

/** What a mixer does before its first turn. */
async function begin(mixer: Mixer, log: Log): Promise<void> {
  for (const trouble of await proveUrns(mixer)) log.warned(trouble);
  await replayJournal(mixer);
}

/** The mixer's process; started again if it dies. `program`: what is run, with the word `mixer`. */
export function startMixer(program: string, log: Log): Pick<ChildProcess, "kill"> {
  let stopping = false;
  let child = fork(program, ["mixer"]);
  const again = () => {
    if (stopping) return;
    log.warned("the mixer ended and is started again");
    setTimeout(() => {
      if (stopping) return;
      child = fork(program, ["mixer"]);
      child.once("exit", again);
    }, SECOND);
  };
  child.once("exit", again);
  return {
    kill: (signal) => {
      stopping = true;
      return child.kill(signal);
    },
  };
}
