import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formView } from "../../scripts/paper/form-view.ts";
import { openPress, writePrinted } from "../../scripts/printing.ts";
import { folderOfTest } from "../storage/folder.ts";
import { hasChromium } from "../support/browser.ts";
import { everyKindDefinition } from "../support/definitions.ts";
import { ROOT } from "../support/pikir.ts";

const hasPoppler = existsSync("/usr/bin/pdftotext");

describe.skipIf(!hasChromium)("a form as PDF", () => {
  test.skipIf(!hasPoppler).each(["kk", "ru", "en"])(
    "in %s is A4, with its questions, its foot and its pages counted",
    async (language) => {
      const press = await openPress(ROOT);
      const definition = everyKindDefinition();
      const versions = [{ version: "0".repeat(64), definition, publishedOn: "2024-09-01" }];
      const survey = { id: definition.id, simulated: false, versions };
      const view = formView(survey, { language, translate: press.languages.translator(language) });
      const file = join(folderOfTest().path, "form.pdf");
      await writePrinted(press.page("form", view, language, `every-kind · ${language}`), file);
      expect(readFileSync(file).subarray(0, 5).toString()).toBe("%PDF-");
      const about = execFileSync("/usr/bin/pdfinfo", [file], { encoding: "utf8" });
      expect(about).toMatch(/Page size: +59[45]\.\d+ x 84[12]\.\d+ pts \(A4\)/);
      const text = execFileSync("/usr/bin/pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
      expect(text).toContain(definition.pages[0]?.title[language] ?? "?");
      expect(text).toContain(`every-kind · ${language}`);
      expect(text).toMatch(/1 *\/ *[2-9]/);
      expect(text).toContain("impact.funding");
    },
  );
});
