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

/** Languages whose names of countries and languages are understood; where two of them disagree, the first is right. */
export const NAMING_LANGUAGES = (
  "en de fr es it nl pt pl ja zh ar bg bn bs ca cs da el et eu fa fi ga gl he hi hr hu hy id is ka kk ko lt lv mk ms mt nb nn ro ru " +
  "sk sl sq sr sv sw ta th tr uk ur uz vi"
).split(" ");
