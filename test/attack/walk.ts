/** One person's way, over real HTTP, from the survey's page to the receipt and perhaps to the withdrawal. */
import { type Browser, type Line, openBrowser, type Shown } from "../../scripts/simulation/browser.ts";
import type { Plan } from "./people.ts";

export interface Way {
  readonly line: Line;
  readonly survey: string;
  /** Lets seconds pass. */
  readonly pause: (seconds: number) => Promise<void>;
  /** Told when somebody has consented, and so has a version in hand. */
  readonly began: (plan: Plan) => void;
  /** Runs a send or a withdrawal with nothing else of the kind beside it, and notes who it was. */
  readonly send: (plan: Plan, act: () => Promise<Shown>) => Promise<Shown>;
  readonly withdraw: (plan: Plan, act: () => Promise<Shown>) => Promise<Shown>;
}

/** Resolves to the code on the receipt. */
export async function walk(plan: Plan, way: Way): Promise<string> {
  await way.pause(plan.arrives);
  const browser = openBrowser(way.line, plan.language);
  const start = await browser.open(`/s/${way.survey}?lang=${plan.language}`);
  const signIn = await browser.fill(start);
  const consent = await browser.fill(signIn, { identifier: [plan.identifier] });
  let shown = await browser.fill(consent);
  way.began(plan);
  while (!shown.path.endsWith("/check")) {
    await way.pause(plan.pace);
    shown = await browser.fill(shown, answersOn(shown.path, plan));
  }
  await way.pause(5);
  const receipt = await way.send(plan, () => browser.fill(shown));
  if (!receipt.path.endsWith("/receipt")) throw new Error(`${plan.identifier} got no receipt but ${receipt.path}`);
  const code = codeOn(receipt);
  if (plan.withdraws === undefined) return code;
  await way.pause(plan.withdraws);
  await way.withdraw(plan, () => withdraw(code, browser));
  return code;
}

export async function withdraw(code: string, browser: Browser): Promise<Shown> {
  return browser.fill(await browser.open("/withdraw"), { code: [code] });
}

function answersOn(path: string, plan: Plan): Readonly<Record<string, readonly string[]>> {
  switch (path.split("/").at(-1)) {
    case "tea":
      return { "drinks-tea": [plan.drinksTea ? "yes" : "no"] };
    case "habits":
      return { strength: [String(1 + (plan.pace % 5))] };
    default:
      return { comment: [`${plan.token} ${plan.comment}`.trim()] };
  }
}

function codeOn(receipt: Shown): string {
  const [code] = /[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}/.exec(receipt.html) ?? [];
  if (code === undefined) throw new Error("the receipt shows no code");
  return code;
}
