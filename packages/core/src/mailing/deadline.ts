import { inEnglish, type Words } from "@baton/words";
import { formatInstant, formatTime } from "../zone/index.ts";

/** The end of a window as somebody reads it. */
export interface Deadline {
  /** "in 4 min (09:15)" when it is near, else "Tue 24 Nov 2026, 10:15 (Europe/Berlin)". */
  text: string;
  /** For the end of a sentence: ", due in 4 min (09:15)" or " by Tue 24 Nov 2026, 10:15 (Europe/Berlin)". */
  clause: string;
}

const NEAR_MS = 3_600_000;

/** A deadline that is still to come, in a zone; undefined for one that is over. Instants are epoch ms. */
export function deadlineOf(
  zone: string,
  at: number,
  now: number,
  { say, language }: Words = inEnglish,
): Deadline | undefined {
  if (at <= now) return undefined;
  if (at - now >= NEAR_MS) {
    const text = formatInstant(zone, at, { language });
    return { text, clause: ` ${say("deadline.by", { at: text })}` };
  }
  const minutes = Math.max(1, Math.floor((at - now) / 60_000));
  const text = say("deadline.in", { minutes, time: formatTime(zone, at) });
  return { text, clause: `, ${say("deadline.due", { text })}` };
}
