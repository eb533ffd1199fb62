/** Looking into data whose shape nobody has checked yet. */
import type { Path } from "./finding.ts";

export type RawMap = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is RawMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at a path; undefined where the path leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inside, key) => {
    if (Array.isArray(inside)) return inside[Number(key)];
    return isMap(inside) && Object.hasOwn(inside, key) ? inside[key] : undefined;
  }, value);
}

/** The entries of a list with their paths; none where it is no list. */
export function entriesOf(value: unknown, path: Path): readonly { readonly entry: unknown; readonly path: Path }[] {
  return Array.isArray(value) ? value.map((entry: unknown, index) => ({ entry, path: [...path, index] })) : [];
}

export function textAt(value: unknown, path: Path): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : undefined;
}

export function numberAt(value: unknown, path: Path): number | undefined {
  const found = valueAt(value, path);
  return typeof found === "number" ? found : undefined;
}
