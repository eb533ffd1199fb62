/**
 * Reading a page's own form as a browser would, and filling it in with nothing but what it offers. By searching the text,
 * not by parsing the page: a simulation reads hundreds of thousands of them, all of one house's making.
 */

export interface Control {
  readonly name: string;
  readonly kind: "fixed" | "choice" | "words";
  readonly value: string;
  readonly chosen: boolean;
}

export interface Form {
  readonly action: string;
  readonly controls: readonly Control[];
  /** Of its buttons those with a name, as `name=value`. */
  readonly buttons: readonly string[];
}

/** The step's form: the first one in main that posts. */
export function stepForm(html: string): Form | undefined {
  const main = html.indexOf("<main");
  const start = html.indexOf('<form method="post"', main);
  const end = html.indexOf("</form>", start);
  if (main < 0 || start < 0 || end < 0) return undefined;
  const opened = html.indexOf(">", start);
  const tags = html.slice(opened, end).match(/<(?:input|textarea|button)\b[^>]*>(?:[^<]*<\/textarea>)?/g) ?? [];
  return {
    action: attribute(html.slice(start, opened), "action") ?? "",
    controls: tags.filter((tag) => !tag.startsWith("<button")).map(control),
    buttons: tags.filter((tag) => tag.startsWith("<button") && tag.includes(" name=")).map(button),
  };
}

/**
 * The body to post, urlencoded. `answers`: what to choose or write by field; fields without an answer stay as they are.
 * Undefined where an answer is not among those offered. `press`: a button as `name=value`; the first, nameless one if
 * not given.
 * `scripted`: what scripts of the page would put into its hidden fields.
 */
export function filledIn(
  form: Form,
  answers: Readonly<Record<string, readonly string[]>>,
  press?: string,
  scripted: Readonly<Record<string, string>> = {},
): string | undefined {
  const body = new URLSearchParams();
  const left = new Set(form.controls.flatMap(({ name }) => (answers[name] ?? []).map((value) => `${name}=${value}`)));
  for (const { name, kind, value, chosen } of form.controls) {
    const answer = kind === "fixed" ? undefined : answers[name];
    if (kind === "words") body.append(name, answer?.[0] ?? value);
    else if (kind === "fixed") body.append(name, scripted[name] ?? value);
    else if (answer ? answer.includes(value) : chosen) body.append(name, value);
    left.delete(kind === "words" ? `${name}=${answer?.[0] ?? value}` : `${name}=${value}`);
  }
  if (left.size > 0 || (press !== undefined && !form.buttons.includes(press))) return undefined;
  const [name, value] = press?.split("=") ?? [];
  if (name !== undefined && value !== undefined) body.append(name, value);
  return body.toString();
}

function control(tag: string): Control {
  const name = attribute(tag, "name") ?? "";
  if (tag.startsWith("<textarea")) {
    const value = plain(tag.slice(tag.indexOf(">") + 1, tag.lastIndexOf("</")));
    return { name, kind: "words", value, chosen: false };
  }
  const type = attribute(tag, "type") ?? "text";
  const kind = type === "hidden" ? "fixed" : type === "radio" || type === "checkbox" ? "choice" : "words";
  return { name, kind, value: attribute(tag, "value") ?? "", chosen: / checked\b/.test(tag) };
}

function button(tag: string): string {
  return `${attribute(tag, "name") ?? ""}=${attribute(tag, "value") ?? ""}`;
}

function attribute(tag: string, name: string): string | undefined {
  const at = tag.indexOf(` ${name}="`);
  if (at < 0) return undefined;
  const from = at + name.length + 3;
  return plain(tag.slice(from, tag.indexOf('"', from)));
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function plain(escaped: string): string {
  if (!escaped.includes("&")) return escaped;
  return escaped.replace(/&(?:#x([0-9a-f]+)|([a-z]+));/gi, (whole, code?: string, name?: string) =>
    code === undefined ? (NAMED[name ?? ""] ?? whole) : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
