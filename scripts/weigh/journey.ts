/** The citizen's pages in the order they are walked, from the invitation's link to the receipt and the pages beside the way. */
import { randomInt } from "node:crypto";
import type { Page } from "playwright-core";

export interface Stop {
  readonly name: string;
  /** Leads to it from the page before. */
  reach(page: Page): Promise<unknown>;
}

/** `pages`: of the survey's questions. */
export function journey(origin: string, survey: string, language: string, pages: readonly string[]): readonly Stop[] {
  const at = (name: string, address: string): Stop => ({ name, reach: (page) => page.goto(origin + address) });
  return [
    at("surveys", `/?lang=${language}`),
    at("start", `/s/${survey}`),
    { name: "sign-in", reach: forward },
    {
      name: "consent",
      reach: async (page) => {
        const digits = Array.from({ length: 12 }, () => randomInt(10));
        await page.locator("#identifier").fill(digits.join(""));
        await forward(page);
      },
    },
    ...pages.map((id) => ({ name: `questions: ${id}`, reach: forward })),
    { name: "check", reach: forward },
    { name: "receipt", reach: forward },
  ];
}

/** Pages that nobody has to open on the way. */
export function besides(origin: string): readonly Stop[] {
  return ["withdraw", "privacy", "accessibility"].map((name) => ({
    name,
    reach: (page) => page.goto(`${origin}/${name}`),
  }));
}

async function forward(page: Page): Promise<void> {
  const before = page.url();
  await page.locator("main form[method=post] button:not([name])").first().click();
  await page.waitForURL((url) => url.href !== before);
}
