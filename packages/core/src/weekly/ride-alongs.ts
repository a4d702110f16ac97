import { sideOf } from "../agreement/side.ts";
import { askOnce, takeOneOf } from "../asks/ask.ts";
import type { Ask } from "../asks/model.ts";
import type { Campaign } from "../campaigns/model.ts";
import { DAY_MS } from "../duration/index.ts";
import { isRequest } from "../lead/lead.ts";
import { periodOf } from "../report/dimensions.ts";
import { invitationChoices, isAgreed } from "../ride-alongs/note.ts";
import { rideAlongs } from "../ride-alongs/standing.ts";
import { invitation, type RideAlong, rideAlongOf } from "../ride-alongs/subjects.ts";
import { occasionInWords, whenInWords } from "../ride-alongs/words.ts";
import type { RoundSection } from "../rounds/mail.ts";
import { addDays } from "../zone/days.ts";
import { dayStart, localDate } from "../zone/index.ts";
import { isRep, type Week } from "./week.ts";

/** Meetings and campaigns of so many days are looked at: to some days after the next Weekly, so that a guest reads of it there. */
const SOON_DAYS = 10;
/** Leads of somebody that are looked at for meetings. */
const MOST_LEADS = 50;

/**
 * Whoever is to say yes is asked whether somebody who owes a ride-along comes along, where there is something to come along to: once in
 * a Weekly.
 */
export async function mayComeAlong(week: Week): Promise<void> {
  const { relay, rulebook, person, due } = week;
  const { rideAlongs: agreed } = rulebook.agreement;
  if (!agreed) return;
  const asks = await relay.store.asksOf(person);
  if (asks.some(({ subject, askedAt }) => subject.startsWith("ride/") && askedAt >= due)) return;
  const found =
    (agreed.marketing > 0 && (await toMeeting(week, asks))) || (agreed.sales > 0 && (await toCampaign(week)));
  if (found)
    await askOnce(relay, {
      ...invitation(found.ride),
      question: "",
      respondBy: found.until,
      choices: invitationChoices,
    });
}

/** What somebody is asked, and until when. */
interface Found {
  ride: RideAlong;
  until: string;
}

/** The next meeting of a rep, with one of those of marketing who owe a ride-along and work then; each of them is offered once a week. */
async function toMeeting(week: Week, asks: readonly Ask[]): Promise<Found | undefined> {
  const { relay, rulebook, person, now } = week;
  const met = isRep(week) ? await nextMeeting(week, asks) : undefined;
  if (!met) return undefined;
  const { sides } = await rideAlongs(relay, rulebook.agreement);
  const thisWeek = periodOf(localDate(rulebook.agreement.timezone, now), "week");
  for (const guest of sides.marketing.waiting) {
    if (!rulebook.workingTime(guest).works(Date.parse(met.at))) continue;
    if (await takeOneOf(relay, `ride/${thisWeek}`, guest, 1))
      return { ride: { occasion: "call", ...met, guest, host: person }, until: met.at };
  }
  return undefined;
}

/** The meeting of somebody that is next, among those of their leads for which nobody was offered to come along. */
async function nextMeeting(
  { relay, person, now }: Week,
  asks: readonly Ask[],
): Promise<Pick<RideAlong, "at" | "about"> | undefined> {
  const offered = new Set(asks.flatMap((ask) => rideAlongOf(ask)?.about ?? []));
  const found: Pick<RideAlong, "at" | "about">[] = [];
  let looked = 0;
  for await (const { id, test } of relay.store.openLeads(person)) {
    if (test || isRequest(id) || offered.has(id)) continue;
    if (++looked > MOST_LEADS) break;
    const { fields } = (await relay.store.lead(id)) ?? {};
    const at = Date.parse(String(fields?.["meeting.at"]));
    const host = fields?.["meeting.host"];
    if (at > now && at <= now + SOON_DAYS * DAY_MS && (host === undefined || host === person))
      found.push({ about: id, at: new Date(at).toISOString() });
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : 1))[0];
}

/** Somebody of sales who owes a ride-along, with the owner of a campaign that begins or has ended: one of them each time. */
async function toCampaign(week: Week): Promise<Found | undefined> {
  const { relay, rulebook, person, campaigns, now } = week;
  const { timezone } = rulebook.agreement;
  const today = localDate(timezone, now);
  const near = campaigns.flatMap((campaign) => occasionsOf(campaign, today));
  if (near.length === 0) return undefined;
  const { sides } = await rideAlongs(relay, rulebook.agreement);
  if (!sides.sales.waiting.includes(person)) return undefined;
  for (const { campaign, owner, occasion, day } of near) {
    if (sideOf(rulebook.agreement, owner) !== "marketing") continue;
    if (!(await takeOneOf(relay, `ride/${campaign}/${occasion}`, owner, 1))) continue;
    const at = new Date(dayStart(timezone, day)).toISOString();
    const until = new Date(now + SOON_DAYS * DAY_MS).toISOString();
    return { ride: { occasion, at, about: campaign, guest: person, host: owner }, until };
  }
  return undefined;
}

/** Of a campaign that begins soon, and of one that has ended since the last Weekly; that is gone through on the day that it is thought of. */
const occasionsOf = ({ id: campaign, owner, starts, ends }: Campaign, today: string) => [
  ...(starts !== undefined && starts > today && starts <= addDays(today, SOON_DAYS)
    ? [{ campaign, owner, occasion: "begin" as const, day: starts }]
    : []),
  ...(ends !== undefined && ends < today && ends >= addDays(today, -SOON_DAYS)
    ? [{ campaign, owner, occasion: "end" as const, day: today }]
    : []),
];

/** To what somebody comes along soon, as the other side has agreed. */
export async function comingAlong({ relay, rulebook, person, now }: Week): Promise<RoundSection[]> {
  const rides = (await relay.store.asksOf(person)).flatMap((ask) =>
    ask.subject.startsWith("rode/") ? (rideAlongOf(ask) ?? []) : [],
  );
  const lines: RoundSection["lines"] = [];
  for (const ride of rides.filter(({ at }) => Date.parse(at) > now).sort((a, b) => (a.at < b.at ? -1 : 1))) {
    const what = (await isAgreed(relay, ride)) ? await occasionInWords(relay, rulebook, ride, person) : undefined;
    if (what !== undefined) lines.push({ left: what, right: whenInWords(rulebook, ride, person) });
  }
  return lines.length === 0 ? [] : [{ title: "You come along", lines, texts: [] }];
}
