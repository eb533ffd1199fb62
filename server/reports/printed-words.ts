/** How figures and texts are printed on a terminal: in English. */
import type { Text } from "../survey/definition.ts";
import type { Item } from "./items.ts";

export function pointWords(id: string, label: Text | undefined, item: Item): string {
  if (!label) return id;
  return item.kind === "scale" ? `${id} ${inEnglish(label)}` : inEnglish(label);
}

export function itemWords({ text, rowText }: Item): string {
  return rowText ? `${inEnglish(text)} ${inEnglish(rowText)}` : inEnglish(text);
}

/** The text in English, or in the first language it has. */
export function inEnglish(text: Text): string {
  return text.en ?? Object.values(text)[0] ?? "";
}

export function whole(count: number): string {
  return count.toLocaleString("en");
}

export function percent(share: number | null): string {
  return share === null ? "-" : `${(share * 100).toFixed(2)}%`;
}

export function decimal(value: number | null): string {
  return value === null ? "-" : value.toLocaleString("en", { maximumFractionDigits: 2 });
}

/** Two shares as an interval; a dash where there is none. */
export function interval(low: number | null, high: number | null): string {
  return low === null ? "-" : `${percent(low)} to ${percent(high)}`;
}
