/** The shape of the tree: what stands at its top, and how long its files and functions are. Pure functions of files. */
import ts from "typescript";
import { everyNode, lineOf, type SourceFile, syntaxOf } from "./source-rules.ts";

export interface Length {
  /** `path`, or `path:line name` of a function. */
  readonly what: string;
  readonly lines: number;
}

/** Configuration that its tool looks for at the top and nowhere else. */
const TOOLS = ["biome.json", "knip.json", "vitest.config.ts"];
const FOLDERS = ["server", "views", "static", "db", "scripts", "test"];
const FILES = ["package.json", "package-lock.json", "README.md", "LICENSE", "SECURITY.md"];

/** Top-level entries that the layout does not have. Dotfiles and tsconfig*.json are always welcome. */
export function findOddEntries(paths: readonly string[]): readonly string[] {
  const entries = new Set(paths.map((path) => path.split("/")[0] ?? ""));
  const known = [...FOLDERS, ...FILES, ...TOOLS];
  return [...entries].filter((entry) => !known.includes(entry) && !/^\.|^tsconfig[a-z.]*\.json$/.test(entry)).sort();
}

/** Names that say nothing about what is inside: what has no home has not been named yet. */
export function findNamelessFiles(paths: readonly string[]): readonly string[] {
  const nameless = /(^|\/)(utils?|helpers?|common|shared|misc|services?|types|index|constants)(\.[a-z.]+)?(\/|$)/;
  return paths.filter((path) => /^(server|scripts|test)\//.test(path) && nameless.test(path));
}

/** Longest first. */
export function fileLengths(files: readonly SourceFile[]): readonly Length[] {
  return files.map(({ path, text }) => ({ what: path, lines: text.trimEnd().split("\n").length })).sort(longestFirst);
}

/** Longest first; a function's lines count from its first to its last, those of functions inside included. */
export function functionLengths(files: readonly SourceFile[]): readonly Length[] {
  return files
    .filter(({ path }) => path.endsWith(".ts"))
    .flatMap(lengthsIn)
    .sort(longestFirst);
}

function lengthsIn({ path, text }: SourceFile): readonly Length[] {
  const source = syntaxOf(path, text);
  return everyNode(source).flatMap((node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return [];
    const first = lineOf(source, node.getStart());
    return [{ what: `${path}:${first} ${nameOf(node)}`, lines: lineOf(source, node.end) - first + 1 }];
  });
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : "(unnamed)";
}

function longestFirst(a: Length, b: Length): number {
  return b.lines - a.lines;
}
