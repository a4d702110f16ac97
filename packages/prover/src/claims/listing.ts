const conjunction = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** `a`, `a and b`, `a, b and c`. */
export const and = (items: readonly string[]): string => conjunction.format(items);
