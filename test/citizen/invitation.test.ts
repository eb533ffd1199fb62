import request from "supertest";
import { afterEach, describe, expect, test } from "vitest";
import { aDefinition } from "../support/definitions.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";

let pikir: Pikir | undefined;
afterEach(() => pikir?.stop());

async function started(setting: Parameters<typeof startPikir>[0] = {}) {
  pikir = await startPikir(setting);
  const { app } = pikir;
  const bytes = (address: string, coding: string) =>
    request(app.express)
      .get(address)
      .set("Accept-Encoding", coding)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => done(null, Buffer.concat(chunks)));
      });
  return { pikir, bytes, app: app.express };
}

describe("the banner's program", () => {
  test("of the national survey in three languages is under 3 KB compressed, and the same without", async () => {
    const { bytes } = await started();
    const [plain, gzip] = [
      await bytes("/invite/egov-2024.js", "identity"),
      await bytes("/invite/egov-2024.js", "gzip, br"),
    ];
    console.log(`The banner's program: ${gzip.headers["content-length"]} bytes compressed`);
    expect(gzip.headers["content-encoding"]).toBe("gzip");
    // superagent has unpacked it; what went over the wire is the length.
    expect(Number(gzip.headers["content-length"])).toBeLessThan(3000);
    expect(String(gzip.headers.vary)).toContain("Accept-Encoding");
    const text = String(plain.body);
    expect(String(gzip.body)).toBe(text);
    expect(text).not.toMatch(/\n\s*\/\//);
    expect(text).not.toMatch(/innerHTML|document\.cookie|insertAdjacentHTML|eval|new Function/);
  });

  test("may be loaded and counted by any portal, and says so without credentials", async () => {
    const { bytes, app } = await started();
    const loaded = await bytes("/invite/egov-2024.js", "identity");
    const counted = await request(app)
      .post("/invite/egov-2024/shown?place=home&lang=kk")
      .set("Origin", "https://portal.example");
    expect(counted.status).toBe(204);
    for (const { headers } of [loaded, counted]) {
      expect(headers["access-control-allow-origin"]).toBe("*");
      expect(headers["access-control-allow-credentials"]).toBeUndefined();
      expect(headers["cross-origin-resource-policy"]).toBe("cross-origin");
      expect(headers["set-cookie"]).toBeUndefined();
    }
    expect(loaded.headers["cache-control"]).toBe("public, max-age=300");
  });

  test("of a survey that is unknown or not open is nothing", async () => {
    const { app } = await started({ definitions: [aDefinition({ opens: "2024-10-01" })] });
    for (const address of ["/invite/tea-survey.js", "/invite/nothing.js"]) {
      const answer = await request(app).get(address);
      expect([answer.status, answer.text]).toEqual([404, ""]);
    }
    expect((await request(app).post("/invite/tea-survey/shown")).status).toBe(404);
  });

  test("says the minutes as its language counts them", async () => {
    const { bytes } = await started({ definitions: [aDefinition({ minutes: 1 })] });
    const text = String((await bytes("/invite/tea-survey.js", "identity")).body);
    expect(text).toContain("около 1 минуты");
    expect(text).toContain("about 1 minute,");
  });
});

describe("a short address", () => {
  test("typed from a poster, in capitals or not, leads to the survey in its language and counts one click at its place", async () => {
    const { pikir } = await started({ definitions: [aDefinition()] });
    const dana = pikir.visitor();
    const page = await dana.open("/I/TEA-Survey/Clinic-3?lang=ru");
    expect([page.status, page.heading()]).toEqual([200, "Чай в Казахстане"]);
    await dana.open("/i/tea-survey/clinic-3");
    await pikir.app.flush();
    const clicked = (await pikir.storage.counters.of("tea-survey")).filter(({ stage }) => stage === "clicked");
    expect(clicked.map(({ place, language, count }) => [place, language, count])).toEqual([["clinic-3", "ru", 1]]);
  });

  test("takes nothing for a place that could be a person, and leads nowhere else", async () => {
    const { pikir, app } = await started({ definitions: [aDefinition()] });
    expect((await pikir.visitor().open("/i/nothing/home")).status).toBe(404);
    for (const place of ["870101300123", "a%26from=b", "%2F%2Fexample.org", "a%0d%0aSet-Cookie:x"]) {
      const answer = await request(app).get(`/i/tea-survey/${place}`);
      expect([answer.status, answer.headers["location"]]).toEqual([303, "/s/tea-survey?from=other"]);
    }
  });
});
