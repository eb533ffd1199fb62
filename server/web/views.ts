/**
 * Turning a finished view into a page. Every template is compiled when the server starts; a field that a template names
 * and the view lacks is an error. Templates decide nothing and escape everything.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import Handlebars from "handlebars";
import type { Translate } from "./languages.ts";

export type View = Readonly<Record<string, unknown>>;

export interface Views {
  /** `name`: a template's path under views/ without its ending, like `citizen/consent`. */
  render(name: string, view: View, translate: Translate): string;
}

/** A name that is no helper of ours is a field, so that no page looks for a helper of that name at each of its fields. */
const OPTIONS = { strict: true, preventIndent: true, knownHelpersOnly: true, knownHelpers: { t: true } } as const;

/** Reads every template under a folder; those in `partials/` and `layouts/` can be named by the others. */
export function readViews(folder: string): Views {
  const handlebars = Handlebars.create();
  handlebars.registerHelper("t", translated);
  const templates = new Map<string, HandlebarsTemplateDelegate>();
  for (const file of templateFiles(folder)) {
    const name = relative(folder, file).replace(/\.hbs$/, "");
    const source = readFileSync(file, "utf8");
    if (/^(partials|layouts)\//.test(name)) handlebars.registerPartial(name.replace(/^partials\//, ""), source);
    else templates.set(name, handlebars.compile(source, OPTIONS));
  }
  return {
    render: (name, view, translate) => {
      const template = templates.get(name);
      if (!template) throw new Error(`there is no template ${name}`);
      return template(view, { data: { translate } });
    },
  };
}

/** `{{t "consent.agree" minutes=5}}`: the text of a key in the page's language. */
function translated(key: string, options: Handlebars.HelperOptions): string {
  const translate: Translate = options.data.translate;
  return translate(key, options.hash);
}

function templateFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.name.endsWith(".hbs")).map((entry) => join(entry.parentPath, entry.name));
}
