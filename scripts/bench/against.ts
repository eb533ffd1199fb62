/**
 * This checkout beside another one (`--against`), by turns in the same minutes, so that a crowded machine is as unkind to both:
 * processor time a journey, and how much of the other's it is.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Generator, openGenerator } from "./generator.ts";
import { median } from "./quantiles.ts";
import { type Serving, startServing } from "./serving.ts";

const JOURNEYS = 150;
const WARM_UP = 400;

/** Resolves to the ratios of the rounds. `further`: the environment of both. */
export async function against(
  roots: { readonly mine: string; readonly other: string },
  rounds: number,
  citizens: number,
  further: Readonly<Record<string, string>> = {},
): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), "pikir-bench-"));
  const generator = openGenerator();
  const started: Serving[] = [];
  const start = async (root: string, name: string) => {
    const serving = await startServing(root, join(folder, name), further);
    started.push(serving);
    return serving;
  };
  try {
    return await turns(await start(roots.mine, "mine"), await start(roots.other, "other"), {
      generator,
      rounds,
      citizens,
    });
  } finally {
    generator.stop();
    for (const serving of started) await serving.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function turns(
  mine: Serving,
  other: Serving,
  {
    generator,
    rounds,
    citizens,
  }: { readonly generator: Generator; readonly rounds: number; readonly citizens: number },
): Promise<readonly number[]> {
  let from = 1;
  const cost = async (serving: Serving, journeys: number) => {
    from += 1_000_000;
    return costOf(serving, generator, { journeys, citizens, from });
  };
  await cost(mine, WARM_UP);
  await cost(other, WARM_UP);
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    // Whoever comes first finds the machine as the last round left it: so the order changes.
    const first = round % 2 === 1 ? await cost(mine, JOURNEYS) : undefined;
    const theirs = await cost(other, JOURNEYS);
    const ours = first ?? (await cost(mine, JOURNEYS));
    ratios.push(ours / theirs);
    console.log(
      `round ${round}: ${ours.toFixed(2)} ms of processor time a journey, the other ${theirs.toFixed(2)}: ${(ours / theirs).toFixed(3)}`,
    );
  }
  console.log(`median of ${rounds} rounds: ${median(ratios).toFixed(3)} of the other's`);
  return ratios;
}

/** Milliseconds of processor time a journey, of all of the server's processes. */
async function costOf(
  serving: Serving,
  generator: Generator,
  { journeys, citizens, from }: { readonly journeys: number; readonly citizens: number; readonly from: number },
): Promise<number> {
  const before = serving.processor();
  const load = { origin: serving.origin, citizens, seconds: 600, most: journeys, journeysFrom: from };
  const { done, failed, firstFault } = await generator.run(load);
  if (failed > 0) throw new Error(`${failed} journeys failed: ${firstFault}`);
  return ((serving.processor().serving - before.serving) / done) * 1000;
}
