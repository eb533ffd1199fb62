import { parse } from "node-html-parser";
import { beforeAll, describe, expect, test } from "vitest";
import { placeNamed, posterView, qrSvg } from "../../scripts/invite/invitations.ts";
import { openPress, type Press } from "../../scripts/printing.ts";
import { shortAddress, snippet } from "../../server/survey/invitation-links.ts";
import { aDefinition } from "../support/definitions.ts";
import { ROOT } from "../support/pikir.ts";

const invited = { definition: aDefinition(), place: "clinic-3", origin: "https://survey.example.kz" };

let press: Press;
beforeAll(async () => {
  press = await openPress(ROOT);
});

describe("an invitation at a place", () => {
  test.each(["kk", "ru", "en"])(
    "is a poster in %s: the code, the address to type, how long, for whom, who asks",
    (language) => {
      const view = posterView(invited, language);
      const body = parse(press.page("poster", view, language, "tea-survey · clinic-3")).querySelector("body");
      const text = body?.structuredText ?? "";
      expect(text).toContain("survey.example.kz/i/tea-survey/clinic-3");
      for (const said of [invited.definition.title, invited.definition.audience, invited.definition.controller.name])
        expect(text).toContain(said[language]);
      expect(body?.querySelector("svg")?.getAttribute("aria-label")).not.toBe("");
      expect(body?.querySelectorAll("script, link, img").length).toBe(0);
    },
  );

  test("has a code that leads to the survey in the poster's language", () => {
    expect(shortAddress(invited, "kk")).toBe("https://survey.example.kz/i/tea-survey/clinic-3?lang=kk");
    expect(qrSvg("a")).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 29 29"/);
  });

  test("at an address without https is typed with its scheme", () => {
    expect(posterView({ ...invited, origin: "http://127.0.0.1:3000" }, "en").typed).toBe(
      "http://127.0.0.1:3000/i/tea-survey/clinic-3",
    );
  });

  test("gives a portal the banner and a plain link, its words escaped", () => {
    const definition = aDefinition({ title: { kk: "Шай", ru: "Чай", en: 'Tea & <b>"milk"</b>' } });
    const lines = snippet({ ...invited, definition }, "en", press.languages.translator("en")("invitation.go"));
    expect(lines).toContain(
      '<script src="https://survey.example.kz/invite/tea-survey.js" data-place="clinic-3" data-lang="en" async></script>',
    );
    expect(lines).toContain(
      '<noscript><a href="https://survey.example.kz/s/tea-survey?from=clinic-3&amp;lang=en" lang="en">Tea &amp; &lt;b&gt;',
    );
  });

  test.each([undefined, "", "Home", "two words", "direct", "other", "870101300123", "a".repeat(41)])(
    "%s is no place",
    (name) => {
      expect(() => placeNamed(name)).toThrow(/--place takes a word/);
    },
  );
});
