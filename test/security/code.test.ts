import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../server/config.ts";
import { projectFiles } from "../architecture/tree.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const program = projectFiles().filter(({ path }) => /^(server|scripts|static)\//.test(path));

function linesWith(pattern: RegExp): readonly string[] {
  return program.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1} ${line.trim()}`] : [])),
  );
}

describe("cryptography", () => {
  test("is of the kinds that are agreed on, and no other", () => {
    // HMAC-SHA-1 is what every authenticator application computes (RFC 6238), and no weakness of SHA-1 touches it.
    const weak = linesWith(/\b(md5|sha1|sha-1|rc4|des|3des|ecb|blowfish)\b/i);
    expect(weak.filter((line) => !line.startsWith("server/admin/second-factor.ts"))).toEqual([]);
    expect(linesWith(/createCipher\(|createDecipher\(|pseudoRandomBytes|randomUUID\(\)\.(?!slice)/)).toEqual([]);
    const ciphers = program.flatMap(({ text }) =>
      [...text.matchAll(/create(?:C|Dec)ipheriv\("([^"]+)"/g)].map(([, name]) => name),
    );
    expect(new Set(ciphers)).toEqual(new Set(["aes-256-gcm"]));
    const macs = program.flatMap(({ text }) => [...text.matchAll(/createHmac\("([^"]+)"/g)].map(([, name]) => name));
    expect(new Set(macs)).toEqual(new Set(["sha256"]));
  });

  test("takes every key, code and row key from the system's own chance, 16 bytes or more", () => {
    // In the browser it spreads retries over time, which is nothing secret.
    expect(linesWith(/Math\.random/).filter((line) => !line.startsWith("static/"))).toEqual([]);
    const sizes = program.flatMap(({ text }) =>
      [...text.matchAll(/random\.bytes\((\d+)\)/g)].map(([, size]) => Number(size)),
    );
    expect(sizes.length).toBeGreaterThan(5);
    // Nine bytes seed the order in which options are shown; eight name an item of the backlog or a note, six a token beside its hash: nothing secret.
    expect(sizes.filter((size) => size < 16 && ![9, 8, 6].includes(size))).toEqual([]);
  });
});

describe("secrets", () => {
  test("stand in no file of the tree", () => {
    const SECRETS =
      /-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b|postgres(ql)?:\/\/[^:\s"'`]+:(?!PASSWORD|\$|password@|secret@)[^@\s"'`]{6,}@/;
    const found = projectFiles().filter(({ path, text }) => !path.startsWith("test/") && SECRETS.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  test("that are too short to be any stop the start", () => {
    expect(() => readConfig({ PIKIR_SECRET: "secret" })).toThrow(/PIKIR_SECRET is shorter than 32 bytes/);
    expect(() => readConfig({ DATABASE_URL: "postgres://a:b@localhost/c" })).toThrow(/PIKIR_SECRET is missing/);
  });
});

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(join(ROOT, "package-lock.json"), "utf8"),
);
const packages = Object.entries(lock.packages).filter(([path]) => path !== "");

describe("what others wrote", () => {
  test("is locked by its hash, and comes from the registry alone", () => {
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter(([, { integrity }]) => !integrity?.startsWith("sha512-")).map(([path]) => path)).toEqual([]);
    const elsewhere = packages.filter(
      ([, { resolved, link }]) =>
        link || (resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/")),
    );
    expect(elsewhere.map(([path]) => path)).toEqual([]);
  });

  test("is named in package.json by one exact version each", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)),
    );
    expect(loose).toEqual([]);
  });

  test("runs in the server under a licence that lets us", () => {
    const FREE =
      /^\(?(MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|Python-2\.0)\b/;
    const shipped = packages.filter(([, { dev, optional }]) => !dev && !optional);
    const other = shipped.filter(([, { license }]) => license !== undefined && !FREE.test(license));
    expect(other.map(([path, { license }]) => `${path} ${license}`)).toEqual([]);
  });
});
