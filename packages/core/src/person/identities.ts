import { createHash } from "node:crypto";
import type { Who } from "../delivery/index.ts";
import { mailbox } from "../values/address.ts";
import { spelling } from "./names.ts";

/** One way to know somebody, as it is kept: a digest, so that no address is in a key. */
const digest = (...way: string[]): string => {
  const hash = createHash("sha256").update("person\0");
  for (const part of way) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 32);
};

/** Ways a person is known across deliveries, as digests, the surest first: e-mail, phone, then a tracking tool's ids. */
export function identities({ email, phone, userId, anonymousId }: Who): string[] {
  return [
    addressIdentity(email),
    phoneIdentity(phone),
    userId ? digest(`user:${userId}`) : undefined,
    anonymousId ? digest(`anonymous:${anonymousId}`) : undefined,
  ].filter((one) => one !== undefined);
}

export const addressIdentity = (email: unknown): string | undefined =>
  typeof email === "string" ? digest(`email:${(mailbox(email) ?? email).toLowerCase()}`) : undefined;

export const phoneIdentity = (phone: unknown): string | undefined =>
  typeof phone === "string" && !isAnybodys(phone) ? digest(`phone:${phone}`) : undefined;

/** The id of somebody whose telephone number is known as somebody else's: who shares one with whom is told apart by name. */
export const sharerIdentity = (phone: string, name: string | undefined, since: string): string =>
  digest(`sharing:${phone}`, spelling(name ?? ""), since);

/** Country calling codes of two digits, as ITU-T E.164 assigns them; 1 and 7 have one digit, all others three. */
const TWO_DIGITS = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** Whether a number (E.164) is one that anybody types into a field that must not be empty: `+1 000 000 0000`, `+49 123456789`. */
export function isAnybodys(phone: string): boolean {
  const digits = /^\+(\d+)$/.exec(phone)?.[1];
  if (digits === undefined) return false;
  const national = digits.slice(/^[17]/.test(digits) ? 1 : TWO_DIGITS.test(digits) ? 2 : 3);
  const runs = (step: number) =>
    [...national].every((digit, n) => n === 0 || Number(digit) === (Number(national[n - 1]) + step) % 10);
  return runs(1) || runs(9) || repeats(national) || /(\d)\1{6}$/.test(national);
}

/** Whether a number is one to three digits over and over: `555555555`, `121212121`, `123123123`. */
const repeats = (digits: string): boolean =>
  [1, 2, 3].some((length) => [...digits].every((digit, n) => digit === digits[n % length]));
