import type { Language } from "@baton/words";

/** Two digits at most: enough that decayed points still add up in the reader's head. */
export function plainPoints(points: number, language: Language = "en"): string {
  const rounded = Math.round(Math.abs(points) * 100) / 100;
  const text = new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: false }).format(rounded);
  return points < 0 && rounded !== 0 ? `−${text}` : text;
}

/** `+45`, `−40`, `+7.25`; `+7,25` in German. */
export function signedPoints(points: number, language: Language = "en"): string {
  const text = plainPoints(points, language);
  return text.startsWith("−") ? text : `+${text}`;
}
