import pMap from "p-map";
import { sideOf } from "../agreement/side.ts";
import { askOnce, takeOneOf } from "../asks/ask.ts";
import type { Ask } from "../asks/model.ts";
import type { Campaign } from "../campaigns/model.ts";
import { DAY_MS } from "../duration/index.ts";
import { isRequest } from "../lead/lead.ts";
import { periodOf } from "../report/dimensions.ts";
import { invitationChoices } from "../ride-alongs/note.ts";
import { isOn } from "../ride-alongs/occasion.ts";
import { owesOne } from "../ride-alongs/standing.ts";
import { invitation, type RideAlong, rideAlongOf } from "../ride-alongs/subjects.ts";
import { occasionInWords, whenInWords } from "../ride-alongs/words.ts";
import type { RoundSection } from "../rounds/mail.ts";
import { takingPart } from "../rules/people/taking-part.ts";
import { addDays } from "../zone/days.ts";
import { dayStart, localDate } from "../zone/index.ts";
import { isRep, type Week } from "./week.ts";

/** Meetings and campaigns of so many days are looked at: to some days after the next Weekly, so that a guest reads of it there. */
const SOON_DAYS = 10;
/** Leads of somebody that are looked at for meetings. */
const MOST_LEADS = 200;
const AT_ONCE = { concurrency: 16 };

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
    (agreed.marketing > 0 && (await toMeeting(week, asks))) || (agreed.sales > 0 && (await toCampaign(week, asks)));
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

/** The next meeting of a rep, with one of marketing who owes a ride-along and works then; each of them is offered once a week. */
async function toMeeting(week: Week, asks: readonly Ask[]): Promise<Found | undefined> {
  const { relay, rulebook, person, due } = week;
  const { agreement } = rulebook;
  const met = isRep(week) ? await nextMeeting(week, asks) : undefined;
  if (!met) return undefined;
  const day = localDate(agreement.timezone, Date.parse(met.at));
  for (const guest of inTurn(takingPart(agreement).marketing, due)) {
    if (!rulebook.workingTime(guest).works(Date.parse(met.at))) continue;
    if (!(await owesOne(relay, agreement, { person: guest, side: "marketing", day }))) continue;
    if (await takeOneOf(relay, `ride/${weekOf(week)}`, guest, 1))
      return { ride: { occasion: "call", ...met, guest, host: person }, until: met.at };
  }
  return undefined;
}

const weekOf = ({ rulebook, now }: Week): string => periodOf(localDate(rulebook.agreement.timezone, now), "week");

/** People, each week another one first. */
function inTurn(people: readonly string[], due: string): string[] {
  const first = Math.floor(Date.parse(due) / (7 * DAY_MS)) % Math.max(1, people.length);
  return [...people.slice(first), ...people.slice(0, first)];
}

/** The meeting of somebody that is next, among those of their leads to which nobody was offered to come along. */
async function nextMeeting(
  { relay, rulebook, person, now }: Week,
  asks: readonly Ask[],
): Promise<Pick<RideAlong, "at" | "about"> | undefined> {
  const ids: string[] = [];
  for await (const { id, test } of relay.store.openLeads(person)) {
    if (!test && !isRequest(id)) ids.push(id);
    if (ids.length === MOST_LEADS) break;
  }
  const offered = new Set(asks.flatMap((ask) => placeOf(rideAlongOf(ask)) ?? []));
  const meetings = await pMap(
    ids,
    async (about) => {
      const { "meeting.at": when, "meeting.host": host } = (await relay.store.lead(about))?.fields ?? {};
      const instant = Date.parse(String(when));
      if (!(instant > now && instant <= now + SOON_DAYS * DAY_MS)) return [];
      // Somebody else of ours has it, and is not asked: the lead is not theirs.
      if (host !== person && Object.hasOwn(rulebook.agreement.people, String(host))) return [];
      const meeting = { about, at: new Date(instant).toISOString() };
      return offered.has(placeOf(meeting)!) ? [] : [meeting];
    },
    AT_ONCE,
  );
  return meetings.flat().sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))[0];
}

const placeOf = (ride: Pick<RideAlong, "at" | "about"> | undefined): string | undefined =>
  ride && `${ride.about} ${ride.at}`;

/** Somebody of sales who owes a ride-along, with the owner of a campaign that starts or has ended: one of them a week, until one comes. */
async function toCampaign(week: Week, asks: readonly Ask[]): Promise<Found | undefined> {
  const { relay, rulebook, person, campaigns, now } = week;
  const { agreement } = rulebook;
  const today = localDate(agreement.timezone, now);
  for (const { campaign, owner, occasion, day, last } of campaigns.flatMap((one) => occasionsOf(one, today))) {
    if (sideOf(agreement, owner) !== "marketing") continue;
    if (!(await owesOne(relay, agreement, { person, side: "sales", day, asks }))) continue;
    const at = new Date(dayStart(agreement.timezone, day)).toISOString();
    const ride: RideAlong = { occasion, at, about: campaign, guest: person, host: owner };
    const asked = await relay.store.asksAbout(invitation(ride).subject);
    if (asked.some((one) => one.person === person || one.answer?.text === "yes")) continue;
    if (await takeOneOf(relay, `ride/${campaign}/${occasion}/${weekOf(week)}`, owner, 1))
      return { ride, until: new Date(dayStart(agreement.timezone, last)).toISOString() };
  }
  return undefined;
}

/** When a campaign starts soon, and when it has ended of late, each with the day on which an answer comes too late. */
const occasionsOf = ({ id: campaign, owner, starts, ends }: Campaign, today: string) => [
  ...(starts !== undefined && starts > today && starts <= addDays(today, SOON_DAYS)
    ? [{ campaign, owner, occasion: "begin" as const, day: starts, last: starts }]
    : []),
  ...(ends !== undefined && ends < today && ends >= addDays(today, -SOON_DAYS)
    ? [{ campaign, owner, occasion: "end" as const, day: addDays(ends, 1), last: addDays(today, SOON_DAYS) }]
    : []),
];

/** To what somebody comes along soon, as was agreed. */
export async function comingAlong({ relay, rulebook, person, words, now }: Week): Promise<RoundSection[]> {
  if (!rulebook.agreement.rideAlongs) return [];
  const rides = (await relay.store.asksOf(person)).flatMap((ask) =>
    ask.subject.startsWith("rode/") ? (rideAlongOf(ask) ?? []) : [],
  );
  const lines: RoundSection["lines"] = [];
  for (const ride of rides.filter(({ at }) => Date.parse(at) > now).sort((a, b) => (a.at < b.at ? -1 : 1)))
    if (await isOn(relay, ride))
      lines.push({
        left: await occasionInWords(relay, rulebook, ride, { reader: person, words }),
        right: whenInWords(rulebook, ride, { reader: person, words }),
      });
  return lines.length === 0 ? [] : [{ title: words.say("week.comeAlong"), lines, texts: [] }];
}
