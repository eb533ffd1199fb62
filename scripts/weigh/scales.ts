/** Weighing pages in a real browser: what goes over the line, what holds up the first paint, and when that comes. */
import type { BrowserContext, CDPSession, Page } from "playwright-core";

export interface Line {
  /** Bits a second, both ways. */
  readonly bits: number;
  /** Milliseconds to the server and back. */
  readonly roundTrip: number;
  /** How many times slower the processor is. */
  readonly slower: number;
}

export interface Weight {
  /** Bytes received: headers, redirects and everything that was fetched. */
  readonly bytes: number;
  /** That went over the line, redirects and the post that led here included. */
  readonly requests: number;
  /** Of them, what the page cannot be painted without. */
  readonly needed: { readonly bytes: number; readonly requests: number };
  /** Milliseconds from asking for the page to the first content painted. */
  readonly firstPaint: number;
}

export interface Scales {
  readonly page: Page;
  /** Does something that leads to another page, and weighs that. */
  weigh(act: () => Promise<unknown>): Promise<Weight>;
  /** Weighs the page anew, as whoever opens it first: with nothing in the cache. */
  weighCold(): Promise<Weight>;
}

/** `line`: undefined for the machine's own. */
export async function openScales(context: BrowserContext, line: Line | undefined): Promise<Scales> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  if (line) await slow(session, line);
  let bytes = 0;
  let requests = 0;
  session.on("Network.requestWillBeSent", ({ redirectResponse }) => {
    requests += 1;
    bytes += redirectResponse?.encodedDataLength ?? 0;
  });
  // What comes out of the browser's own cache goes over no line.
  const cached = () => {
    requests -= 1;
  };
  session.on("Network.requestServedFromCache", cached);
  session.on("Network.responseReceived", ({ response }) => {
    if (response.fromDiskCache) cached();
  });
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });

  const weigh = async (act: () => Promise<unknown>): Promise<Weight> => {
    const before = { bytes, requests };
    await act();
    await page.waitForLoadState("networkidle");
    const painted = await paintOf(page);
    return { ...painted, bytes: bytes - before.bytes, requests: requests - before.requests };
  };
  return {
    page,
    weigh,
    weighCold: async () => {
      await session.send("Network.clearBrowserCache");
      return weigh(() => page.goto(page.url()));
    },
  };
}

async function slow(session: CDPSession, { bits, roundTrip, slower }: Line): Promise<void> {
  const throughput = bits / 8;
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: roundTrip,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
  await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
}

/** Run in the page, where its types are not known here: the browser's own records (Paint Timing, Resource Timing). */
const FIRST_PAINT = `performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0`;
const NEEDED = `[
  ...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource").filter((each) => each.renderBlockingStatus === "blocking"),
].map((each) => each.transferSize)`;

async function paintOf(page: Page): Promise<Pick<Weight, "needed" | "firstPaint">> {
  await page.waitForFunction(FIRST_PAINT);
  const sizes = await page.evaluate<readonly number[]>(NEEDED);
  return {
    needed: { bytes: sizes.reduce((sum, size) => sum + size, 0), requests: sizes.length },
    firstPaint: await page.evaluate<number>(FIRST_PAINT),
  };
}
