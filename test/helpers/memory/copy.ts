import { BatonError } from "@baton/core/error";

/** As a database would: nothing is shared with the caller, absent values are left out, and what is no data or no text is refused. */
export function copy<T>(value: T): T {
  if (value === undefined) return value;
  const text = JSON.stringify(structuredClone(value));
  if (loneSurrogate.test(text)) throw new BatonError("store.refused", "The store does not take half a character.");
  return JSON.parse(text) as T;
}

/** As JSON has to write it. */
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;
