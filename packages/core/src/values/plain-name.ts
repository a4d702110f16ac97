/** Words of a name that say no more than others of it. */
const FILLING = new Set(["the", "and", "of"]);

/** A place's name as it is looked up: `Korea, Republic of` and `Republic of Korea`, `Cote d'Ivoire` and `Côte d’Ivoire` are alike. */
export const plainName = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’‘`.]/g, "")
    .replace(/\bst\b/g, "saint")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !FILLING.has(word))
    .sort()
    .join(" ");
