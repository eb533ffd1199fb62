/** Debian's Chromium for a test: quiet launch options, a Pikir served over real HTTP on loopback, and a phone of 360x640. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { isInstalled, launchChromium as launch } from "../../scripts/gallery/chromium.ts";
import { type Pikir, type Setting, startPikir } from "./pikir.ts";

/** For `describe.skipIf(!hasChromium)`: the tests of a machine without Chromium are skipped visibly. */
export const hasChromium = isInstalled;

export const launchChromium = launch;

/** The smallest phone we promise to serve, in CSS pixels. */
const PHONE = { width: 360, height: 640 } as const;

/** Milliseconds for anything to come: a crowded machine takes its time. */
const PATIENCE = 60_000;

/** A Pikir that a browser can reach, its PUBLIC_URL the address it listens on. */
export interface Served {
  readonly pikir: Pikir;
  readonly origin: string;
  readonly server: Server;
  stop(): Promise<void>;
}

export async function servePikir(setting: Setting = {}): Promise<Served> {
  let pikir: Pikir | undefined;
  const server = createServer((request, response) => {
    if (pikir) pikir.app.express(request, response);
    else response.writeHead(503).end();
  });
  const origin = await listening(server);
  const started = await startPikir({ publicUrl: origin, ...setting });
  pikir = started;
  return {
    pikir: started,
    origin,
    server,
    stop: async () => {
      await closed(server);
      await started.stop();
    },
  };
}

/** Listens on a free port of loopback and says where. */
export async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

export interface Phone {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of the console and of scripts, as they come. */
  readonly trouble: readonly string[];
}

/** A new phone without history: 360x640, scripts on, Kazakh, unless told otherwise. */
export async function phone(browser: Browser, options: BrowserContextOptions = {}): Promise<Phone> {
  const context = await browser.newContext({ viewport: PHONE, locale: "kk", ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  page.on("pageerror", (error) => trouble.push(error.message));
  return { context, page, trouble };
}
