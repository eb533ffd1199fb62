/** What the staff's path stands on, what a handler of it may know of a request, and what it answers with. */
import type { Act } from "../records/audit.ts";
import type { Role } from "../records/staff.ts";
import type { WorkingCalendar } from "../records/working-days.ts";
import type { Random } from "../records/world.ts";
import type { Shelf } from "../releasing/shelf.ts";
import type { StaffStorage } from "../storage/storage.ts";
import type { Definition } from "../survey/definition.ts";
import type { EventStream } from "../web/event-stream.ts";
import type { FormFields } from "../web/form.ts";
import type { Translate } from "../web/languages.ts";
import type { Drawing } from "../web/preview-words.ts";
import type { Reply } from "../web/reply.ts";
import type { TextDesk } from "./coding/text-desk.ts";
import type { CountsDesk } from "./counts-desk.ts";
import type { Health } from "./dashboard/health.ts";
import type { Live } from "./dashboard/live.ts";
import type { Passwords } from "./password.ts";
import type { StaffSignIn } from "./provider/staff-provider.ts";
import type { StaffFault } from "./refusals.ts";
import type { ReleaseDesk } from "./releases/release-desk.ts";
import type { ReportDesk } from "./report-desk.ts";
import type { CodeDesk } from "./surveys/code-desk.ts";

export interface StaffWorld {
  readonly storage: StaffStorage;
  readonly reports: ReportDesk;
  /** Sums of the stores, of this moment. */
  readonly counts: CountsDesk;
  /** Open answers, apart from everything else that was answered. */
  readonly texts: TextDesk;
  /** By which working days are counted. */
  calendar(): WorkingCalendar;
  readonly releases: ReleaseDesk;
  /** Where the files of releases are kept. */
  readonly shelf: Shelf;
  readonly codes: CodeDesk;
  /** Seals what the same codes are made of once more. */
  readonly codesKey: Uint8Array;
  readonly passwords: Passwords;
  readonly signIn: StaffSignIn;
  /** Seals what a sign-in at the provider carries to its end. */
  readonly attemptKey: Uint8Array;
  readonly random: Random;
  readonly publicUrl: URL;
  /** Where links for further staff lead. */
  readonly adminUrl: URL;
  /** Seals secrets of second factors, and what the pages of a sign-in carry. */
  readonly factorKey: Uint8Array;
  /** Adds to the audit log. `who`: a member of staff. */
  note(visit: Pick<StaffVisit, "now">, act: Act, about: string, who: string): Promise<void>;
  readonly live: Live;
  /** Whether a session goes on in one of these roles. Asking is no use of it. */
  mayWatch(session: string, roles: readonly Role[]): Promise<boolean>;
  /** How the service is, for those who run a survey. */
  readonly health: () => Promise<Health>;
  /** K: the urn releases K responses once it holds 2K. */
  readonly pool: number;
  readonly acting: Acting;
  readonly preview: Previewing;
  /** The picture beside a link to published results, a PNG. */
  readonly picture: Drawing;
}

/** A definition as citizens see it, by steps from 0. */
export interface Previewing {
  steps(definition: Definition): number;
  /** The page as HTML; undefined where there is no such step. `bar`: what stands above it. */
  page(shown: {
    readonly definition: Definition;
    readonly step: number;
    readonly language: string;
    readonly address: string;
    readonly query: Readonly<Record<string, string>>;
    readonly bar: {
      readonly title: string;
      readonly links: readonly { readonly address: string; readonly words: string; readonly here: boolean }[];
    };
  }): string | undefined;
}

/** What confirmed acts do to surveys. Each resolves to why it could not be done, in words for staff. */
export interface Acting {
  publish(definition: Definition): Promise<string | undefined>;
  /** With the protocol; the survey's keys are gone after it. */
  close(survey: string): Promise<string | undefined>;
}

/** Whoever is signed in, without what only the door needs to know of them. */
export interface Member {
  readonly name: string;
  readonly role: Role;
  /** Has set up a second factor. */
  readonly enrolled: boolean;
}

export interface StaffVisit {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly fields: FormFields;
  readonly now: Date;
  readonly language: string;
  readonly translate: Translate;
  /** Nobody only where the route is open to anyone. */
  readonly member: Member | undefined;
  /** The value of the session's cookie, where somebody is signed in. */
  readonly session: string | undefined;
  /** The caller prefers JSON to a page. */
  readonly wantsJson: boolean;
  /** The address's query as it came. */
  readonly search: string;
  /** A sign-in at the provider that began in this browser. */
  readonly attempt: string | undefined;
  /** What the browser carries as its session from the next answer on; null for nothing. */
  carry(session: string | null): void;
  /** The same for a sign-in at the provider. */
  carryAttempt(attempt: string | null): void;
}

export type StaffReply =
  | Extract<Reply, { readonly kind: "page" | "see-other" | "to-provider" }>
  | { readonly kind: "refused"; readonly fault: StaffFault }
  /** A citizen's page to look at: nothing on it can be sent or run. */
  | { readonly kind: "preview"; readonly html: string }
  /** `looking`: the totals of the moment, asked for again and again as a page asks: nothing that is noted as leaving. */
  | { readonly kind: "json"; readonly value: object; readonly looking?: true }
  /** Stays open, and ends with the session. */
  | { readonly kind: "events"; readonly streaming: Streaming }
  /** `name`: the file's, in ASCII. */
  | { readonly kind: "csv" | "markdown" | "svg" | "html"; readonly name: string; readonly content: string }
  | { readonly kind: "xlsx"; readonly name: string; readonly content: Uint8Array }
  /** Of a release, at `path`: sent as a stream, whole or in ranges. `about`: what the audit log calls it. */
  | {
      readonly kind: "file";
      readonly path: string;
      readonly name: string;
      readonly sha256: string;
      readonly about: string;
    };

/** Called once the stream is open; returns what to do when it has gone. */
export type Streaming = (stream: EventStream) => () => void;

export type StaffHandler = (visit: StaffVisit, world: StaffWorld) => Promise<StaffReply>;

/** Who may come in by a route. */
export type Permission = "anyone" | readonly Role[];

export interface Route {
  readonly method: "get" | "post";
  readonly address: string;
  readonly who: Permission;
  readonly handler: StaffHandler;
  /** Failed attempts are counted by address and slowed down. */
  readonly guessable?: true | "by account";
  /** The form may carry a file. */
  readonly uploads?: true;
  /** Only with a second factor set up: acts that change what others may do. */
  readonly needsFactor?: true;
}

export function refuse(fault: StaffFault): StaffReply {
  return { kind: "refused", fault };
}
