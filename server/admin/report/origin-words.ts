/** What a language and a place of invitation are called: whoever reads a table need not know codes. */
import type { StaffVisit } from "../world.ts";

export interface OriginWords {
  language(code: string): string;
  place(id: string): string;
}

export function originWords({ language: shown, translate }: StaffVisit): OriginWords {
  const names = new Intl.DisplayNames([shown], { type: "language", fallback: "code" });
  return {
    language: (code) => (code === "other" ? translate("admin.time.other") : names.of(code)) ?? code,
    place: (id) => (id === "direct" || id === "other" ? translate(`admin.time.${id}`) : id),
  };
}
