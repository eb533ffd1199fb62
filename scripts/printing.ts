/** What goes on paper: a page that stands alone in one file, and the same as PDF. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type Languages, readLanguages } from "../server/web/languages.ts";
import { readViews, type View } from "../server/web/views.ts";
import { CommandError } from "./command.ts";

const ROOT = join(import.meta.dirname, "..", "..");

export interface Press {
  readonly languages: Languages;
  /** A page of `views/paper/` with its styles inside. `label`: stands at the foot of every sheet. */
  page(name: string, view: View, language: string, label: string): string;
}

/** `root`: the folder that holds `views/` and `static/`. */
export async function openPress(root = ROOT): Promise<Press> {
  const languages = readLanguages(join(root, "views", "languages"));
  const views = readViews(join(root, "views"));
  const css = readFileSync(join(root, "static", "paper.css"), "utf8");
  return {
    languages,
    page: (name, view, language, label) => {
      const html = views.render(`paper/${name}`, view, languages.translator(language));
      const foot = `@page { @bottom-left { content: ${JSON.stringify(label)}; } }`;
      return html.replace('<link rel="stylesheet" href="paper.css">', () => `<style>\n${css}${foot}\n</style>`);
    },
  };
}

/** Writes the page to a file whose name ends in .html or .pdf. */
export async function writePrinted(html: string, file: string): Promise<void> {
  if (file.endsWith(".html")) return writeFile(file, html);
  if (!file.endsWith(".pdf")) throw new CommandError(`${file} has to end in .html or .pdf.`);
  const folder = await mkdtemp(join(tmpdir(), "pikir-print-"));
  try {
    await writeFile(join(folder, "page.html"), html);
    await print(join(folder, "page.html"), resolve(file), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (!existsSync(file))
    throw new CommandError(`${file} was not written: make a .html and print that from a browser instead.`);
}

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

async function print(page: string, file: string, profile: string): Promise<void> {
  const program = CHROMIUM.find((each) => existsSync(each));
  if (program === undefined)
    throw new CommandError("a PDF needs Chromium (apt-get install chromium); or make a .html and print that.");
  // Chromium refuses to sandbox for root; the page is our own, from a file, and runs no script.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const quiet = ["--headless", "--disable-gpu", "--no-pdf-header-footer", "--disable-background-networking"];
  await promisify(execFile)(program, [
    ...sandbox,
    ...quiet,
    `--user-data-dir=${join(profile, "profile")}`,
    `--print-to-pdf=${file}`,
    pathToFileURL(page).href,
  ]);
}
