/** What pages are made of: their words, their templates, their files. Read once, when the program starts, and the same for every app in it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Assets, readAssets } from "./assets.ts";
import { type Languages, readLanguages } from "./languages.ts";
import { readViews, type Views } from "./views.ts";

export interface Pages {
  readonly languages: Languages;
  readonly views: Views;
  readonly assets: Assets;
  /** The script of the invitation that a portal shows, without what each survey adds. */
  readonly invitation: string;
}

/** FingerprintJS as it comes ready for browsers; beside the file that Node would load. */
const FINGERPRINT = join(dirname(createRequire(import.meta.url).resolve("@fingerprintjs/fingerprintjs")), "fp.min.js");

/** `root`: the folder that holds `views/` and `static/`. */
export async function readPages(root: string): Promise<Pages> {
  return {
    languages: readLanguages(join(root, "views", "languages")),
    views: readViews(join(root, "views")),
    assets: readAssets(join(root, "static"), { "fingerprint.js": FINGERPRINT }),
    invitation: readFileSync(join(root, "static", "invitation.js"), "utf8"),
  };
}
