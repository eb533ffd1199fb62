/** A disk of its own for a test: a file with a file system on it, that can be filled, made read-only, and cut from its power. Root's alone. */
import { execFileSync } from "node:child_process";
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
  /** What no fsync has brought to the disk is gone, and nothing reaches it any more (EXT4_IOC_SHUTDOWN without flushing the log). */
  cutPower(): void;
  /** Once nobody uses it: mounted again, and its own log replayed. */
  comeBack(): void;
  remove(): void;
}

export function makeDisk(megabytes: number): Disk {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "pikir-disk-"));
  const [image, path] = [join(folder, "image"), join(folder, "disk")];
  const ballast = join(path, "ballast");
  const mount = () => run("mount", "-o", "loop,errors=remount-ro", image, path);
  const unmount = () => run("umount", path);
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
    cutPower: () => run("python3", "-c", SHUT_DOWN, path),
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
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack("I", 2))`;

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

function run(program: string, ...words: readonly string[]): void {
  execFileSync(program, words, { stdio: ["ignore", "ignore", "pipe"] });
}
