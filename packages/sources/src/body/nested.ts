/** Names in brackets, as `contact[email]`. */
export const isBracketed = (name: string): boolean => /^[^[]+\[/.test(name);

/** Whether an entry holds others: by its name, as a structure, or as text that may be JSON. */
export const isNested = ([name, value]: readonly [string, unknown]): boolean =>
  isBracketed(name) ||
  (typeof value === "string" && /^\s*[{[]/.test(value)) ||
  [value].flat().some((one) => typeof one === "object" && one !== null);
