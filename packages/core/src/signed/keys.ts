import { BatonError } from "../error/index.ts";

/** Keys of a secret's value: one, or several separated by commas while they rotate. The first signs. Throws `link.noKey`. */
export function keysOf(value: string): readonly [string, ...string[]] {
  const [first, ...others] = value
    .split(",")
    .map((key) => key.trim())
    .filter(Boolean);
  if (first === undefined) throw new BatonError("link.noKey", "The link key is empty.", { status: 500 });
  return [first, ...others];
}
