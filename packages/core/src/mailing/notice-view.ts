import { inEnglish, type Values, type WordId, type Words } from "@baton/words";
import { cadenceOf, stageOf, windowMs } from "../clock/index.ts";
import { humanMs } from "../duration/index.ts";
import type { ReadFact } from "../facts/facts.ts";
import type { Lead, Notice } from "../lead/lead.ts";
import { roleOf } from "../lead/recipients.ts";
import type { StoredTouch } from "../person/person.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { formatDay, formatInstant } from "../zone/index.ts";
import { leadView, nameOf } from "./build.ts";
import { deadlineOf } from "./deadline.ts";
import type { Enclosed } from "./enclosed.ts";
import { requestWords } from "./request-words.ts";
import type { NoticeView } from "./view.ts";

type Told = Pick<NoticeView, "headline" | "ask">;

/** What one notice says to its recipient, when it is written: with a link of theirs, at `now` (epoch ms). */
export function noticeView(
  rulebook: Rulebook,
  lead: Lead,
  facts: readonly ReadFact[],
  touches: readonly StoredTouch[],
  notice: Notice,
  {
    link,
    now,
    enclosed,
    words = inEnglish,
  }: { link: string; now: number; enclosed?: Enclosed | undefined; words?: Words | undefined },
): NoticeView {
  const { language } = words;
  const recipient = rulebook.agreement.people[notice.to];
  // Of somebody who took the request back nothing is told that need not be.
  const shown = notice.kind === "withdrawn" ? [] : touches;
  const whole = leadView(rulebook, lead, facts, shown, { reader: notice.to, now, enclosed, words });
  const { request } = lead;
  const answer = notice.kind === "answered" ? request?.answer : undefined;
  const message = answer?.text ?? messageOf(notice.kind, whole.message, latestNews(facts));
  const view = message === undefined ? whole : { ...whole, message };
  const role = roleOf(rulebook, lead, notice.to, now);
  const window = missedBy(lead, notice);
  return {
    kind: notice.kind,
    lead: view,
    ...(request && { request: { from: nameOf(rulebook, answer?.by ?? request.by) } }),
    recipient: { name: recipient?.name ?? notice.to, email: recipient?.email ?? "" },
    role,
    link,
    ...(request
      ? requestWords(rulebook, { ...lead, request }, facts, notice, { by: view.deadline?.clause ?? "", words })
      : wordsOf(rulebook, lead, facts, notice, {
          name: view.name,
          by: view.deadline?.clause ?? "",
          now,
          words,
        })),
    ...(window && { missed: formatInstant(rulebook.zone(notice.to), Date.parse(window.respondBy), { language }) }),
    agreementName: rulebook.agreement.name,
    language,
  };
}

/** Whoever hears that somebody asked again reads what is new; whoever hears of them for the first time reads that first. */
function messageOf(kind: Notice["kind"], first: string | undefined, news: string | undefined): string | undefined {
  if (news === undefined || first === news) return first;
  if (kind === "touched") return news;
  if (kind !== "handover") return first;
  // Their first words may be among what is new.
  return first === undefined || news.includes(first) ? news : `${news}\n\n${first}`;
}

/** The window whose end without a response a notice tells of. */
const missedBy = ({ tally }: Lead, { window }: Notice) => (window === undefined ? undefined : tally.windows[window]);

/** What happened and what is asked, in a sentence each. `by` is the end of the second, where there is a deadline. */
function wordsOf(
  rulebook: Rulebook,
  lead: Lead,
  facts: readonly ReadFact[],
  notice: Notice,
  { name, by, now, words }: { name: string; by: string; now: number; words: Words },
): Told {
  const { owner } = lead;
  const { say } = words;
  const person = (id: string | null | undefined) => (id == null ? undefined : nameOf(rulebook, id));
  const other = person(notice.other);
  const zone = rulebook.zone(notice.to);
  const dispositive = lead.stage === "disposition";
  const stage = stageOfAct(lead);
  const given = { stage, name, by };
  const act = say("notice.act", given);
  // Whoever hears in the place of an owner who is on leave.
  const absent = owner !== null && owner !== notice.to ? person(owner) : undefined;
  const actOrGive = absent === undefined ? act : say("notice.actOrGive", given);
  const giveOrTake = say("notice.giveOrTake", { by });
  switch (notice.kind) {
    case "offered": {
      const { until, team } = lead.waiting ?? {};
      if (until === undefined || owner !== null)
        return { headline: say("notice.offeredBefore", { name }), ask: say("notice.offeredGone") };
      const clause = deadlineOf(zone, Date.parse(until), now, words)?.clause ?? "";
      return {
        headline: say("notice.offered", { name, team: team ?? "" }),
        ask: say("notice.take", { name, by: clause }),
      };
    }
    case "handover":
      return { headline: handedOver(facts, name, person, words), ask: act };
    case "reminder":
      if (owner === null) return { headline: say("notice.waiting", given), ask: giveOrTake };
      return (
        triesOf(rulebook, lead, given, words) ?? {
          headline: either(words, absent, ["notice.waiting", "notice.waitingAbsent"], given, "absent"),
          ask: actOrGive,
        }
      );
    case "escalation":
      return escalation(rulebook, lead, notice, given, words);
    case "reassigned-to":
      return { headline: either(words, other, ["notice.yoursNow", "notice.yoursNowFrom"], given, "other"), ask: act };
    case "reassigned-from":
      return {
        headline: either(words, other, ["notice.goneToSomebody", "notice.goneTo"], given, "other"),
        ask: say("notice.nothingMoreOrSay"),
      };
    case "unowned":
      return { headline: say("notice.nobodyCan", { name }), ask: giveOrTake };
    case "review":
      return {
        headline: either(words, other, ["notice.stillOpenNobody", "notice.stillOpen"], given, "other"),
        ask: say("notice.seeThrough", given),
      };
    case "in-time":
      return {
        headline: either(words, other, ["notice.inTimeSomebody", "notice.inTime"], given, "other"),
        ask: say("notice.toldWithdrawn"),
      };
    case "touched":
      if (owner === null) return { headline: say("notice.askedAgainNobody", { name }), ask: giveOrTake };
      return {
        headline: either(words, absent, ["notice.askedAgain", "notice.askedAgainAbsent"], given, "absent"),
        ask: getBack(given, absent, words),
      };
    case "undelivered": {
      const address = notice.other === undefined ? undefined : rulebook.agreement.people[notice.other]?.email;
      const told = { name, by, other: other ?? say("fact.somebody") };
      return {
        headline: say("notice.undelivered", { ...told, address: address ?? say("notice.anAddress") }),
        ask: owner === notice.other ? say("notice.tellThem", told) : say("notice.seeContactedAddress", told),
      };
    }
    case "meeting-off":
      return {
        headline: say("notice.meetingOff", { name, why: isMissed(facts) ? "missed" : "cancelled" }),
        ask: dispositive ? say("notice.getBackAndRecord", given) : say("notice.contact", given),
      };
    case "reopened":
      return { headline: reopened(facts, name, other, words), ask: actOrGive };
    case "recycled":
      return { headline: back(rulebook, zone, facts, name, words), ask: act };
    case "parked":
      return {
        headline: either(words, other, ["notice.parkedAgain", "notice.parkedAgainBy"], given, "other"),
        ask: say("notice.openOrNothing"),
      };
    case "answered":
    case "returned":
      throw new Error(`A lead has no notice of kind ${notice.kind}.`);
    case "withdrawn":
      return { headline: say("notice.withdrawn", { name }), ask: say("notice.doNotContact") };
  }
}

/** What is to be done next, as sentences tell it apart. */
const stageOfAct = ({ stage, clock }: Lead): "disposition" | "answer" | "contact" =>
  stage === "disposition" ? stage : clock?.kind === "answer" ? "answer" : "contact";

/** A sentence without somebody, or with them under a name. */
const either = (
  { say }: Words,
  somebody: string | undefined,
  [without, whoseIs]: [without: WordId, whoseIs: WordId],
  given: Values,
  as: "absent" | "other",
): string => (somebody === undefined ? say(without, given) : say(whoseIs, { ...given, [as]: somebody }));

type Given = { stage: ReturnType<typeof stageOfAct>; name: string; by: string };

/** What is asked once somebody has asked again; as soon as possible, where there is no deadline. */
function getBack(given: Given, absent: string | undefined, { say }: Words): string {
  if (given.stage === "disposition")
    return absent === undefined ? say("notice.getBackAndRecord", given) : say("notice.getBackAndRecordOrGive", given);
  const soon = { ...given, by: given.by || ` ${say("notice.soon")}` };
  return absent === undefined ? say("notice.act", soon) : say("notice.actOrGive", soon);
}

/** About whoever missed their window, though somebody else may have the lead by now. */
function escalation(
  rulebook: Rulebook,
  lead: Lead,
  notice: Notice,
  { stage, name, by }: Given,
  { say, language }: Words,
): Told {
  const about = missedBy(lead, notice)?.holder ?? notice.other;
  // By now the clock may be that of whoever the lead went to.
  const own = lead.clock && (notice.window === undefined || notice.window === lead.tally.windows.length - 1);
  const within = own ? humanMs(windowMs(rulebook, lead.clock!), language) : undefined;
  const handed = about !== undefined && lead.owner !== null && lead.owner !== about && notice.other === about;
  return {
    headline: missed(say, { name, stage, within, about: about === undefined ? about : nameOf(rulebook, about) }),
    ask: handed
      ? say("notice.handedBy", { owner: nameOf(rulebook, lead.owner!), name, by })
      : say("notice.seeContacted", { name }),
  };
}

function missed(
  say: Words["say"],
  {
    name,
    stage,
    about,
    within,
  }: { name: string; stage: string; about: string | undefined; within: string | undefined },
): string {
  if (about === undefined)
    return within === undefined ? say("notice.nobodyYet", { name }) : say("notice.nobodyYetAfter", { name, within });
  const told = { about, stage, name };
  return within === undefined ? say("notice.missed", told) : say("notice.missedWithin", { ...told, within });
}

/** What a reminder says between the tries to reach somebody; undefined for any other window. */
function triesOf(rulebook: Rulebook, { clock }: Lead, { name, by }: Given, { say }: Words): Told | undefined {
  const stage = clock?.kind === "try" ? stageOf(rulebook, clock) : undefined;
  if (!clock || !stage) return undefined;
  const made = clock.attempts ?? 0;
  const { count } = cadenceOf(stage);
  if (made < count)
    return {
      headline: say("notice.tryNext", { attempt: made + 1, count, name }),
      ask: say("notice.tryAgain", { name, by }),
    };
  return { headline: say("notice.triedAll", { made, name }), ask: say("notice.decide", { name, by }) };
}

/** Whether the last meeting that did not take place was missed, not cancelled. */
function isMissed(facts: readonly ReadFact[]): boolean {
  const last = facts.findLast(({ fact }) => fact.is === "meeting.off")?.fact;
  return last?.is === "meeting.off" && last.why === "no-show";
}

/** Whose the lead is now, and where it comes from, when somebody had it. */
function handedOver(
  facts: readonly ReadFact[],
  name: string,
  person: (id: string | null) => string | undefined,
  { say }: Words,
): string {
  const last = facts.findLast(({ fact }) => fact.is === "lead.assigned")?.fact;
  const from = last?.is === "lead.assigned" ? person(last.from) : undefined;
  if (last?.is !== "lead.assigned" || from === undefined) return say("notice.given", { name });
  return last.why?.code === "opportunity"
    ? say("notice.givenOpportunity", { name, from })
    : say("notice.givenFrom", { name, from });
}

/** "Jane is back. You parked this on Tue 24 Nov 2026, because “Not now”." */
function back(
  rulebook: Rulebook,
  zone: string,
  facts: readonly ReadFact[],
  name: string,
  { say, language }: Words,
): string {
  const fact = facts.findLast(({ fact }) => fact.is === "lead.recycled")?.fact;
  if (fact?.is !== "lead.recycled") return say("notice.back", { name });
  const reason = rulebook.agreement.reasons.find(({ id }) => id === fact.reason)?.name ?? fact.reason;
  return say("notice.backSince", { name, day: formatDay(zone, Date.parse(fact.parkedAt), language), reason });
}

/** That a closed lead was opened again, by whom and what for. */
function reopened(facts: readonly ReadFact[], name: string, other: string | undefined, { say }: Words): string {
  const why = facts.findLast(({ fact }) => fact.is === "lead.reopened")?.words?.note;
  if (other === undefined)
    return why === undefined ? say("notice.openAgain", { name }) : say("notice.openAgainSaying", { name, why });
  return why === undefined
    ? say("notice.openAgainBy", { name, other })
    : say("notice.openAgainBySaying", { name, other, why });
}

/** What somebody said when they last asked again. */
const latestNews = (facts: readonly ReadFact[]): string | undefined =>
  facts.findLast(({ fact }) => fact.is === "lead.resubmitted")?.words?.news;
