/** Words that stand in a template itself, where only one language could ever be. */

/** Attributes that people read or hear. */
const SPOKEN = /\s(?:aria-label|alt|title|placeholder|aria-description|aria-roledescription|label)="([^"]*)"/g;

export function hardCodedWords(template: string): readonly string[] {
  // What Handlebars puts in is words of a language file or of a survey; where it stands is marked, so that text stays apart.
  const html = template
    .replace(/\{\{!--[\s\S]*?--\}\}/g, "")
    .replace(/\{\{[\s\S]*?\}\}/g, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<code>[\s\S]*?<\/code>/g, "");
  const spoken = [...html.matchAll(SPOKEN)].map(([, words = ""]) => words);
  const shown = html
    .replace(/<!doctype[^>]*>/gi, "")
    .split(/<[^>]*>/)
    .map((text) => text.trim());
  return [...shown, ...spoken].map((words) => words.trim()).filter((words) => /\p{L}/u.test(words));
}
