/** A release by command: what it costs is shown, then it is made, kept and handed out. */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { marginsFor } from "../../server/margins.ts";
import { chosenFrom } from "../../server/releasing/choice.ts";
import { makeAndKeep, passGate, type ReadOrder, readFor } from "../../server/releasing/making.ts";
import { NotReleased } from "../../server/releasing/not-released.ts";
import type { ReleaseOrder } from "../../server/releasing/order.ts";
import { shelfIn } from "../../server/releasing/shelf.ts";
import type { StaffStorage } from "../../server/storage/storage.ts";
import { CommandError } from "../command.ts";
import { progressOf } from "../progress.ts";
import { shownProposals } from "./proposals.ts";

export interface ReleaseCommand extends ReleaseOrder {
  /** Undefined: only the ways to make the file safe are shown. */
  readonly out: string | undefined;
}

/** Where things are. */
export interface Place {
  readonly dataDir: string;
  /** The project's folder: margins, languages, the version in package.json. */
  readonly root: string;
}

export async function makeRelease(command: ReleaseCommand, storage: StaffStorage, place: Place): Promise<void> {
  try {
    await made(command, storage, place);
  } catch (error) {
    throw error instanceof NotReleased ? new CommandError(error.message) : error;
  }
}

async function made(command: ReleaseCommand, storage: StaffStorage, { dataDir, root }: Place): Promise<void> {
  const { survey, out } = command;
  if (out !== undefined) emptyFolder(out);
  const margins = await marginsFor(join(root, "db", "margins"), survey);
  const shelf = shelfIn(dataDir);
  const reading = await withProgress((progress) =>
    readFor(command, storage, { dataDir, root, margins, now: new Date(), progress }),
  );
  if (reading.same !== undefined && out !== undefined) {
    shelf.handOut(reading.same, out);
    console.log(`${reading.same}: made before from the same request, and the same files are in ${out}.`);
    return;
  }
  const prepared = passGate(reading);
  console.error(shownProposals(prepared));
  if (out === undefined) return;
  const id = await makeAndKeep(reading, prepared, chosenFrom(prepared, command.recode), storage);
  shelf.handOut(id, out);
  console.log(`${id}: written into ${out}, and kept in ${join(dataDir, "releases", id)}.`);
}

async function withProgress(
  read: (progress: (stage: string, done: number, total: number) => void) => Promise<ReadOrder>,
): Promise<ReadOrder> {
  const progress = progressOf("reading responses");
  try {
    return await read((_stage, done, total) => progress.show(done, total));
  } finally {
    progress.stop();
  }
}

/** Made where it is missing. Throws where something is in it: files of two releases are not mixed. */
function emptyFolder(out: string): void {
  mkdirSync(out, { recursive: true });
  if (readdirSync(out).length > 0) throw new CommandError(`${out} is not empty: name an empty folder, or one to make.`);
}
