import { sideOf } from "../agreement/side.ts";
import { didYouMean } from "../agreement/suggest.ts";
import { askOnce } from "../asks/ask.ts";
import { readForm } from "../asks/form.ts";
import type { Ask, Choice, Field } from "../asks/model.ts";
import { DAY_MS } from "../duration/index.ts";
import { BatonError } from "../error/index.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays, isDay } from "../zone/days.ts";
import { dayStart, localDate } from "../zone/index.ts";
import { invitation, type RideAlong, recollection } from "./subjects.ts";

/** For so long a guest may say how it was. */
const SAY_DAYS = 28;
/** What is noted by hand is not older. */
const MOST_DAYS = 366;

const fields: Field[] = [
  { id: "was", label: "Did it take place?", is: "choice", required: true },
  { id: "learned", label: "What did you learn, in a line?", is: "line" },
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

/** Has the guest of a ride-along that is agreed say afterwards how it was. */
export async function expectWord(relay: Relay, ride: RideAlong): Promise<void> {
  const respondBy = new Date(Date.parse(ride.at) + SAY_DAYS * DAY_MS).toISOString();
  await askOnce(relay, { ...recollection(ride), question: "", respondBy, fields, choices });
}

/** Whether it is agreed that somebody comes along. */
export async function isAgreed({ store }: Pick<Relay, "store">, ride: RideAlong): Promise<boolean> {
  const { subject, person } = invitation(ride);
  return (await store.ask(subject, person))?.answer?.text === "yes";
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
 * Notes that somebody was with somebody of the other side; said again of the same day, it changes nothing. Throws `ride-alongs.none`,
 * `ride-alongs.person`, `ride-alongs.side` or `ride-alongs.on`.
 */
export async function noteByHand(relay: Relay, rulebook: Rulebook, noting: Noting): Promise<{ day: string }> {
  const { agreement } = rulebook;
  const { timezone, people } = agreement;
  const { person: guest, with: host } = noting;
  const refuse = (code: string, message: string) => new BatonError(`ride-alongs.${code}`, message, { status: 422 });
  if (!agreement.rideAlongs) throw refuse("none", "The agreement says nothing of ride-alongs: rideAlongs.");
  for (const id of [guest, host])
    if (!Object.hasOwn(people, id))
      throw refuse("person", `There is no person "${id}"${didYouMean(id, Object.keys(people))}`);
  const [own, other] = [sideOf(agreement, guest), sideOf(agreement, host)];
  if (own === null || other === null || own === other)
    throw refuse("side", `"${guest}" and "${host}" are not one of marketing and one of sales.`);
  const now = relay.time.now();
  const today = localDate(timezone, now);
  const day = noting.on ?? today;
  if (!isDay(day) || day > today || day < addDays(today, -MOST_DAYS))
    throw refuse("on", `"${day}" is no day of the last year, such as ${today}.`);
  const at = new Date(dayStart(timezone, day)).toISOString();
  const said = new Date(now).toISOString();
  const ask: Omit<Ask, "revision" | "askedAt"> = {
    ...recollection({ occasion: "hand", at, about: "", guest, host }),
    question: "",
    respondBy: said,
    fields,
    choices,
  };
  const given = readForm({ ...ask, revision: 0, askedAt: said }, fields, { was: "yes", learned: noting.learned ?? "" });
  await askOnce(relay, { ...ask, answer: { at: said, text: Object.values(given).join("; "), given } });
  return { day };
}
