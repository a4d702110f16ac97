import type { RoundMail, Sending } from "../rounds/mail.ts";
import { formatDate } from "../zone/index.ts";
import { sectionsOf } from "./sections.ts";
import { weekOf } from "./week.ts";

/** Somebody's Weekly; undefined where there is nothing to say. */
export async function weeklyMail(sending: Sending): Promise<RoundMail | undefined> {
  const week = await weekOf(sending);
  const sections = await sectionsOf(week);
  if (sections.length === 0) return undefined;
  return {
    label: "Your week",
    subject: `Your week, ${formatDate(week.from)} to ${formatDate(week.to)}`,
    often: "once a week and only where there is something to say",
    sections,
    after: week.after,
  };
}
