/** What is looked at: walks through the pages. */
import type { Page } from "playwright-core";
import type { Room } from "./room.ts";

/** The names of the states, each yielded while it is on the screen; whoever looks may resize and recolour it, and has to put it back. */
export type States = AsyncGenerator<string, void, undefined>;

/** Begins with a browser that carries nothing yet. */
export type Walk = (page: Page, room: Room, language: string) => States;
