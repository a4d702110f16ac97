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

type Words = Pick<NoticeView, "headline" | "ask">;

/** What one notice says to its recipient, when it is written: with a link of theirs, at `now` (epoch ms). */
export function noticeView(
  rulebook: Rulebook,
  lead: Lead,
  facts: readonly ReadFact[],
  touches: readonly StoredTouch[],
  notice: Notice,
  { link, now, enclosed }: { link: string; now: number; enclosed?: Enclosed | undefined },
): NoticeView {
  const recipient = rulebook.agreement.people[notice.to];
  // Of somebody who took the request back nothing is told that need not be.
  const shown = notice.kind === "withdrawn" ? [] : touches;
  const whole = leadView(rulebook, lead, facts, shown, { reader: notice.to, now, enclosed });
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
      ? requestWords(rulebook, { ...lead, request }, facts, notice, view.deadline?.clause ?? "")
      : wordsOf(rulebook, lead, facts, notice, { name: view.name, by: view.deadline?.clause ?? "", now })),
    ...(window && { missed: formatInstant(rulebook.zone(notice.to), Date.parse(window.respondBy)) }),
    agreementName: rulebook.agreement.name,
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
  { name, by, now }: { name: string; by: string; now: number },
): Words {
  const { clock, owner } = lead;
  const person = (id: string | null | undefined) => (id == null ? undefined : nameOf(rulebook, id));
  const other = person(notice.other);
  const dispositive = lead.stage === "disposition";
  const stage = dispositive ? "an outcome" : "a response";
  const act = dispositive
    ? `Record what came of ${name}`
    : clock?.kind === "answer"
      ? `Get back to ${name}`
      : `Contact ${name}`;
  // Whoever hears in the place of an owner who is on leave.
  const absent = owner !== null && owner !== notice.to ? person(owner) : undefined;
  const instead = absent === undefined ? "" : ", or give the lead to somebody who can";
  const nobody = `Please give the lead to somebody, or take it yourself${by}.`;
  switch (notice.kind) {
    case "offered": {
      const { until, team } = lead.waiting ?? {};
      if (until === undefined || owner !== null)
        return { headline: `${name} was offered to you.`, ask: "Somebody else has them by now." };
      return {
        headline: `${name} is for whoever of ${team} is first.`,
        ask: `Take ${name}${deadlineOf(rulebook.zone(notice.to), Date.parse(until), now)?.clause ?? ""}.`,
      };
    }
    case "handover":
      return { headline: given(facts, name, person), ask: `${act}${by}.` };
    case "reminder":
      if (owner === null) return { headline: `${name} is still waiting for ${stage}.`, ask: nobody };
      return (
        triesOf(rulebook, lead, name, by) ?? {
          headline: `${name} is still waiting for ${stage}${absent ? `, and ${absent} is on leave` : ""}.`,
          ask: `${act}${by}${instead}.`,
        }
      );
    case "escalation":
      return escalation(rulebook, lead, notice, { name, by, stage });
    case "reassigned-to":
      return { headline: `${name} is now your lead${other ? `, from ${other}` : ""}.`, ask: `${act}${by}.` };
    case "reassigned-from":
      return {
        headline: `${name} has gone to ${other ?? "somebody else"}.`,
        ask: "You need not do anything more. If you had already been in touch, please say so.",
      };
    case "unowned":
      return { headline: `Nobody can take ${name} at the moment.`, ask: nobody };
    case "review":
      return {
        headline: `${name} is still open with ${other ?? "nobody"}, and nothing more is planned.`,
        ask: `Please see that ${name} comes to ${dispositive ? "an outcome" : "an answer"}, or give the lead to somebody who can.`,
      };
    case "in-time":
      return {
        headline: `${other ?? "Somebody"} had already contacted ${name} when you were told that nobody had.`,
        ask: "What you were told is withdrawn. You need not do anything more.",
      };
    case "touched":
      if (owner === null) return { headline: `${name} has asked again, and nobody has the lead yet.`, ask: nobody };
      return {
        headline: `${name} has asked again${absent ? `, and ${absent} is on leave` : ""}.`,
        ask: dispositive
          ? `Get back to ${name}, and record what came of it${by}${instead}.`
          : `${act}${by || " as soon as you can"}${instead}.`,
      };
    case "undelivered": {
      const address = notice.other === undefined ? undefined : rulebook.agreement.people[notice.other]?.email;
      return {
        headline: `${other ?? "Somebody"} does not get our mails about ${name}: ${address ?? "the address"} is wrong or refuses them.`,
        ask:
          owner === notice.other
            ? `The lead waits. Please tell ${other ?? "them"}, take it yourself or give it to somebody else${by}, and have the address put right.`
            : `Please see that ${name} hears from us${by}, and have the address put right.`,
      };
    }
    case "meeting-off":
      return {
        headline: `The meeting with ${name} did not take place: ${meetingOff(facts)}.`,
        ask: dispositive ? `Get back to ${name}, and record what came of it${by}.` : `Contact ${name}${by}.`,
      };
    case "reopened":
      return {
        headline: `${name} is open again${other ? `, by ${other}` : ""}${reopenedFor(facts)}`,
        ask: `${act}${by}${instead}.`,
      };
    case "recycled":
      return {
        headline: `${name} is back. ${parkedFor(rulebook, rulebook.zone(notice.to), facts)}`,
        ask: `${act}${by}.`,
      };
    case "parked":
      return {
        headline: `${name} was parked again${other ? `, by ${other}` : ""}, and has come back as often as is agreed.`,
        ask: "Open the lead again if somebody should try once more; else nothing happens.",
      };
    case "answered":
    case "returned":
      throw new Error(`A lead has no notice of kind ${notice.kind}.`);
    case "withdrawn":
      return {
        headline: `${name} has taken the request back.`,
        ask: "Please do not contact them about it. You need not do anything more.",
      };
  }
}

/** About whoever missed their window, though somebody else may have the lead by now. */
function escalation(
  rulebook: Rulebook,
  lead: Lead,
  notice: Notice,
  { name, by, stage }: { name: string; by: string; stage: string },
): Words {
  const about = missedBy(lead, notice)?.holder ?? notice.other;
  // By now the clock may be that of whoever the lead went to.
  const own = lead.clock && (notice.window === undefined || notice.window === lead.tally.windows.length - 1);
  const within = own ? ` within ${humanMs(windowMs(rulebook, lead.clock!))} of working time` : " in time";
  const handed = about !== undefined && lead.owner !== null && lead.owner !== about && notice.other === about;
  return {
    headline:
      about === undefined
        ? `${name} still has nobody${own ? ` after ${humanMs(windowMs(rulebook, lead.clock!))} of working time` : ""}.`
        : `${nameOf(rulebook, about)} has not recorded ${stage} to ${name}${within}.`,
    ask: handed
      ? `${nameOf(rulebook, lead.owner!)} has the lead now${by}. Please see that ${name} hears from us.`
      : `Please see that ${name} hears from us, or give the lead to somebody who can.`,
  };
}

/** What a reminder says between the tries to reach somebody; undefined for any other window. */
function triesOf(
  rulebook: Rulebook,
  { clock }: Lead,
  name: string,
  by: string,
): Pick<NoticeView, "headline" | "ask"> | undefined {
  const stage = clock?.kind === "try" ? stageOf(rulebook, clock) : undefined;
  if (!clock || !stage) return undefined;
  const made = clock.attempts ?? 0;
  const { count } = cadenceOf(stage);
  if (made < count)
    return { headline: `It is time for try ${made + 1} of ${count} to reach ${name}.`, ask: `Try ${name} again${by}.` };
  return {
    headline: `${made === 1 ? "One try" : `${made} tries`} to reach ${name} got no answer.`,
    ask: `Say what becomes of ${name}${by}: hand them back with a reason, or try once more.`,
  };
}

/** Why the last meeting that was called off did not take place. */
const meetingOff = (facts: readonly ReadFact[]): string => {
  const last = facts.findLast(({ fact }) => fact.is === "meeting.off")?.fact;
  return last?.is === "meeting.off" && last.why === "no-show" ? "they did not come" : "it was cancelled";
};

/** Whose the lead is now, and where it comes from, when somebody had it. */
function given(facts: readonly ReadFact[], name: string, person: (id: string | null) => string | undefined): string {
  const last = facts.findLast(({ fact }) => fact.is === "lead.assigned")?.fact;
  const from = last?.is === "lead.assigned" ? person(last.from) : undefined;
  if (last?.is !== "lead.assigned" || from === undefined) return `${name} is your lead.`;
  return last.why?.code === "opportunity"
    ? `${name} has become an opportunity, and is yours now, from ${from}.`
    : `${name} is your lead, from ${from}.`;
}

/** What for a closed lead was opened again, as the end of a sentence. */
/** "You parked this on Tue 24 Nov 2026, because “Not now”." */
function parkedFor(rulebook: Rulebook, zone: string, facts: readonly ReadFact[]): string {
  const fact = facts.findLast(({ fact }) => fact.is === "lead.recycled")?.fact;
  if (fact?.is !== "lead.recycled") return "You had parked it.";
  const reason = rulebook.agreement.reasons.find(({ id }) => id === fact.reason)?.name ?? fact.reason;
  return `You parked this on ${formatDay(zone, Date.parse(fact.parkedAt))}, because “${reason}”.`;
}

function reopenedFor(facts: readonly ReadFact[]): string {
  const why = facts.findLast(({ fact }) => fact.is === "lead.reopened")?.words?.note;
  return why === undefined ? "." : `: “${why}”`;
}

/** What somebody said when they last asked again. */
const latestNews = (facts: readonly ReadFact[]): string | undefined =>
  facts.findLast(({ fact }) => fact.is === "lead.resubmitted")?.words?.news;
