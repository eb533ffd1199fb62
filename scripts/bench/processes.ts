/** What processes cost, as Linux counts it: a process with all its descendants, from /proc. */
import { readdirSync, readFileSync } from "node:fs";

export interface Process {
  readonly pid: number;
  /** The words it was started with. */
  readonly command: string;
  /** Seconds, user and system, of all its threads. */
  readonly processor: number;
  /** Resident, in MB. */
  readonly memory: number;
}

/** What `getconf CLK_TCK` says on every Linux of today. */
const TICKS = 100;
const PAGES_IN_A_MB = 256;

/** The process and its descendants that run just now. */
export function treeOf(root: number): readonly Process[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const found = statOf(Number(name));
      return found ? [found] : [];
    });
  const inTree = (pid: number): boolean => {
    if (pid === root) return true;
    const parent = all.find((each) => each.pid === pid)?.parent;
    return parent !== undefined && parent > 1 && inTree(parent);
  };
  return all.filter(({ pid }) => inTree(pid));
}

export function processorOf(processes: readonly Process[]): number {
  return processes.reduce((sum, { processor }) => sum + processor, 0);
}

function statOf(pid: number): (Process & { readonly parent: number }) | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
    const memory = Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) / PAGES_IN_A_MB;
    return { pid, parent: parent ?? 0, command, processor: ((user ?? 0) + (system ?? 0)) / TICKS, memory };
  } catch {
    // It ended while we looked.
    return undefined;
  }
}
