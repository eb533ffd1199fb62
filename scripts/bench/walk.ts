/** A citizen's whole journey through the national survey: each GET and POST that a browser makes where no script runs. */
import type { Answer, Wire } from "./wire.ts";

/** What the steps are called in the tables, in the order in which they are walked. */
export const STEPS = [
  "start",
  "stylesheet",
  "begin",
  "sign-in",
  "identify",
  "consent",
  "agree",
  "page",
  "answer",
  "check",
  "send",
  "receipt",
] as const;
/** `queue`: a look at a page of waiting, where there is one. */
export type Step = (typeof STEPS)[number] | "queue";

export interface Walked {
  readonly requests: number;
  readonly bytes: number;
}

/** Hears how many milliseconds a step took. */
export type Timing = (step: Step, milliseconds: number) => void;

/**
 * Waits until a step's request is to be sent, and resolves to when that should have been, on the clock of `performance.now`: what
 * comes late is timed from there. `after`: seconds that the page before has asked to wait.
 */
export type Pace = (step: Step, after?: number) => Promise<number>;

const AT_ONCE: Pace = async () => performance.now();

const SURVEY = "/s/egov-2024";
const QUEUE = `${SURVEY}/queue`;
const PAGES: readonly (readonly [string, string])[] = [
  ["services", "timeliness=4&ease=3&effect=faster"],
  ["obstacles", "obstacle=technical-errors&single-channel=support"],
  ["you", "region=astana&settlement=major-city&sex=female&age=30-45"],
  ["life", "education=higher&employment=employed&vulnerability=none"],
  ["words", "problem=%D2%9A%D0%B0%D1%82%D0%B5%D0%BB%D0%B5%D1%80+%D0%BA%D3%A9%D0%BF&improve="],
  ["more", "go=skip"],
];
/** As much as a browser on a phone says of itself. */
const BROWSER = [
  "User-Agent: Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "Accept-Language: kk,ru;q=0.8,en;q=0.5",
  "Accept-Encoding: gzip, deflate, br",
  "Sec-Fetch-Site: same-origin",
  "Sec-Fetch-Mode: navigate",
  "Sec-Fetch-Dest: document",
  "Upgrade-Insecure-Requests: 1",
].join("\r\n");

/** What a browser sends for a page, without a cookie. */
export function plainRequest(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${BROWSER}\r\n\r\n`;
}

/** Rejects with a sentence where a step does not lead where it should. `number`: of the citizen, up to twelve digits. */
export async function walk(
  wire: Wire,
  number: number,
  stylesheet: string,
  timed: Timing,
  pace: Pace = AT_ONCE,
): Promise<Walked> {
  let cookie = "";
  let requests = 0;
  let bytes = 0;
  const exchange = async (step: Step, request: string, after?: number): Promise<Answer> => {
    const begun = await pace(step, after);
    const answer = await wire.exchange(request);
    timed(step, performance.now() - begun);
    requests += 1;
    bytes += answer.bytes;
    const set = answer.header("set-cookie");
    if (set !== undefined) cookie = `Cookie: ${set.slice(0, set.indexOf(";"))}\r\n`;
    return answer;
  };
  const ask = (step: Step, path: string, after?: number) =>
    exchange(step, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${BROWSER}\r\n${cookie}\r\n`, after);
  /** What asks to be asked again is no page yet: the server is far behind, and shows the first pages to nobody new. */
  const get = async (step: Step, path: string) => {
    let answer = found(await ask(step, path), path);
    for (let again = secondsIn(answer); !Number.isNaN(again); again = secondsIn(answer))
      answer = found(await ask("queue", path, again), path);
    return answer;
  };
  const post = async (step: Step, path: string, form: string, to: string) => {
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${BROWSER}\r\n${cookie}Content-Type: application/x-www-form-urlencoded\r\n`;
    const answer = await exchange(step, `${head}Content-Length: ${form.length}\r\n\r\n${form}`);
    const led = answer.header("location");
    if (led !== to) throw new Error(`${path} answers ${answer.status} and leads to ${led} instead of ${to}`);
  };

  /** The consent screen, once it is one's turn. A browser asks for the page of waiting again when it says so. */
  const pastTheLine = async () => {
    for (;;) {
      const answer = await ask("consent", `${SURVEY}/consent`);
      if (answer.header("location") !== QUEUE) return found(answer, `${SURVEY}/consent`);
      for (let page = await ask("queue", QUEUE); page.status !== 303; ) {
        const again = secondsIn(found(page, QUEUE));
        if (Number.isNaN(again)) throw new Error(`${QUEUE} does not ask again`);
        page = await ask("queue", QUEUE, again);
      }
    }
  };

  const start = await get("start", `${SURVEY}?from=home&lang=kk`);
  await get("stylesheet", stylesheet);
  // A form's token holds for the whole session: it is read where a new one begins, which spares the generator the others.
  const first = `token=${fieldIn("token", start.text())}`;
  await post("begin", SURVEY, first, "/sign-in?survey=egov-2024");
  await get("sign-in", "/sign-in?survey=egov-2024");
  const identifier = String(number).padStart(12, "0");
  await post("identify", "/sign-in", `${first}&survey=egov-2024&identifier=${identifier}`, `${SURVEY}/consent`);
  const consent = (await pastTheLine()).text();
  const token = `token=${fieldIn("token", consent)}`;
  // Without a script the challenge comes back unsolved, as the stamp of when the page was made.
  const agreed = `consent=${fieldIn("consent", consent)}&challenge_solution=${encodeURIComponent(fieldIn("challenge_solution", consent))}`;
  await post("agree", `${SURVEY}/consent`, `${token}&${agreed}`, `${SURVEY}/p/services`);
  for (const [at, [id, answers]] of PAGES.entries()) {
    await get("page", `${SURVEY}/p/${id}`);
    const next = PAGES[at + 1]?.[0];
    await post("answer", `${SURVEY}/p/${id}`, `${token}&${answers}`, next ? `${SURVEY}/p/${next}` : `${SURVEY}/check`);
  }
  await get("check", `${SURVEY}/check`);
  await post("send", `${SURVEY}/check`, token, `${SURVEY}/receipt`);
  await get("receipt", `${SURVEY}/receipt`);
  return { requests, bytes };
}

function found(answer: Answer, path: string): Answer {
  if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`);
  return answer;
}

/** After which a page asks again by itself; NaN for one that does not. */
function secondsIn(answer: Answer): number {
  return Number(answer.header("refresh") ?? Number.NaN);
}

function fieldIn(name: string, html: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";
}
