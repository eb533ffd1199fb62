/** A citizen who does not give up: from the survey's page to a receipt, to the news that it is closed, or to a refusal. */
import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { filledIn, stepForm } from "../../../scripts/simulation/form.ts";
import { type Answer, type Exchange, insist, type Line } from "./line.ts";

export interface Citizen {
  readonly identifier: string;
  /** The only answer, unique, so that it can be looked for. */
  readonly text: string;
  readonly line: Line;
  readonly cookies: Map<string, string>;
}

/** `already`: told that they have taken part, in a survey that only this session of theirs has walked. */
export type End = { readonly kind: "receipt"; readonly code: string } | { readonly kind: "closed" | "already" };

export function citizen(number: number, line: Line): Citizen {
  return { identifier: String(number).padStart(12, "0"), text: `qzxkept${number}qzx`, line, cookies: new Map() };
}

const MOST_PAGES = 100;

/** Fills in whatever page is shown, until there is an end. Throws on another status than a citizen may see. */
export async function walk(self: Citizen, survey: string): Promise<End> {
  for (;;) {
    const send = await walkToSend(self, survey);
    const end = "kind" in send ? send : await press(self, send);
    if (end !== undefined) return end;
  }
}

/** Sends; undefined where that leads to a page that is no end. */
export async function press(self: Citizen, send: Exchange): Promise<End | undefined> {
  return endOn(await load(self, send));
}

/** What the check page's form would send; an end where one comes before it. */
export async function walkToSend(self: Citizen, survey: string): Promise<Exchange | End> {
  let shown = await load(self, { method: "GET", path: `/s/${survey}?lang=en` });
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const end = endOn(shown);
    if (end !== undefined) return end;
    await wait(randomInt(5, 90));
    if (isSentBack(shown)) {
      shown = await load(self, { method: "GET", path: `/s/${survey}?lang=en` });
      continue;
    }
    // In line, or not even there yet.
    if (shown.asksAgain) {
      await wait(200);
      shown = await load(self, { method: "GET", path: shown.path });
      continue;
    }
    const next = filled(self, shown);
    if (shown.path.endsWith("/check")) return next;
    shown = await load(self, next);
  }
  throw new Error(`citizen ${self.identifier} goes round and round and is now at ${shown.path}`);
}

/** Resolves once the server has said that the withdrawal was asked. */
export async function withdraw({ line, cookies }: Citizen, code: string): Promise<void> {
  const form = stepForm((await insist(line, cookies, { method: "GET", path: "/withdraw" })).html);
  const body = form && filledIn(form, { code: [code] });
  const answer = await insist(line, cookies, { method: "POST", path: "/withdraw", body });
  if (answer.location !== "/withdraw/asked") throw new Error(`a withdrawal was answered ${answer.status}`);
}

interface Shown extends Answer {
  readonly path: string;
}

async function load({ line, cookies }: Citizen, asked: Exchange): Promise<Shown> {
  let { path } = asked;
  let answer = await insist(line, cookies, asked);
  while (answer.location !== undefined) {
    path = answer.location;
    answer = await insist(line, cookies, { method: "GET", path });
  }
  return { ...answer, path };
}

/** A sign-in whose answer was lost is no longer the form's, and after a day one is over. */
function isSentBack({ status, html }: Shown): boolean {
  return status === 403 && html.includes("Please sign in again");
}

function endOn(shown: Shown): End | undefined {
  const { path, status, html } = shown;
  if (status === 409) return { kind: "already" };
  if (status === 403 && html.includes("This survey is closed")) return { kind: "closed" };
  if (isSentBack(shown)) return undefined;
  if (status !== 200) throw new Error(`${path} was answered ${status}: ${/<h1>(.*)<\/h1>/.exec(html)?.[1]}`);
  if (!path.endsWith("/receipt")) return undefined;
  const [code] = /[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}/.exec(html) ?? [];
  if (code === undefined) throw new Error("a receipt shows no code");
  return { kind: "receipt", code };
}

/** The post of the page's own form; of all questions only the free text is answered. */
function filled({ identifier, text }: Citizen, { path, html }: Shown): Exchange {
  const form = stepForm(html);
  if (!form) throw new Error(`${path} has no form`);
  const answers = Object.entries({ identifier: [identifier], comment: [text] });
  const asked = answers.filter(([name]) => form.controls.some((control) => control.name === name));
  return { method: "POST", path: form.action, body: filledIn(form, Object.fromEntries(asked)) };
}
