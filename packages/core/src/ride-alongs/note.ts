import { sideOf } from "../agreement/side.ts";
import { didYouMean } from "../agreement/suggest.ts";
import { answerAsk, askOnce } from "../asks/ask.ts";
import type { Choice, Field } from "../asks/model.ts";
import { DAY_MS } from "../duration/index.ts";
import { BatonError } from "../error/index.ts";
import type { Relay } from "../ports/relay.ts";
import { takingPart } from "../rules/people/taking-part.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays, isDay } from "../zone/days.ts";
import { dayStart, localDate } from "../zone/index.ts";
import { type RideAlong, recollection } from "./subjects.ts";

/** For so long a guest may say how it was, from so long after a campaign began or ended. */
const SAY_DAYS = 28;
const CAMPAIGN_DAYS = 14;
/** What is noted by hand is not older. */
const MOST_DAYS = 366;

const fields: Field[] = [
  { id: "was", label: "Did it take place?", is: "choice", required: true },
  { id: "learned", label: "What did you learn, in a line without names?", is: "line" },
];
const choices: Choice[] = [
  { id: "yes", name: "Yes" },
  { id: "no", name: "No, it did not" },
];

/** What may be answered to an invitation. */
export const invitationChoices: Choice[] = [
  { id: "yes", name: "Yes, and I arrange it" },
  { id: "no", name: "Not this time" },
];

/** From when on a guest can say how it was, epoch ms: campaigns are gone through when both find the time. */
export const saidFrom = ({ occasion, at }: RideAlong): number =>
  Date.parse(at) + (occasion === "call" ? 0 : CAMPAIGN_DAYS * DAY_MS);

/** Has the guest of a ride-along that is agreed say afterwards how it was. */
export async function expectWord(relay: Relay, ride: RideAlong): Promise<void> {
  const respondBy = new Date(saidFrom(ride) + SAY_DAYS * DAY_MS).toISOString();
  await askOnce(relay, { ...recollection(ride), question: "", respondBy, fields, choices });
}

/** A ride-along, or some time in the work of the other side, that somebody notes by hand. */
export interface Noting {
  person: string;
  with: string;
  /** The day that it was on, where the agreement is; today, if absent. */
  on?: string | undefined;
  learned?: string | undefined;
}

/**
 * Notes that somebody was with somebody of the other side; of the same day it replaces what was noted, for four weeks. Throws
 * `rideAlongs.none`, `rideAlongs.person`, `rideAlongs.side`, `rideAlongs.on` or `ask.closed`.
 */
export async function noteByHand(relay: Relay, rulebook: Rulebook, noting: Noting): Promise<{ day: string }> {
  const { agreement } = rulebook;
  const { timezone, people } = agreement;
  const { person: guest, with: host } = noting;
  const refuse = (code: string, message: string) => new BatonError(`rideAlongs.${code}`, message, { status: 422 });
  if (!agreement.rideAlongs) throw refuse("none", "The agreement says nothing of ride-alongs: rideAlongs.");
  for (const id of [guest, host])
    if (!Object.hasOwn(people, id))
      throw refuse("person", `There is no person "${id}"${didYouMean(id, Object.keys(people))}`);
  if (sideOf(agreement, guest) === sideOf(agreement, host))
    throw refuse("side", `"${guest}" and "${host}" are not one of marketing and one of sales.`);
  if (!Object.values(takingPart(agreement)).some((side) => side.includes(guest)))
    throw refuse("person", `"${guest}" owes none: of sales those do who are in a team or get leads by a rule.`);
  const now = relay.time.now();
  const today = localDate(timezone, now);
  const day = noting.on ?? today;
  if (!isDay(day) || day > today || day < addDays(today, -MOST_DAYS))
    throw refuse("on", `"${day}" is no day of the last year, such as ${today}.`);
  const at = new Date(dayStart(timezone, day)).toISOString();
  const { subject, person } = recollection({ occasion: "hand", at, about: "", guest, host });
  const respondBy = new Date(now + SAY_DAYS * DAY_MS).toISOString();
  await askOnce(relay, { subject, person, question: "", respondBy, fields, choices });
  await answerAsk(relay, subject, person, { was: "yes", learned: noting.learned ?? "" });
  return { day };
}
