import type { RoundMail, Sending } from "../rounds/mail.ts";
import { formatDate } from "../zone/index.ts";
import { sectionsOf } from "./sections.ts";
import { weekOf } from "./week.ts";

/** Somebody's Weekly; undefined where there is nothing to say. */
export async function weeklyMail(sending: Sending): Promise<RoundMail | undefined> {
  const week = await weekOf(sending);
  const sections = await sectionsOf(week);
  if (sections.length === 0) return undefined;
  const { say, language } = week.words;
  return {
    label: say("week.label"),
    subject: say("week.subject", { from: formatDate(week.from, language), to: formatDate(week.to, language) }),
    often: say("week.often"),
    sections,
    after: week.after,
  };
}
