/** What a handler answers with: a value. Sending it is done in one place, so a request has one fate. */
import type { Fault } from "../records/fault.ts";
import type { Words } from "./sheets.ts";
import type { View } from "./views.ts";

export type Reply =
  | {
      readonly kind: "page";
      readonly name: string;
      readonly status: number;
      readonly title: string;
      readonly view: View;
      /** The Trusted Types policy that a script of this page may make; none without. */
      readonly trustedTypes?: string;
      /**
       * Of a page that is alike for everybody who is shown this view: the words that are not, by their fields in the template. Its
       * view is made once (`citizen/once-per.ts`). A page that may say anything of anybody has none.
       */
      readonly blanks?: Words;
      /** Seconds after which the browser asks for the page again by itself. */
      readonly refresh?: number;
    }
  /** `leaves`: the browser is to forget what our pages have kept in it. */
  | { readonly kind: "see-other"; readonly to: string; readonly leaves?: true }
  /** 303 to the sign-in provider, the only place outside that a page of ours leads to by itself. */
  | { readonly kind: "to-provider"; readonly to: URL; readonly leaves?: true }
  | { readonly kind: "refused"; readonly fault: Fault };

/** `title`: finished words, without the product's name. */
export function page(name: string, title: string, view: View, status = 200): Extract<Reply, { kind: "page" }> {
  return { kind: "page", name, title, view, status };
}

/** 303: the next page is fetched anew, so that a reload repeats nothing. `to`: an address of ours. */
export function seeOther(to: string): Extract<Reply, { kind: "see-other" }> {
  return { kind: "see-other", to };
}

export function refused(fault: Fault): Reply {
  return { kind: "refused", fault };
}
