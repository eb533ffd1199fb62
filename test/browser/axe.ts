/** axe-core in the page that is shown: the rules of WCAG 2.2 A and AA, and those that axe calls best practice. */
import axe from "axe-core";
import type { Page } from "playwright-core";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is wrong, a line each: the rule, where, and why. `rules`: only these instead of all. */
export async function axeFindings(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(axe.source);
  const runOnly = rules ? { type: "rule", values: rules } : { type: "tag", values: TAGS };
  const options = JSON.stringify({ runOnly, resultTypes: ["violations"] });
  return page.evaluate(`axe.run(document, ${options}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map((node) => id + " at " + node.target.join(" ") + ": " + node.failureSummary)))`);
}
