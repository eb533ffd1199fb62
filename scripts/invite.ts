/** `npm run invite`: posters, QR codes and a portal's lines for one place, so that its clicks are counted apart. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { toBuffer } from "qrcode";
import { newestOf } from "../server/records/survey.ts";
import { type Invited, shortAddress, snippet } from "../server/survey/invitation-links.ts";
import { CommandError, runCommand } from "./command.ts";
import { placeNamed, posterView, qrSvg } from "./invite/invitations.ts";
import { openStorage } from "./open.ts";
import { commonLanguages, surveyNamed } from "./paper/named.ts";
import { openPress, type Press, writePrinted } from "./printing.ts";

const USAGE = `npm run invite -- SURVEY --place PLACE --out DIR [--pdf]

What invites to a survey at one place, in each of its languages, written into DIR:
  poster.LANG.html  a poster of one A4 page with the QR code and the address to type; with --pdf also poster.LANG.pdf
  qr.LANG.svg, .png the QR code alone; it leads to the survey in that language
  portal.LANG.html  the lines for a portal's page: the banner, and a link where scripts are off
  --place PLACE     a word for the place, like clinic-3: its clicks are counted under it. Never anything that stands for a person
  --help            this text

The addresses are those of PUBLIC_URL.`;

await runCommand({ name: "invite", usage: USAGE, run });

async function run(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { place: { type: "string" }, out: { type: "string" }, pdf: { type: "boolean", default: false } },
  });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0 || values.out === undefined)
    throw new CommandError("takes one SURVEY, --place PLACE and --out DIR; see --help.");
  const place = placeNamed(values.place);
  const { config, storage } = await openStorage("reading");
  try {
    const { definition } = newestOf(surveyNamed(await storage.surveys.all(), id));
    const press = await openPress();
    const invited: Invited = { definition, place, origin: config.publicUrl.origin };
    await mkdir(values.out, { recursive: true });
    for (const language of commonLanguages(definition, press.languages))
      await writeLanguage(invited, language, press, values.out, values.pdf);
    console.log(
      `wrote posters, QR codes and a portal's lines into ${values.out}; they lead to ${shortAddress(invited)}`,
    );
  } finally {
    await storage.close();
  }
}

async function writeLanguage(invited: Invited, language: string, press: Press, folder: string, pdf: boolean) {
  const address = shortAddress(invited, language);
  const poster = press.page(
    "poster",
    posterView(invited, language),
    language,
    `${invited.definition.id} · ${invited.place}`,
  );
  await writePrinted(poster, join(folder, `poster.${language}.html`));
  if (pdf) await writePrinted(poster, join(folder, `poster.${language}.pdf`));
  await writeFile(join(folder, `qr.${language}.svg`), qrSvg(address));
  await writeFile(join(folder, `qr.${language}.png`), await toBuffer(address, { scale: 16, margin: 4 }));
  const lines = snippet(invited, language, press.languages.translator(language)("invitation.go"));
  await writeFile(join(folder, `portal.${language}.html`), lines);
}
