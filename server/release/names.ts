/**
 * Names of variables that are legal everywhere: letters, digits and underscores, at most 32 of them, a letter first, no word that
 * SPSS, Stata, R or SQL keep for themselves. A name is made of ids alone, so that it stays the same from version to version and
 * release to release.
 */
import { createHash } from "node:crypto";

/** Stata's limit; SPSS allows 64 bytes. */
const LONGEST = 32;

/** `question`, `question__row` or `question__option`. An id has no double hyphen, so no two of them become one name. */
export function variableName(...ids: readonly string[]): string {
  const plain = ids.map((id) => id.replaceAll("-", "_")).join("__");
  const name = /^[a-z]/.test(plain) ? plain : `q${plain}`;
  const free = RESERVED.has(name) ? `${name}__q` : name;
  if (free.length <= LONGEST) return free;
  const mark = createHash("sha256").update(ids.join("/")).digest("hex").slice(0, 6);
  return `${free.slice(0, LONGEST - 7).replace(/_+$/, "")}_${mark}`;
}

/** Variables that every release brings itself. */
export const OWN_NAMES = ["record_id", "month", "language", "channel", "duration", "weight"] as const;

const RESERVED: ReadonlySet<string> = new Set([
  ...OWN_NAMES,
  // SPSS
  ...["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"],
  // Stata
  ...[
    "aggregate",
    "array",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "class",
    "colvector",
    "complex",
    "const",
    "continue",
  ],
  ...[
    "default",
    "delegate",
    "delete",
    "do",
    "double",
    "else",
    "eltypedef",
    "end",
    "enum",
    "explicit",
    "export",
    "external",
  ],
  ...[
    "float",
    "for",
    "friend",
    "function",
    "global",
    "goto",
    "if",
    "in",
    "inline",
    "int",
    "local",
    "long",
    "mata",
    "matrix",
  ],
  ...["namespace", "new", "null", "numeric", "operator", "orgtypedef", "pointer", "polymorphic", "pragma", "private"],
  ...[
    "protected",
    "public",
    "quad",
    "real",
    "return",
    "rowvector",
    "scalar",
    "short",
    "signed",
    "static",
    "strl",
    "string",
  ],
  ...["struct", "super", "switch", "template", "this", "throw", "transmorphic", "try", "typedef", "typename", "union"],
  ...["unsigned", "using", "vector", "version", "virtual", "void", "volatile", "while"],
  // R
  ...["next", "repeat", "true", "false", "inf", "nan", "na"],
  // SQL
  ...[
    "as",
    "create",
    "distinct",
    "from",
    "group",
    "having",
    "insert",
    "into",
    "join",
    "limit",
    "on",
    "order",
    "primary",
  ],
  ...["select", "set", "table", "update", "user", "values", "where"],
]);
