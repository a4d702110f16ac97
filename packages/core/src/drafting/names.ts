import { cutText } from "../text/index.ts";

/** Longest id that is made of a name. */
const MOST_ID = 40;

/** Words of the language, and of commands, where somebody's id could stand. */
const RESERVED = new Set([
  "manager",
  "owner",
  "lead",
  "marketing",
  "sales",
  "none",
  "rules",
  "default",
  "from",
  "remind",
]);

/** `Website demo (new)` as `website-demo-new`; empty where a name has no letter or digit of ASCII. */
export const slug = (name: string): string =>
  cutText(
    name
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, ""),
    MOST_ID,
  ).replace(/-+$/, "");

/** Makes ids of names, each once: `ana`, `ana-2`. An id begins with a letter, so that nothing takes it for a number. */
export function naming(fallback: string): (...names: string[]) => string {
  const used = new Set<string>();
  return (...names) => {
    const base = names.map(slug).find((one) => /^[a-z]/.test(one)) ?? fallback;
    for (let n = 1; ; n++) {
      const id = n === 1 ? base : `${base}-${n}`;
      if (used.has(id) || RESERVED.has(id) || id in Object.prototype) continue;
      used.add(id);
      return id;
    }
  };
}
