/** What axe cannot see, asked of the page that is shown. */
import type { Page } from "playwright-core";

/** What an error's title begins with. */
const ERROR: Readonly<Record<string, string>> = { kk: "Қате:", ru: "Ошибка:", en: "Error:" };

/** What is wrong, a line each. */
export async function findingsBeyondAxe(page: Page, language: string): Promise<readonly string[]> {
  return [
    ...(await page.evaluate(titles, ERROR[language] ?? "")),
    ...(await page.evaluate(structure, language)),
    ...(await page.evaluate(errorsLead)),
    ...(await page.evaluate(targets)),
    ...(await page.evaluate(hidden)),
  ];
}

/** The title says the error and, on a page of questions, the step; and what the page's heading says. */
function titles(error: string): readonly string[] {
  const text = (selector: string) => document.querySelector(selector)?.textContent?.trim() ?? "";
  const failed = document.querySelector(".errors") !== null;
  const wanted = [text("h1"), document.querySelector("[data-step]") ? text(".over") : "", failed ? error : ""];
  return [
    ...wanted.filter((part) => !document.title.includes(part)).map((part) => `the title does not say "${part}"`),
    ...(failed !== document.title.startsWith(error)
      ? ["the title does not begin with its error, or there is none"]
      : []),
    ...(document.querySelectorAll("h1").length === 1 ? [] : ["there is not one h1"]),
  ];
}

function structure(language: string): readonly string[] {
  const found: string[] = [];
  if (document.documentElement.lang !== language) found.push(`the page is not in ${language}`);
  for (const choice of document.querySelectorAll<HTMLInputElement>("input[type=radio], input[type=checkbox]"))
    if (!choice.closest("fieldset")?.querySelector("legend")?.textContent?.trim())
      found.push(`${choice.id} is in no fieldset with a legend`);
  for (const input of document.querySelectorAll<HTMLInputElement>("input:not([type]), input[type=password]"))
    if (!input.autocomplete) found.push(`${input.id} says nothing of autocomplete`);
  const switches = document.querySelectorAll<HTMLElement>(".languages :is(a, button, span)");
  for (const each of switches) if (!each.lang) found.push(`${each.textContent} does not say its language`);
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".languages a"))
    if (link.hreflang !== link.lang) found.push(`${link.textContent} does not say where it leads`);
  if (switches.length > 0 && document.querySelectorAll(".languages [aria-current=true]").length !== 1)
    found.push("no language is the current one");
  return found;
}

/** Each line of the summary leads to a field, which is marked as wrong and is told with its message; or to the page, where no field is at fault. */
function errorsLead(): readonly string[] {
  return [...document.querySelectorAll<HTMLAnchorElement>(".errors a")].flatMap((link) => {
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (field?.localName === "main") return [];
    const isField = [HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement].some((kind) => field instanceof kind);
    if (!field || !isField) return [`${link.hash} is no field`];
    const told = [field, ...ancestors(field)].flatMap((each) =>
      (each.getAttribute("aria-describedby") ?? "").split(" "),
    );
    const messages = told.filter((id) => id.endsWith("-error") || id.endsWith("-message"));
    const said = messages.some((id) => document.getElementById(id)?.textContent?.includes(link.textContent ?? ""));
    return said ? [] : [`${link.hash} is not told with its message`];
  });

  function ancestors(element: Element): readonly Element[] {
    return element.parentElement ? [element.parentElement, ...ancestors(element.parentElement)] : [];
  }
}

/** What is pressed is 48 pixels high, links inside of sentences apart; nothing sticks out of the screen. */
function targets(): readonly string[] {
  const pressed = "button, .button, .choice, main input:not([type]), textarea, .top a, .foot a, .change a, summary";
  const small = [...document.querySelectorAll(pressed)].flatMap((element) => {
    const { width, height } = element.getBoundingClientRect();
    const name = element.textContent?.trim() || element.id;
    return (width > 0 && height < 48) || (width > 0 && width < 24) ? [`${name} is ${width} by ${height} pixels`] : [];
  });
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [...small, `the page is ${scrollWidth - clientWidth} pixels too wide`] : small;
}

/** What is hidden is not to be seen, whatever a style says. */
function hidden(): readonly string[] {
  const seen = [...document.querySelectorAll<HTMLElement>("body [hidden]")].filter(
    (each) => each.getClientRects().length > 0 && getComputedStyle(each).visibility !== "hidden",
  );
  return seen.map(
    (each) => `${each.className || each.localName} is hidden, and to be seen: ${each.textContent?.trim()}`,
  );
}
