/** Debian's Chromium, told to ask the world for nothing; its build without windows where it is installed, which costs half the processor time. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const WINDOWLESS = "/usr/bin/chromium-headless-shell";
const CHROMIUM = existsSync(WINDOWLESS) ? WINDOWLESS : "/usr/bin/chromium";

export const isInstalled = existsSync(CHROMIUM);

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}
