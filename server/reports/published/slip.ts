/** One contradiction in printed figures. */
export interface Slip {
  readonly table: string;
  readonly row: string | null;
  readonly check: "sum" | "share" | "interval" | "granularity" | "deviation" | "breakdown" | "rate";
  /** With the figures, in the language of who looks. */
  readonly words: string;
}

/** How findings are told in one language: its words, and its figures with so many decimals, or as they are. */
export interface Telling {
  say(key: string, values: Readonly<Record<string, string>>): string;
  figure(value: number, decimals?: number): string;
}

export function tellingIn(language: string, say: Telling["say"]): Telling {
  // Plain `en` would be that of one country.
  const written = (minimum: number, maximum: number) =>
    new Intl.NumberFormat(`${language}-001`, { minimumFractionDigits: minimum, maximumFractionDigits: maximum });
  return {
    say,
    figure: (value, decimals) => written(decimals ?? 0, decimals ?? 10).format(value),
  };
}
