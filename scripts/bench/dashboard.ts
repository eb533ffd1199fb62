/**
 * The dashboard of the national survey at two sizes: responses, participations and counters loaded in bulk, then the real server,
 * whose dashboard is opened again and again while citizens walk their journeys; and their latency beside the same without it.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import Database from "better-sqlite3";
import type { Count, Stage } from "../../server/records/funnel.ts";
import { tokenHash } from "../../server/records/staff-link.ts";
import { openStorageFor } from "../../server/storage/open.ts";
import { type Loaded, openGenerator } from "./generator.ts";
import { quantile } from "./quantiles.ts";
import { load, SURVEY } from "./report.ts";
import { startServing } from "./serving.ts";

export interface DashboardCost {
  readonly responses: number;
  readonly counters: number;
  /** Seconds of loading, and until the first whole page. */
  readonly loading: number;
  readonly first: number;
  /** Milliseconds of each look at the whole dashboard while citizens walk. */
  readonly looks: readonly number[];
  /** What citizens' requests took, without dashboards and with them. */
  readonly alone: Loaded;
  readonly beside: Loaded;
}

const DAYS = 60;
const PLACES = 20;
const STAGES: readonly (readonly [Stage, string])[] = [
  ...(["shown", "clicked", "consent_shown", "agreed", "declined", "started"] as const).map(
    (stage) => [stage, ""] as const,
  ),
  ...["services", "obstacles", "you", "life", "words", "more"].map((page) => ["reached", page] as const),
];
const NAME = "bench";
const LOOK_EVERY = 2000;
const LONGEST_REPORT = 300_000;

/** `citizens` at once, `seconds` without dashboards and as long with `viewers` who look every two seconds. */
export async function dashboardCost(
  root: string,
  responses: number,
  { citizens, seconds, viewers }: { readonly citizens: number; readonly seconds: number; readonly viewers: number },
): Promise<DashboardCost> {
  const dataDir = await mkdtemp(join(tmpdir(), "pikir-bench-dashboard-"));
  try {
    const begun = performance.now();
    await load(root, dataDir, responses);
    takePart(dataDir, responses);
    const session = randomBytes(32).toString("base64url");
    const counters = await count(dataDir, session);
    const loading = (performance.now() - begun) / 1000;
    const serving = await startServing(root, dataDir);
    const address = `${serving.origin}/admin/surveys/${SURVEY}?lang=en`;
    const look = () => looked(address, session);
    const first = await untilWhole(look);
    const generator = openGenerator();
    const walked = (lasting: number, journeysFrom: number) =>
      generator.run({ origin: serving.origin, citizens, seconds: lasting, journeysFrom });
    await walked(Math.min(5, seconds), 1);
    const alone = await walked(seconds, 10_000_000);
    const looks: number[] = [];
    const until = performance.now() + seconds * 1000;
    const viewing = Array.from({ length: viewers }, async () => {
      while (performance.now() < until) {
        looks.push((await look()).milliseconds);
        await setTimeout(LOOK_EVERY);
      }
    });
    const beside = await walked(seconds, 20_000_000);
    await Promise.all(viewing);
    generator.stop();
    await serving.stop();
    return { responses, counters, loading, first, looks, alone, beside };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** For the terminal. */
export function dashboardLines(cost: DashboardCost): readonly string[] {
  const { responses, counters, loading, first, looks, alone, beside } = cost;
  const p95 = ({ steps }: Loaded) => quantile(steps.send ?? [], 0.95);
  return [
    `${responses.toLocaleString("en")} responses, ${counters.toLocaleString("en")} counters (loaded in ${loading.toFixed(0)} s)`,
    `  first look        whole after ${first.toFixed(1)} s, with the report made in the background`,
    `  dashboard         median ${quantile(looks, 0.5).toFixed(0)} ms, p95 ${quantile(looks, 0.95).toFixed(0)} ms of ${looks.length} looks while citizens walk`,
    `  send answered in  p95 ${p95(alone).toFixed(1)} ms without dashboards, ${p95(beside).toFixed(1)} ms with two that are opened every two seconds: ${(p95(beside) / p95(alone)).toFixed(2)} times`,
  ];
}

/** As many participations as there are responses: the port has no verb for many at once, and needs none. */
function takePart(dataDir: string, responses: number): void {
  const database = new Database(join(dataDir, "pikir.db"));
  const add = database.prepare("INSERT INTO participation (survey, key) VALUES (?, ?)");
  database.transaction(() => {
    for (let at = 0; at < responses; at += 1) add.run(SURVEY, randomBytes(32));
  })();
  database.close();
}

/** Sixty days before today, and somebody who is signed in. Returns how many counters there are. */
async function count(dataDir: string, session: string): Promise<number> {
  const storage = await openStorageFor({ dataDir, databaseUrl: undefined }, "operating");
  const now = Date.now();
  let rows = 0;
  for (let day = 1; day <= DAYS; day += 1) {
    const counts = countsOf(new Date(now - day * 86_400_000).toISOString().slice(0, 10));
    await storage.counters.add(counts);
    rows += counts.length;
  }
  const link = tokenHash(NAME);
  await storage.staff.invite(link, { name: NAME, role: "administrator", until: now + 86_400_000 });
  const member = { name: NAME, role: "administrator", passwordHash: "none", disabled: false } as const;
  if ((await storage.staff.join(link, member)) !== "added") throw new Error("nobody could be let in");
  const id = createHash("sha256").update(session).digest();
  await storage.staff.openSession(id, { name: NAME, startedAt: now, seenAt: now });
  await storage.close();
  return rows;
}

function countsOf(day: string): readonly Count[] {
  return STAGES.flatMap(([stage, page], depth) =>
    ["kk", "ru", "en"].flatMap((language) =>
      Array.from({ length: PLACES }, (_, place): Count => {
        return { survey: SURVEY, day, stage, page, language, place: `place-${place}`, count: 40 - 2 * depth };
      }),
    ),
  );
}

async function looked(address: string, session: string) {
  const begun = performance.now();
  const answer = await fetch(address, { headers: { cookie: `pikir-staff=${session}`, accept: "text/html" } });
  const html = await answer.text();
  if (answer.status !== 200 || !html.includes('data-live="sent"'))
    throw new Error(`a dashboard answered ${answer.status}`);
  return { milliseconds: performance.now() - begun, isWhole: !html.includes("data-making") };
}

/** Seconds until the report has been made. */
async function untilWhole(look: () => ReturnType<typeof looked>): Promise<number> {
  const begun = performance.now();
  while (!(await look()).isWhole) {
    if (performance.now() - begun > LONGEST_REPORT) throw new Error("no report was made");
    await setTimeout(500);
  }
  return (performance.now() - begun) / 1000;
}
