/** Releases for scripts, by tokens. */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Validator } from "@seriousme/openapi-schema-validator";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openApi } from "../../server/admin/api/openapi.ts";
import { apiTokenHash } from "../../server/records/api-token.ts";
import { filesKept } from "../../server/release/manifest.ts";
import { shelfIn } from "../../server/releasing/shelf.ts";
import { isInstalled } from "../release/tools.ts";
import { aDefinition } from "../support/definitions.ts";
import { type Pikir, ROOT, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";
import { AIZHAN, enrolled, fetched } from "./cast.ts";

const CSV = "record_id,sex\r\na,1\r\nb,2\r\n";
/** Some two megabytes. */
const LARGE = Array.from({ length: 150_000 }, (_, at) => `${at},${at % 7}\r\n`).join("");
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

let pikir: Pikir;
let aizhan: Visitor;
beforeAll(async () => {
  pikir = await startPikir({ definitions: [aDefinition({ id: "roads" }), aDefinition({ id: "bridges" })] });
  aizhan = (await enrolled(pikir)).visitor;
  await put("roads", "public");
  await put("roads", "scientific");
  await put("bridges", "public");
  await put("roads", "internal", LARGE);
});
afterAll(() => pikir.stop());

/** A release as far as those who read it see it: kept, with its files on the shelf. */
async function put(survey: string, kind: string, csv = CSV): Promise<void> {
  const id = `${survey}-${kind}-20240920-abcdef`;
  const files = { "data.csv": { bytes: csv.length, sha256: sha256(csv) } };
  const json = JSON.stringify({
    id,
    survey,
    kind,
    made_on: "2024-09-20",
    records: 2,
    withdrawn_before: 0,
    citation: "c",
    files,
  });
  const pieces = (text: string) => () => [Buffer.from(text)];
  const written = [
    { name: "data.csv", pieces: pieces(csv) },
    { name: "release.json", pieces: pieces(json) },
  ];
  await shelfIn(pikir.dataDir).put(id, written, new BigUint64Array());
  const beside = (await pikir.storage.releases.of(survey)).length;
  await pikir.storage.releases.keep({ id, survey, request: sha256(id), json }, beside);
}

async function made(given: Readonly<Record<string, string>>): Promise<string> {
  const { html } = await aizhan.open("/admin/account/tokens");
  const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
  const fields = { token, label: "nightly", survey: "roads", days: "30", ...given };
  const { text } = await aizhan.post("/admin/account/tokens", fields);
  return /pikir_[\w-]{43}/.exec(text)?.[0] ?? "";
}

const call = (token: string, path: string) =>
  request(pikir.app.express).get(`/api/v1/surveys/${path}`).set("Authorization", `Bearer ${token}`);

const FILE = "roads/releases/roads-public-20240920-abcdef/files/data.csv";

describe("the README's examples", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const examples = [
    ["sh", "curl", ["sh", "-c"], ""],
    ["python", "python3", ["python3", "-c"], "2"],
    ["r", "Rscript", ["Rscript", "-e"], "[1] 2"],
  ] as const;

  for (const [language, tool, [program, flag], said] of examples)
    test.skipIf(!isInstalled(tool))(`for ${tool} gets the data (skipped where that is not installed)`, async () => {
      const example = new RegExp(`\n\`\`\`${language}\n([^\`]*)\`\`\``).exec(readme)?.[1] ?? "";
      const server = createServer(pikir.app.express).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const cwd = mkdtempSync(join(tmpdir(), "pikir-example-"));
      const address = `http://127.0.0.1:${port}/api/v1/surveys/roads/releases/roads-public-20240920-abcdef`;
      const env = { ...process.env, PIKIR: address, PIKIR_TOKEN: await made({ public: "1" }) };
      const { stdout } = await promisify(execFile)(program, [flag, example], { cwd, env });
      server.close();
      if (tool === "curl") expect(readFileSync(join(cwd, "data.csv"), "utf8")).toBe(CSV);
      else expect(stdout.trim()).toBe(said);
      rmSync(cwd, { recursive: true });
    });
});

describe("a download", () => {
  test.skipIf(!isInstalled("curl"))(
    "that was cut off is taken up by curl where it ended (skipped without curl)",
    async () => {
      const server = createServer(pikir.app.express).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const cwd = mkdtempSync(join(tmpdir(), "pikir-resumed-"));
      const file = join(cwd, "data.csv");
      const address = `http://127.0.0.1:${port}/api/v1/surveys/${FILE.replaceAll("public", "internal")}`;
      const token = `Authorization: Bearer ${await made({ internal: "1" })}`;
      const curl = (...words: string[]) =>
        promisify(execFile)("curl", ["--fail", "--silent", "-H", token, "-o", file, ...words, address], { cwd });
      await curl();
      const begun = LARGE.length >> 1;
      truncateSync(file, begun);
      const { stdout } = await curl("--continue-at", "-", "--write-out", "%{http_code} %{size_download}");
      expect(stdout).toBe(`206 ${LARGE.length - begun}`);
      expect(sha256(readFileSync(file, "utf8"))).toBe(sha256(LARGE));
      // A range of a file that is no longer that file would be half of each.
      const other = await curl(
        "--range",
        "5-",
        "-H",
        'If-Range: "another"',
        "--write-out",
        "%{http_code} %{size_download}",
      );
      expect(other.stdout).toBe(`200 ${LARGE.length}`);
      server.close();
      rmSync(cwd, { recursive: true });
    },
  );
});

describe("a token", () => {
  test("is shown once, kept as a hash, and opens the releases in its scope and no others", async () => {
    const token = await made({ public: "1" });
    expect((await aizhan.open("/admin/account/tokens")).html).not.toContain(token);
    expect((await pikir.storage.apiTokens.find(apiTokenHash(token)))?.name).toBe(AIZHAN.name);
    const { body } = await call(token, "roads/releases");
    expect(body.releases.map(({ id }: { id: string }) => id)).toEqual(["roads-public-20240920-abcdef"]);
    expect(Object.keys(body.releases[0].files)).toEqual(["data.csv", "release.json", "SHA256SUMS"]);
    expect((await call(token, "bridges/releases")).body).toEqual({ releases: [] });
    for (const other of [
      "bridges/releases/bridges-public-20240920-abcdef",
      "roads/releases/roads-scientific-20240920-abcdef",
    ])
      expect((await call(token, other)).status, other).toBe(404);
    expect((await call(token, "bridges/releases/roads-public-20240920-abcdef/files/data.csv")).status).toBe(404);
  });

  test("reads files whole, in ranges, and not again, each on record", async () => {
    const token = await made({ public: "1" });
    const whole = await call(token, FILE);
    expect([whole.status, whole.text, whole.headers.etag]).toEqual([200, CSV, `"${sha256(CSV)}"`]);
    expect((await call(token, FILE).set("Range", "bytes=0-8")).text).toBe("record_id");
    expect((await call(token, FILE).set("If-None-Match", whole.headers.etag ?? "")).status).toBe(304);
    expect((await call(token, FILE.replace("data.csv", "members"))).status).toBe(404);
    const [entry] = await pikir.storage.audit.page(["by token"], undefined, 1);
    expect([entry?.who, entry?.act]).toEqual([AIZHAN.name, "downloaded"]);
    writeFileSync(join(pikir.dataDir, "releases", "bridges-public-20240920-abcdef", "data.csv"), "spoilt");
    const every = await made({ public: "1", survey: "" });
    expect((await call(every, FILE.replaceAll("roads", "bridges"))).status).toBe(503);
  });

  test("ends on its day, when it is revoked, and with its account; nobody revokes another's", async () => {
    const [short, revoked] = [await made({ public: "1" }), await made({ public: "1", days: "365" })];
    const id = (await pikir.storage.apiTokens.find(apiTokenHash(revoked)))?.id ?? "";
    const page = await aizhan.open("/admin/account/tokens");
    const token = /name="token" value="([^"]+)"/.exec(page.html)?.[1] ?? "";
    expect((await aizhan.post("/admin/account/tokens/revoke", { token, id: "0".repeat(12) })).status).toBe(404);
    await aizhan.post("/admin/account/tokens/revoke", { token, id });
    expect((await call(revoked, "roads/releases")).status).toBe(401);
    const hash = apiTokenHash("pikir_of-an-auditor-who-was-an-analyst");
    await pikir.storage.staff.add({ name: "Dana", role: "auditor", passwordHash: "x", disabled: false });
    const until = pikir.now().getTime() + 1e9;
    await pikir.storage.apiTokens.make(hash, {
      id: "a".repeat(12),
      name: "Dana",
      label: "x",
      survey: null,
      kinds: ["public"],
      until,
    });
    expect((await call("pikir_of-an-auditor-who-was-an-analyst", "roads/releases")).status).toBe(401);
    pikir.pass(30 * 86_400);
    expect((await call(short, "roads/releases")).status).toBe(401);
  });

  test("is needed: without one, with a session's cookie alone, or with nonsense there is nothing", async () => {
    const none = await request(pikir.app.express).get("/api/v1/surveys/roads/releases");
    expect([none.status, none.headers["www-authenticate"], none.body.error]).toEqual([
      401,
      'Bearer realm="Pikir"',
      "no-token",
    ]);
    expect((await fetched(pikir, aizhan, "/api/v1/surveys/roads/releases")).status).toBe(401);
    expect((await call("pikir_' OR 1=1 --", "roads/releases")).status).toBe(401);
    expect((await request(pikir.app.express).get("/api/v2")).body.error).toBe("not-found");
    const statuses: number[] = [];
    for (let at = 0; at < 61; at += 1)
      statuses.push((await call("pikir_nobody-has-this-one", "roads/releases")).status);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("the description", () => {
  test("is OpenAPI 3.1 to whoever checks descriptions", async () => {
    const { body } = await request(pikir.app.express).get("/api/v1/openapi.json");
    expect(await new Validator().validate(body)).toEqual({ valid: true });
    const { info: _info, ...broken } = structuredClone(body);
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  test("names every address, and nothing that is not described", async () => {
    const { body } = await request(pikir.app.express).get("/api/v1/openapi.json");
    expect(body).toEqual(openApi(new URL("http://127.0.0.1:3000")));
    expect(body.openapi).toBe("3.1.0");
    const used = [...JSON.stringify(body).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(Object.keys(body.components.schemas)));
    for (const [path, { get }] of Object.entries<{ get: { parameters: { name: string }[] } }>(body.paths))
      expect(get.parameters.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g));
    const [kept] = await pikir.storage.releases.of("roads");
    for (const { bytes, sha256: sum } of filesKept(kept?.json ?? "").values())
      expect([bytes > 0, sum.length]).toEqual([true, 64]);
  });
});
