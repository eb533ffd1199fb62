/**
 * Passwords of the staff: long rather than complicated (NIST SP 800-63B, section 3.1.1.2), kept as argon2id with the
 * parameters of the OWASP password storage cheat sheet.
 */
import { hash, verify } from "@node-rs/argon2";
import type { StaffMember } from "../records/staff.ts";
import type { Random } from "../records/world.ts";

export interface Passwords {
  /** argon2id, encoded with its parameters and a fresh salt. */
  hash(password: string): Promise<string>;
  /** Takes as long where there is no hash to compare with, so that the time does not tell who has an account. */
  matches(password: string, stored: string | undefined): Promise<boolean>;
}

export type PasswordFault = "too-short" | "too-long" | "is-name" | "too-common";

export const SHORTEST = 12;
export const LONGEST = 128;

/** 19 MiB, two passes, one lane; argon2id is what the library does where it is not told otherwise. */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

/** What people type when they are asked for twelve characters, without its digits at the end. */
const COMMON = [
  "password",
  "passwordpassword",
  "passw0rd",
  "qwerty",
  "qwertyuiop",
  "qwertyqwerty",
  "qwertyuiopasdfgh",
  "asdfghjkl",
  "asdfghjklzxcvbnm",
  "1q2w3e4r5t6y",
  "1qaz2wsx3edc",
  "administrator",
  "adminadminadmin",
  "changeme",
  "changemechangeme",
  "letmeinletmein",
  "welcome",
  "iloveyou",
  "iloveyouiloveyou",
  "correcthorsebatterystaple",
  "pikir",
  "pikirpikir",
  "пароль",
  "парольпароль",
  "йцукен",
  "йцукенгшщзхъ",
  "фывапролджэ",
  "администратор",
  "құпиясөз",
  "құпия сөз",
  "қазақстан",
  "казахстан",
  "kazakhstan",
];

/** The hash, at the same cost, of a password that was random and is forgotten. */
export const NOBODYS =
  "$argon2id$v=19$m=19456,t=2,p=1$bhztGWzvAYxjqTdK2CX/rQ$oPwJs/iWyxeRC4aWwk/CElaxxEYsLpmSsxaYHSXIytM";

/** Stands in a hash's place where somebody signs in at a provider alone. No password has it as its hash. */
export const NO_PASSWORD = "none";

export function hasPassword(member: StaffMember | undefined): boolean {
  return member !== undefined && member.passwordHash !== NO_PASSWORD;
}

export function openPasswords(random: Random): Passwords {
  return {
    hash: (password) => hash(normal(password), { ...COST, salt: random.bytes(16) }),
    matches: async (password, stored) => {
      const known = stored === NO_PASSWORD ? undefined : stored;
      const same = await verify(known ?? NOBODYS, normal(password));
      return same && known !== undefined;
    },
  };
}

/** Why a new password is refused; undefined where it is not. Any characters, counted as people count them. */
export function passwordFault(password: string, name: string): PasswordFault | undefined {
  const length = [...normal(password)].length;
  if (length < SHORTEST) return "too-short";
  if (length > LONGEST) return "too-long";
  const plain = folded(password);
  if (isMadeOf(plain, folded(name))) return "is-name";
  return isCommon(plain) ? "too-common" : undefined;
}

/** The name, perhaps more than once, with at most three characters added. */
function isMadeOf(plain: string, name: string): boolean {
  if (name === "") return false;
  const rest = plain.replace(/\s/g, "").replaceAll(name.replace(/\s/g, ""), "");
  return [...rest].length < 4;
}

function isCommon(plain: string): boolean {
  const letters = plain.replace(/[\d\s!.]+$/, "");
  const repeated = /^(.{1,4})\1+.{0,3}$/su.test(plain);
  return repeated || isRun(plain) || COMMON.includes(letters) || COMMON.includes(plain);
}

/** `123456789012`, `abcdefghijkl`, and the same backwards. */
function isRun(plain: string): boolean {
  const codes = [...plain].map((letter) => letter.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, at) => code - (codes[at] ?? 0)));
  return steps.size === 1 || (/^\d+$/.test(plain) && [...steps].every((step) => step === 1 || step === -9));
}

/** One spelling for letters that can be written as one character or as two, like й. */
function normal(password: string): string {
  return password.normalize("NFKC");
}

function folded(text: string): string {
  return normal(text).toLowerCase().trim();
}
