/** A disk of its own for a test: a file with a file system on it, that can be filled, made read-only, and cut from its power. Root's alone. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MKFS = "/usr/sbin/mkfs.ext4";

/** Whether this machine lets a test make one. */
export const canMakeDisks = process.getuid?.() === 0 && existsSync(MKFS) && existsSync("/dev/loop-control");

export interface Disk {
  /** Where it is mounted. */
  readonly path: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives it back. */
  empty(): void;
  /** As a kernel does that no longer trusts a disk: nothing can be written any more, and what is open stays open. */
  becomeReadOnly(): void;
  /**
   * Resolves, once all is ready for it, to the cut itself, which then takes a millisecond and not a program's start: what no fsync has
   * brought to the disk is gone, and nothing reaches it any more (EXT4_IOC_SHUTDOWN without flushing the log).
   */
  armPowerCut(): Promise<() => Promise<void>>;
  /** Once nobody uses it: mounted again, and its own log replayed. */
  comeBack(): void;
  remove(): void;
}

export function makeDisk(megabytes: number): Disk {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "pikir-disk-"));
  const [image, path] = [join(folder, "image"), join(folder, "disk")];
  const ballast = join(path, "ballast");
  const mount = () => run("mount", "-o", "loop,errors=remount-ro", image, path);
  const unmount = () => patiently(() => run("umount", path));
  run("truncate", "-s", `${megabytes}M`, image);
  // No room is kept for root, whom the server may be.
  run(MKFS, "-q", "-F", "-m", "0", image);
  mkdirSync(path);
  mount();
  return {
    path,
    fill: () => fill(ballast),
    empty: () => rmSync(ballast),
    becomeReadOnly: () => run("mount", "-o", "remount,abort", path),
    armPowerCut: async () => {
      const child = spawn("python3", ["-c", SHUT_DOWN, path], { stdio: ["pipe", "pipe", "inherit"] });
      await once(child.stdout, "data");
      return async () => {
        const ended = once(child, "exit");
        child.stdin.end();
        const [status] = await ended;
        if (status !== 0) throw new Error("the power could not be cut");
      };
    },
    comeBack: () => {
      unmount();
      mount();
    },
    remove: () => {
      unmount();
      rmSync(folder, { recursive: true });
    },
  };
}

/** ioctl(2) with _IOR('X', 125, __u32) and EXT4_GOING_FLAGS_NOLOGFLUSH; Node has no ioctl. */
const SHUT_DOWN = `
import fcntl, os, struct, sys
disk = os.open(sys.argv[1], os.O_RDONLY)
print("ready", flush=True)
sys.stdin.read()
fcntl.ioctl(disk, 0x8004587d, struct.pack("I", 2))`;

function fill(ballast: string): void {
  for (const size of [1 << 20, 1 << 12]) {
    const piece = Buffer.alloc(size);
    try {
      for (;;) writeFileSync(ballast, piece, { flag: "a" });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    }
  }
}

/** A process that was killed lets go of its files a moment after it is gone. */
function patiently(act: () => void): void {
  for (let attempt = 1; attempt < 50; attempt += 1) {
    try {
      return act();
    } catch {
      run("sleep", "0.1");
    }
  }
  act();
}

function run(program: string, ...words: readonly string[]): void {
  execFileSync(program, words, { stdio: ["ignore", "ignore", "pipe"] });
}
