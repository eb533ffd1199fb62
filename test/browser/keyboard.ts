/** Tab, Enter and Space; and at every stop a look whether the eye can see where the focus is. */
import type { Page } from "playwright-core";

const MOST_STOPS = 200;

/** What has the focus, by its class and where it leads or is: `errors`, `a #main`, `input #identifier`. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const place = element instanceof HTMLAnchorElement ? element.hash : `#${element?.id}`;
    return `${element?.localName} ${element?.className} ${place}`;
  });
}

/** Presses Tab until what matches has the focus. Throws where it is never reached, or where the focus is not to be seen on the way. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press("Tab");
    const unseen = await page.evaluate(unseenFocus);
    if (unseen !== "") throw new Error(`${page.url()}: ${unseen}`);
    const there = await page.evaluate((wanted) => document.activeElement?.matches(`main ${wanted}`) ?? false, selector);
    if (there) return;
  }
  throw new Error(`${page.url()}: ${selector} is not reached with Tab`);
}

/** Brings the focus there and presses Enter. */
export async function activate(page: Page, selector: string): Promise<void> {
  await tabTo(page, selector);
  await page.keyboard.press("Enter");
}

/** Presses the step's own button, and waits until another page is there. */
export async function onward(page: Page): Promise<void> {
  const before = page.url();
  await activate(page, "form[method=post] button:not([name])");
  await page.waitForURL((url) => url.href !== before);
}

/** What is wrong with the mark of the focus: none, too thin, out of sight, or under something else. Nothing where all is well. */
function unseenFocus(): string {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return "";
  const marked = element.closest(".choice") ?? element;
  const { outlineStyle, outlineWidth } = getComputedStyle(marked);
  const name = `${element.localName} ${element.textContent?.trim().slice(0, 40) || element.id}`;
  if (outlineStyle === "none" || Number.parseFloat(outlineWidth) < 2) return `the focus on ${name} has no mark`;
  const box = marked.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, Math.min(Math.max(box.top, 0) + 4, window.innerHeight - 1)];
  if (box.bottom <= 0 || box.top >= window.innerHeight) return `the focus on ${name} is out of sight`;
  const above = document.elementFromPoint(x, y);
  return above && (marked.contains(above) || above.contains(marked)) ? "" : `the focus on ${name} is covered`;
}
