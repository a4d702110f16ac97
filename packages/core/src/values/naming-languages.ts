/** Languages whose names of countries and languages are understood; where two of them disagree, the first is right. */
export const NAMING_LANGUAGES = (
  "en de fr es it nl pt pl ja zh ar bg bn bs ca cs da el et eu fa fi ga gl he hi hr hu hy id is ka kk ko lt lv mk ms mt nb nn ro ru " +
  "sk sl sq sr sv sw ta th tr uk ur uz vi"
).split(" ");
