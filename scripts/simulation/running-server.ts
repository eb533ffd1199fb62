/** Walking a server that is running, in real time: what an operator watches, on the dashboard and in the log. */
import { Agent } from "undici";
import { simulationPass } from "../../server/identity/simulation-pass.ts";
import type { ServingKeys } from "../../server/keys.ts";
import { openBrowser } from "./browser.ts";
import type { Entrance } from "./own-app.ts";
import type { Tally } from "./tally.ts";
import { inRealTime, type Watch } from "./time.ts";
import { walk } from "./walk.ts";

/** `entrances`: their times count from now. `url`: the server's, on the same database and keys as this process. */
export async function walkServer(
  entrances: readonly Entrance[],
  survey: string,
  url: URL,
  keys: ServingKeys,
  watch: Watch,
): Promise<Tally> {
  const line = { origin: url.origin, dispatcher: new Agent({ connections: 64 }), requests: 0 };
  const way = { survey, pass: () => simulationPass(keys.derived("simulation"), survey, new Date()), loot: {} };
  const arrivals = entrances.map(({ at, citizen }) => ({
    at,
    begin: () => walk(citizen, openBrowser(line, citizen.language), way),
  }));
  try {
    const tally = await inRealTime(arrivals, watch);
    return { ...tally, requests: line.requests };
  } finally {
    await line.dispatcher.destroy();
  }
}
