/**
 * YAML text as data with positions. YAML is more than a definition needs: aliases (a few lines of which can unfold to
 * gigabytes), tags, several documents and keys that are no words are refused.
 */
import {
  type CST,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  parseDocument,
  stringify,
} from "yaml";
import { type Finding, type Path, quoted, type Reason, wrong } from "./finding.ts";

export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface Source {
  /** Undefined where the text cannot be trusted to mean what it seems to. */
  readonly value?: unknown;
  readonly syntax: readonly (Position & { readonly reason: Reason })[];
  readonly findings: readonly Finding[];
  readonly positionOf: (finding: Pick<Finding, "path" | "at">) => Position;
}

/** A survey of 200 questions in five languages is about a tenth of it. */
const MOST_CHARACTERS = 2_000_000;
/** The parser recurses, and V8 ends the process where a regular expression meets the end of the stack. */
const MOST_LEVELS = 64;

/** Reads YAML 1.2 (core schema); never throws. */
export function readSource(yaml: string): Source {
  if (yaml.length > MOST_CHARACTERS) return refused(wrong("too-long-a-file", { most: MOST_CHARACTERS }));
  if (isTooDeep(yaml)) return refused(wrong("too-deep", { most: MOST_LEVELS }));
  const lines = new LineCounter();
  const document = parseDocument(yaml, {
    lineCounter: lines,
    prettyErrors: false,
    schema: "core",
    uniqueKeys: false,
    logLevel: "error",
  });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // Where the top of the file ends too early, every later token is an error of its own: the first says it all.
  const slips = document.errors.filter((error, index) => index === 0 || !error.message.includes("in YAML stream"));
  const syntax = slips.map((error) => ({
    ...position(error.pos[0]),
    reason: slipOf(error.code, error.message),
  }));
  const { findings, isReadable } = oddities(document.contents, []);
  const positionOf = (finding: Pick<Finding, "path" | "at">) => position(offsetOf(document.contents, finding));
  const seen = { syntax, findings, positionOf };
  return syntax.length === 0 && isReadable ? { ...seen, value: document.toJS() } : seen;
}

/** Plain data as YAML that reads as the same data. What somebody's file said in comments is not in it. */
export function writtenAsYaml(value: unknown): string {
  return stringify(value, { schema: "core", lineWidth: 120, aliasDuplicateObjects: false });
}

function refused(reason: Reason): Source {
  const start = { line: 1, column: 1 };
  return { syntax: [{ ...start, reason }], findings: [], positionOf: () => start };
}

/** Characters. The parser quotes what it stumbled over, however long that is. */
const LONGEST_SAID = 200;

/** What the parser found. Its own sentence, which is English, is quoted where it knows more than we do. */
function slipOf(code: string, message: string): Reason {
  const said = message.replace(/\s+/g, " ").slice(0, LONGEST_SAID);
  switch (code) {
    case "MULTIPLE_DOCS":
      return wrong("second-document");
    case "TAB_AS_INDENT":
      return wrong("tabs");
    case "BLOCK_AS_IMPLICIT_KEY":
      return wrong("unreadable", { said }, wrong("colon-in-text"));
    case "BAD_INDENT":
      return wrong("unreadable", { said }, wrong("indentation"));
    case "BAD_SCALAR_START":
    case "BAD_DQ_ESCAPE":
      return wrong("unreadable", { said }, wrong("put-in-quotes"));
    case "MISSING_CHAR":
      return wrong("unreadable", { said }, wrong("left-open"));
    default:
      return wrong("unreadable", { said });
  }
}

function isTooDeep(yaml: string): boolean {
  const open: { token: CST.Token; level: number }[] = [...new Parser().parse(yaml)].map((token) => ({
    token,
    level: 0,
  }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, level } = next;
    if (level > MOST_LEVELS) return true;
    for (const inner of tokensIn(token)) open.push({ token: inner, level: level + 1 });
  }
  return false;
}

function tokensIn(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value ? [token.value] : [];
  if (!("items" in token)) return [];
  return token.items.flatMap((item) => [item.key, item.value].filter((inner) => inner !== undefined && inner !== null));
}

interface Oddities {
  readonly findings: readonly Finding[];
  /** False where the node cannot be turned into plain data safely. */
  readonly isReadable: boolean;
}

/** What YAML allows and a definition does not. */
function oddities(node: unknown, path: Path): Oddities {
  if (isAlias(node)) return oddity(path, wrong("alias", { alias: quoted(`*${node.source}`) }));
  if (!isNode(node)) return { findings: [], isReadable: true };
  const own: Finding[] = [];
  if ("anchor" in node && node.anchor)
    own.push({ path, reason: wrong("anchor", { anchor: quoted(`&${node.anchor}`) }) });
  if (node.tag) own.push({ path, reason: wrong("tag", { tag: quoted(node.tag) }) });
  const inside = isMap(node)
    ? oddPairs(node.items, path)
    : isSeq(node)
      ? node.items.map((item, index) => oddities(item, [...path, index]))
      : [];
  return {
    findings: [...own, ...inside.flatMap((part) => part.findings)],
    isReadable: inside.every((part) => part.isReadable),
  };
}

function oddPairs(pairs: readonly unknown[], path: Path): Oddities[] {
  const seen = new Set<string>();
  return pairs.filter(isPair).flatMap((pair) => {
    if (!isScalar(pair.key)) return [oddity(path, wrong("key-no-word"))];
    const key = keyOf(pair.key.value);
    const again = seen.has(key) ? [twice([...path, key])] : [];
    seen.add(key);
    return [...again, oddities(pair.key, [...path, key]), oddities(pair.value, [...path, key])];
  });
}

function oddity(path: Path, reason: Reason): Oddities {
  return { findings: [{ path, reason }], isReadable: false };
}

function twice(path: Path): Oddities {
  return { findings: [{ path, at: "key", reason: wrong("key-twice") }], isReadable: true };
}

/** As `toJS` writes it, so that `1` and `"1"` are seen to be the same. */
function keyOf(value: unknown): string {
  return value === null ? "" : String(value);
}

function offsetOf(contents: unknown, finding: Pick<Finding, "path" | "at">): number {
  let node = contents;
  let offset = startOf(contents) ?? 0;
  for (const [depth, key] of finding.path.entries()) {
    // The last of two equal keys is the one whose value counts.
    const pair = isMap(node)
      ? node.items.findLast((item) => isScalar(item.key) && keyOf(item.key.value) === String(key))
      : undefined;
    const inner: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(key)] : undefined;
    if (!pair && inner === undefined) return offset;
    const isAtKey = finding.at === "key" && depth === finding.path.length - 1;
    offset = (isAtKey ? undefined : startOf(inner)) ?? startOf(pair?.key) ?? offset;
    node = inner;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
