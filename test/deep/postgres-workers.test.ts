import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Agent } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tokenHash } from "../../server/records/staff-link.ts";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import { citizen, walk } from "../faults/load/citizen.ts";
import { type Line, lineCounts } from "../faults/load/line.ts";
import { killAllOn, processesOn, type Server, serverOn, survey } from "../faults/load/process.ts";
import { smallDefinition, yamlOf } from "../support/definitions.ts";
import { identifierOf } from "../support/pikir.ts";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";

const SURVEY = smallDefinition().id;
const K = 3;
const LIMIT = 180_000;
/** How many may be inside at once, over all processes. */
const INSIDE = 12;

describe.skipIf(installedPostgres() === undefined)("two processes that serve on one PostgreSQL", () => {
  let folder: string;
  let postgres: Postgres;
  let url: string;
  let further: NodeJS.ProcessEnv;
  let server: Server;
  const dispatcher = new Agent({ connections: 16 });
  const dataDir = () => join(folder, "data");

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "pikir-postgres-workers-"));
    postgres = await startPostgres();
    url = await postgres.database();
    const secret = "thirty-two bytes and more, of the test";
    further = { PIKIR_WORKERS: "2", PIKIR_QUEUE: String(INSIDE), DATABASE_URL: url, PIKIR_SECRET: secret };
    server = serverOn(dataDir(), K, further);
    await server.up();
    const file = join(folder, `${SURVEY}.yaml`);
    writeFileSync(file, yamlOf(smallDefinition()));
    expect(await survey(dataDir(), K, ["publish", file], { further })).toMatchObject({ status: 0 });
  });
  afterAll(async () => {
    await server.stop();
    await dispatcher.destroy();
    killAllOn(dataDir());
    postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const lineTo = (): Line => ({
    origin: server.origin,
    dispatcher,
    over: AbortSignal.timeout(LIMIT),
    counts: lineCounts(),
  });
  /** Over a connection of its own each time, which goes to whichever process is next. */
  const fetched = (path: string, options: RequestInit = {}) =>
    fetch(`${server.origin()}${path}`, {
      redirect: "manual",
      ...options,
      headers: { connection: "close", "sec-fetch-site": "same-origin", ...options.headers },
    });
  const FORM = { "content-type": "application/x-www-form-urlencoded" };
  const cookieOf = (answer: Response) => answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  const tokenIn = (html: string) => /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
  const metric = async (series: string) => {
    const lines = (await (await fetched("/metrics")).text()).split("\n");
    return Number(
      lines
        .find((line) => line.startsWith(series))
        ?.split(" ")
        .at(-1),
    );
  };

  test("have one mixer, and count sends, once a person, together", { timeout: LIMIT }, async () => {
    const mixers = processesOn(dataDir()).filter((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes("mixer"),
    );
    expect(mixers).toHaveLength(1);
    const people = Array.from({ length: 5 }, (_none, at) => 100 + at);
    const line = lineTo();
    const twice = people.map((number) => Promise.all([1, 2].map(() => walk(citizen(number, line), SURVEY))));
    for (const ends of await Promise.all(twice)) expect(ends.filter(({ kind }) => kind === "receipt")).toHaveLength(1);
    for (const _time of [1, 2]) expect(await metric('pikir_sends_total{outcome="kept"}')).toBe(people.length);
  });

  test("let in as many together as there is room for, and tell the others one line", { timeout: LIMIT }, async () => {
    const places = await Promise.all(Array.from({ length: INSIDE + 6 }, (_none, at) => comes(`Citizen ${at}`)));
    const waiting = places.flatMap(({ before }) => (before === undefined ? [] : [before]));
    // A process that is behind, as on a crowded machine, lets in fewer for a while.
    expect(waiting.length).toBeGreaterThanOrEqual(6);
    const [inside, outside] = [await metric("pikir_queue_inside"), await metric("pikir_queue_waiting")];
    expect(inside).toBeLessThanOrEqual(INSIDE);
    expect(inside + outside).toBe(places.length);
  });

  /** Signs in; how many people stand before them in line, where they have to stand in it. */
  async function comes(name: string): Promise<{ readonly before: number | undefined }> {
    let start = await fetched(`/s/${SURVEY}?lang=en`);
    // A process that is far behind shows nobody new the first page.
    for (; start.headers.has("refresh"); start = await fetched(`/s/${SURVEY}?lang=en`)) await wait(500);
    let cookie = cookieOf(start);
    const token = tokenIn(await start.text());
    const body = `token=${token}&survey=${SURVEY}&identifier=${identifierOf(name)}`;
    const signedIn = await fetched("/sign-in", { method: "POST", body, headers: { ...FORM, cookie } });
    cookie = cookieOf(signedIn) || cookie;
    const consent = await fetched(`/s/${SURVEY}/consent`, { headers: { cookie } });
    if (consent.status === 200) return { before: undefined };
    expect(consent.headers.get("location")).toBe(`/s/${SURVEY}/queue`);
    const page = await (
      await fetched(`/s/${SURVEY}/queue`, { headers: { cookie: cookieOf(consent) || cookie } })
    ).text();
    if (page.includes("You are next.")) return { before: 0 };
    return { before: Number(/(\d+) (?:person is|people are) before you/.exec(page)?.[1]) };
  }

  test("have one limit on guesses of codes", { timeout: LIMIT }, async () => {
    const page = await fetched("/withdraw");
    const body = `token=${tokenIn(await page.text())}&code=AAAAA`;
    const headers = { ...FORM, cookie: cookieOf(page) };
    const statuses: number[] = [];
    for (let guess = 0; guess < 42; guess += 1)
      statuses.push((await fetched("/withdraw", { method: "POST", body, headers })).status);
    expect(statuses).toEqual([...Array<number>(40).fill(422), 429, 429]);
  });

  test("tell whoever watches a survey of sends that either has kept", { timeout: LIMIT }, async () => {
    const cookie = `pikir-staff=${await signedIn()}`;
    const watched = async () => {
      const answer = await fetched(`/admin/surveys/${SURVEY}/live`, {
        headers: { cookie, accept: "text/event-stream" },
      });
      expect(answer.status).toBe(200);
      return answer;
    };
    // Whichever process takes them, all are served by the first.
    const streams = await Promise.all([watched(), watched(), watched()]);
    for (const { body } of streams) {
      if (!body) throw new Error("a stream has no body");
      const reader = body.getReader();
      let told = "";
      while (!/"sent":"?5"?\b/.test(told)) told += Buffer.from((await reader.read()).value ?? []).toString("utf8");
      await reader.cancel();
    }
  });

  async function signedIn(): Promise<string> {
    const storage = await openPostgres({ url, part: "operating" });
    const session = randomBytes(32).toString("base64url");
    const [name, now] = ["watcher", Date.now()];
    const link = tokenHash(name);
    await storage.staff.invite(link, { name, role: "administrator", until: now + 60_000 });
    await storage.staff.join(link, { name, role: "administrator", passwordHash: "none", disabled: false });
    const id = createHash("sha256").update(session).digest();
    await storage.staff.openSession(id, { name, startedAt: now, seenAt: now });
    await storage.close();
    return session;
  }

  test("are replaced one after the other, and nobody notices", { timeout: LIMIT }, async () => {
    const workers = server.workers();
    expect(workers).toHaveLength(2);
    const line = lineTo();
    server.signal("SIGHUP");
    const replaced = () => server.workers().length === 2 && server.workers().every((pid) => !workers.includes(pid));
    while (!replaced()) {
      line.over.throwIfAborted();
      expect((await fetched(`/s/${SURVEY}`)).status).toBe(200);
    }
    expect((await fetched("/readyz")).status).toBe(200);
  });
});
