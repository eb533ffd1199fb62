/** Invitations to be printed and cut: a card for each code, with what to do in every language of the survey. */
import { setImmediate as turn } from "node:timers/promises";
import Handlebars from "handlebars";
import type { Invitation } from "./invitations.ts";
import type { Definition } from "./survey/definition.ts";
import type { Languages } from "./web/languages.ts";
import { type QrPath, qrPath } from "./web/qr.ts";

/** Two cards beside each other on A4, black on white. One file that needs nothing else. */
const SHEET = Handlebars.compile(
  `<!doctype html>
<html lang="{{lang}}">
<head>
<meta charset="utf-8">
<title>{{title}}</title>
<style>
@page { size: A4; margin: 10mm }
body { margin: 0; font: 9.5pt/1.3 sans-serif; color: #000; background: #fff }
main { display: grid; grid-template-columns: 1fr 1fr }
article { border: 1px dashed #888; padding: 5mm; break-inside: avoid }
h2 { font-size: 11pt; margin: 0 0 1mm }
p { margin: 0 0 2mm }
svg { display: block; width: 34mm; height: 34mm; margin: 0 auto }
.code { font: bold 12pt monospace; text-align: center; white-space: nowrap }
</style>
</head>
<body>
<main>
{{#each cards}}
<article>
{{#each ../languages}}
<section lang="{{code}}"><h2>{{title}}</h2><p>{{invited}}. {{how}}</p></section>
{{/each}}
<svg viewBox="0 0 {{qr.size}} {{qr.size}}" aria-hidden="true"><path d="{{qr.path}}"/></svg>
<p class="code">{{code}}</p>
</article>
{{/each}}
</main>
</body>
</html>
`,
  { strict: true },
);

/** `address`: where the code is typed. */
export async function sheetOf(
  invitations: readonly Invitation[],
  definition: Definition,
  languages: Languages,
  address: string,
): Promise<string> {
  const offered = languages.codes.filter((code) => definition.languages.includes(code));
  const texts = offered.map((code) => {
    const translate = languages.translator(code);
    const how = translate("code.sheet.how", { address });
    return { code, title: definition.title[code] ?? "", invited: translate("code.sheet.invited"), how };
  });
  return SHEET({
    lang: offered[0] ?? "en",
    title: definition.id,
    languages: texts,
    cards: await cardsOf(invitations),
  });
}

/** Drawn at one go; a thousand take a second, in which citizens would wait. */
const AT_ONCE = 10;

async function cardsOf(invitations: readonly Invitation[]) {
  const cards: { readonly code: string; readonly qr: QrPath }[] = [];
  for (const { code, link } of invitations) {
    cards.push({ code, qr: qrPath(link) });
    if (cards.length % AT_ONCE === 0) await turn();
  }
  return cards;
}
