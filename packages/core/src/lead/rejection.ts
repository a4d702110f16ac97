import { sideOf } from "../agreement/side.ts";
import type { Campaign } from "../campaigns/model.ts";
import { namingOf } from "../campaigns/naming.ts";
import { BatonError } from "../error/index.ts";
import type { Cause, Judgement, Side, Verdict } from "../facts/codes.ts";
import type { Relay } from "../ports/relay.ts";
import { afterWorkingDays } from "../rules/people/working-days.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Draft, note } from "./change/draft.ts";
import { settledAt } from "./due.ts";
import type { Lead } from "./lead.ts";
import { managerOf } from "./recipients.ts";

/** Working days in which marketing may ask to look at a rejection together, and in which both sides then say what they think. */
const DAYS = { mark: 5, judge: 10 };

/** Rejections of these causes are marketing's to answer for. */
const answerable: ReadonlySet<Cause> = new Set(["data", "fit"]);

/** The described campaign that a lead is of. */
export async function campaignOf({ store }: Pick<Relay, "store">, { tally }: Lead): Promise<Campaign | undefined> {
  const campaigns = await store.campaigns();
  const id = namingOf(campaigns)(tally.campaign, tally.source);
  return campaigns.find((campaign) => campaign.id === id);
}

/** Until when the owner of a rejected lead's campaign may ask to look at it together, epoch ms; undefined where nobody may. */
export async function markableUntil(
  relay: Pick<Relay, "store">,
  rulebook: Rulebook,
  lead: Lead,
  { cause, at }: { cause: Cause; at: number },
): Promise<number | undefined> {
  if (!answerable.has(cause) || lead.test || lead.tally.marked) return undefined;
  const owner = (await campaignOf(relay, lead))?.owner;
  if (owner === undefined || sideOf(rulebook.agreement, owner) !== "marketing") return undefined;
  return afterWorkingDays(rulebook, owner, at, DAYS.mark);
}

/** Throws `rejection.none`, `rejection.marked` or `rejection.late` where a lead's rejection cannot be looked at together. */
export function refuseMark({ tally: { closed }, forgottenAt }: Lead, now: number): void {
  const refuse = (code: string, message: string) => new BatonError(`rejection.${code}`, message, { status: 409 });
  if (forgottenAt !== undefined || closed?.as !== "rejected" || !closed.review)
    throw refuse("none", "There is no rejection of this lead that can be looked at together.");
  if (closed.review.is === "stood" || Date.parse(closed.review.until) <= now)
    throw refuse("late", "More than five working days have passed since it was handed back.");
  if (closed.review.is !== "possible") throw refuse("marked", "It was asked already to look at this one together.");
}

/** Who says for each side what they think of a rejection, whoever manages it, and until when. */
export function deciders(
  rulebook: Rulebook,
  lead: Lead,
  by: string,
  now: number,
): { asked: Record<Side, string>; until: string } {
  return {
    asked: { marketing: headOf(rulebook, by), sales: managerOf(rulebook, lead) ?? lead.owner ?? by },
    until: new Date(afterWorkingDays(rulebook, by, now, DAYS.judge)).toISOString(),
  };
}

/** Notes that somebody of marketing asks to look at a rejection together, once a lead. Throws as `refuseMark` does. */
export function markRejection(
  draft: Draft,
  { by, asked, until, said }: { by: string; asked: Record<Side, string>; until: string; said: string },
): void {
  refuseMark(draft.lead, draft.now);
  note(draft, { is: "rejection.marked", by, until, asked }, { words: { note: said } });
}

/** Whoever speaks for somebody's side: the highest of its managers above them, else they themselves. */
function headOf(rulebook: Rulebook, person: string): string {
  const { agreement } = rulebook;
  const side = sideOf(agreement, person);
  return rulebook.managersAbove(person).findLast((one) => sideOf(agreement, one) === side) ?? person;
}

/** Notes what somebody says of a rejection for their side; where both say the same, it is settled. */
export function judgeRejection(draft: Draft, by: string, as: Judgement): void {
  const review = draft.lead.tally.closed?.review;
  if (review?.is !== "marked" || !review.asked)
    throw new BatonError("rejection.settled", "It is settled already, or the lead is open again.", { status: 409 });
  const sides = (["marketing", "sales"] as const).filter((side: Side) => review.asked![side] === by);
  const { said = {} } = review;
  for (const side of sides.filter((one) => said[one] !== as)) note(draft, { is: "rejection.judged", by, side, as });
  const { marketing, sales } = draft.lead.tally.closed!.review!.said ?? {};
  if (marketing !== undefined && marketing === sales) note(draft, { is: "rejection.settled", as: marketing });
}

/** The time is over in which something could be said of a rejection. */
export function settleRejection(draft: Draft): void {
  const at = settledAt(draft.lead);
  if (at === undefined || at > draft.now) return;
  const as: Verdict = draft.lead.tally.closed!.review!.is === "marked" ? "contested" : "stood";
  note(draft, { is: "rejection.settled", as }, { at });
}
