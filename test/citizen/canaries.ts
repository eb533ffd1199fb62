/**
 * Canaries: words that occur nowhere else, one for each way in, so that a find says by which way it came. They are looked
 * for as they are and in every form in which a program is likely to have written them down.
 */
import { randomInt } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Canaries {
  /** The word for a way in: twenty letters, the same at every call. */
  at(wayIn: string): string;
  /** Twelve digits, for an identifier. */
  digitsAt(wayIn: string): string;
  /** `way in, in which form` of every canary in these bytes. */
  findIn(bytes: Uint8Array): readonly string[];
  /** `file: way in, in which form` of every canary in the files of a folder, and in their names. */
  findInFiles(folder: string): readonly string[];
}

export function openCanaries(): Canaries {
  const words = new Map<string, string>();
  const once = (wayIn: string, make: () => string) => {
    const word = words.get(wayIn) ?? make();
    words.set(wayIn, word);
    return word;
  };
  const findIn = (bytes: Uint8Array) => {
    // Latin 1 keeps every byte a character; letters are compared without their case.
    const exact = Buffer.from(bytes).toString("latin1");
    const folded = exact.toLowerCase();
    return [...words].flatMap(([wayIn, word]) =>
      formsOf(word)
        .filter(({ text, exactly }) => (exactly ? exact : folded).includes(text))
        .map(({ form }) => `${wayIn}, ${form}`),
    );
  };
  return {
    at: (wayIn) => once(wayIn, () => drawn("abcdefghijklmnopqrstuvwxyz", 20)),
    digitsAt: (wayIn) => once(wayIn, () => drawn("0123456789", 12)),
    findIn,
    findInFiles: (folder) =>
      filesIn(folder).flatMap((file) => [
        ...findIn(Buffer.from(file.slice(folder.length))).map((found) => `${file}, its name: ${found}`),
        ...findIn(contentOf(file)).map((found) => `${file.slice(folder.length + 1)}: ${found}`),
      ]),
  };
}

interface Form {
  readonly form: string;
  readonly text: string;
  /** Base 64 tells capitals from small letters. */
  readonly exactly?: true;
}

function formsOf(word: string): readonly Form[] {
  const bytes = Buffer.from(word);
  const grouped = word.replace(/(.{4})(?=.)/g, "$1 ");
  return [
    { form: "plain", text: word },
    { form: "backwards", text: [...word].reverse().join("") },
    { form: "in groups of four", text: grouped },
    { form: "in hexadecimal", text: bytes.toString("hex") },
    { form: "in UTF-16", text: Buffer.from(word, "utf16le").toString("latin1") },
    { form: "escaped for an address", text: [...bytes].map((byte) => `%${byte.toString(16)}`).join("") },
    { form: "escaped for JSON", text: [...bytes].map((byte) => `\\u00${byte.toString(16)}`).join("") },
    ...[0, 1, 2].map((before) => ({ form: "in base 64", text: inBase64(bytes, before), exactly: true as const })),
  ];
}

/** What of a word's base 64 does not depend on its neighbours, when so many bytes stand before it. Letters and digits need neither of the two alphabets. */
function inBase64(bytes: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const text = whole.toString("base64url");
  return text.slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
}

function drawn(signs: string, length: number): string {
  return Array.from({ length }, () => signs[randomInt(signs.length)]).join("");
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** Nothing, where another test has removed its file meanwhile. */
function contentOf(file: string): Uint8Array {
  try {
    return lstatSync(file).isFile() ? readFileSync(file) : Buffer.alloc(0);
  } catch {
    return Buffer.alloc(0);
  }
}
