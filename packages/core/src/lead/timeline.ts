import type { Contact } from "../delivery/index.ts";
import { humanMs } from "../duration/index.ts";
import { type AttemptChannel, outcomeNames, type PromiseAnswer, type Verdict } from "../facts/codes.ts";
import type { Fact, FactName, FactOf, Handed, ReadFact, StepOf, Words } from "../facts/facts.ts";
import { type Amount, shownAmount } from "../money/money.ts";
import { amountInWords } from "../money/words.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { formatDay, formatInstant } from "../zone/index.ts";
import { displayName, type Lead } from "./lead.ts";

/** Something that happened to a lead as somebody reads it. `at` is ISO 8601. */
export interface Line {
  at: string;
  is: FactName;
  text: string;
}

/** Who reads, as far as sentences depend on it. */
interface Reading {
  rulebook: Rulebook;
  lead: Lead;
  /** The reader's time zone. */
  zone: string;
  /** The rule that took it last by then. */
  rule: string | null;
}

/**
 * Facts in sentences, for somebody in a time zone. What another fact of the same moment says already has none: that a lead was
 * decided, when it was given to somebody; that a window began or ended, when its holder changed or a response ended it.
 */
export function timeline(rulebook: Rulebook, lead: Lead, facts: readonly ReadFact[], zone: string): Line[] {
  const reading: Reading = { rulebook, lead, zone, rule: lead.tally.decided?.rule ?? null };
  return facts.flatMap(({ fact, words = {} }) => {
    if (fact.is === "lead.decided") reading.rule = fact.rule;
    const text = sentence(reading, fact, words);
    return text === undefined ? [] : [{ at: fact.at, is: fact.is, text }];
  });
}

function sentence(reading: Reading, fact: Fact, words: Words): string | undefined {
  const { rulebook, lead, zone } = reading;
  const name = (id: string | null): string => (id === null ? "Somebody" : (rulebook.agreement.people[id]?.name ?? id));
  const names = (ids: readonly string[]): string => ids.map(name).join(", ");
  const at = (instant: string): string => formatInstant(zone, Date.parse(instant), { withZone: false });
  const steps = (of: readonly StepOf[]): string => of.map((step) => `${step.do} due ${at(step.at)}`).join(", ");
  const note = words.note === undefined ? "" : ` “${words.note}”`;
  const who = displayName(lead);

  switch (fact.is) {
    case "lead.received":
      if (fact.foundBy !== undefined) return `${name(fact.foundBy)} found them.`;
      return `Came in through ${fact.source}${fact.campaign === null ? "" : ` (${fact.campaign})`}.`;
    case "request.asked":
      return `${name(fact.by)} asked${words.text === undefined ? "." : `: “${words.text}”`}`;
    case "request.answered":
      return `${name(fact.by)} answered${words.note === undefined ? "." : `: “${words.note}”`}`;
    case "request.returned":
      return `${name(fact.by)} needs something else${words.note === undefined ? "." : `: “${words.note}”`}`;
    case "lead.fetched":
      return `Details read from ${fact.provider}.`;
    case "fetch.failed":
      return `Its details could not be fetched${words.message === undefined ? "" : `: ${ended(words.message)}`}`;
    case "lead.decided":
      if (lead.test) return "A test: given to nobody.";
      // Of one that is offered, or given, that is said.
      return fact.candidates.some(({ excluded }) => !excluded || excluded.code === "offered")
        ? undefined
        : "Nobody could take it.";
    case "lead.assigned":
      return assigned(reading, fact, name) + note;
    case "stage.breached":
      return `${fact.holder === null ? "There was" : `${name(fact.holder)} recorded`} no ${fact.stage === "disposition" ? "outcome" : fact.stage === "answer" ? "answer" : "response"} in time${fact.holder === null ? "" : causeWords(fact)}.`;
    case "breach.withdrawn":
      return "There had been a response in time: that breach is withdrawn.";
    case "lead.accepted":
      return `${name(fact.by)} is on it.${note}`;
    case "lead.contacted": {
      if (fact.evidence === "claimed") return `${name(fact.by)} has contacted ${who}.${note}`;
      const shown = fact.source === "mail" ? "the copy of it that came to Baton shows" : `${fact.source} shows`;
      const about = words.subject === undefined ? "." : `: “${words.subject}”.`;
      return `${name(fact.by)} ${did[fact.channel ?? "task"]} ${who}, as ${shown}${about}`;
    }
    case "lead.attempted": {
      const times = fact.of > 1 ? ` (try ${fact.attempt} of ${Math.max(fact.attempt, fact.of)})` : "";
      return `${name(fact.by)} ${tried[fact.channel ?? "none"]} ${who} and got no answer${times}.${note}`;
    }
    case "contact.undone":
      return fact.window === undefined
        ? undefined
        : "What had counted as the contact did not take place: the clock starts again.";
    case "response.withdrawn":
      return `${name(fact.by)} took back what was said at ${at(fact.made)}: ${taken[fact.action] ?? fact.action}.`;
    case "lead.reopened":
      return `Opened again by ${name(fact.by)}.${note}`;
    case "person.merged":
      return `Merged by ${fact.by}: whom another lead was of is the same person.${why(words)}`;
    case "person.split":
      return `Split by ${fact.by}: this is somebody else than was thought.${why(words)}`;
    case "request.split":
      return `Split by ${fact.by}: one of the requests was somebody else's, and is a lead of its own.${why(words)}`;
    case "meeting.moved":
      return "The meeting takes place at another time.";
    case "meeting.off":
      return fact.why === "no-show" ? `${who} did not come to the meeting.` : "The meeting was cancelled.";
    case "lead.snoozed":
      return `${name(fact.by)} lets ${who} wait until ${at(fact.until)}${words.reason === undefined ? "" : `: ${words.reason}`}.${note}`;
    case "snooze.ended":
      return `${who} need not wait any longer: they asked again.`;
    case "wait.started":
      if (fact.offered)
        return `Offered to ${fact.offered.team} (${names(fact.offered.to)}) until ${at(fact.until)}: whoever claims it first has it.`;
      return `Everybody it is for is full or away: it waits for them until ${at(fact.until)}.`;
    case "wait.ended":
      return "It has waited as long as its rule says, and nobody could take it.";
    case "lead.corrected":
      return `${name(fact.by)} corrected it${words.news === undefined ? "" : `: ${words.news}`}.`;
    case "lead.reminded":
      return `${name(fact.to)} reminded.`;
    case "lead.escalated":
      return fact.to.length === 0 ? "Nobody to escalate to." : `Escalated to ${names(fact.to)}.`;
    case "step.skipped":
      if (fact.overtakenBy.length > 0) return `Skipped: ${steps(fact.steps)}, overtaken by ${steps(fact.overtakenBy)}.`;
      return fact.steps[0]?.do === "reassign"
        ? "Nobody is left to reassign the lead to."
        : `Nobody could be reached: ${steps(fact.steps)}.`;
    case "step.withheld":
      return `Only observed, so not done: ${steps(fact.steps)}.`;
    case "clock.recalculated":
      return recalculated(fact, at, steps);
    case "lead.reviewed":
      return `Still open: put before ${name(fact.to)}.`;
    case "lead.resubmitted": {
      const where = `Asked again through ${fact.source}${fact.campaign === null ? "" : ` (${fact.campaign})`}`;
      return words.news === undefined
        ? `${where}.`
        : ended(`${where}, saying ${words.news.replace(/\s*\n\s*/g, " · ")}`);
    }
    case "lead.rescored":
      return `Score ${fact.from} → ${fact.to}.`;
    case "lead.reread": {
      const points = fact.from === fact.to ? "" : ` Score ${fact.from} → ${fact.to}.`;
      return `Read again by version ${fact.version}${words.news === undefined ? "" : ` — ${words.news}`}.${points}`;
    }
    case "request.withdrawn":
      return "They took back one of their requests.";
    case "mail.bounced": {
      const told =
        fact.told.length === 0 ? "Nobody else can be" : `${names(fact.told)} ${fact.told.length > 1 ? "were" : "was"}`;
      return `${bounced[fact.why](name(fact.person))} ${told} told.`;
    }
    case "lead.merged":
      return "The same person as in another lead, and part of its story from here on.";
    case "lead.closed":
      return closed(reading, fact, name, who, note);
    case "rejection.marked":
      return `${name(fact.by)} of marketing asks to look at this together.${note}`;
    case "rejection.judged":
      return `${name(fact.by)} says that handing it back ${fact.as === "upheld" ? "was right" : "was not right"}.`;
    case "rejection.settled":
      return fact.as === "stood" ? undefined : settled[fact.as];
    case "lead.recycled":
      return `It is back: ${name(fact.by)} had parked it on ${formatDay(zone, Date.parse(fact.parkedAt))}, because “${reasonName(rulebook, fact.reason)}”.`;
    case "recycle.ended":
      return "They withdrew their consent, so it does not come back.";
    case "deal.reported":
      return dealt(fact, name, rulebook);
    case "lead.feedback":
      return `${name(fact.by)} told marketing${fact.promise === undefined ? "" : `: ${came[fact.promise]}`}.${words.said === undefined ? "" : ` “${words.said}”`}`;
    case "lead.redacted":
      return "Somebody else's data was erased from it.";
    case "lead.forgotten":
      return "Erased.";
    case "stage.started":
    case "stage.ended":
    case "deal.attributed":
      return undefined;
  }
}

const why = ({ why: said }: Words): string => (said === undefined ? "" : ` “${said}”`);

const did: Record<Contact["channel"], string> = {
  call: "called",
  email: "wrote an e-mail to",
  meeting: "met",
  message: "wrote to",
  booking: "has a meeting booked with",
  task: "was in touch with",
  "crm-status": "was in touch with",
};

const tried: Record<AttemptChannel | "none", string> = {
  call: "tried to call",
  email: "wrote an e-mail to",
  message: "wrote to",
  meeting: "tried to meet",
  none: "tried to reach",
};

/** What was taken back, in the words of whoever said it. */
const taken: Record<string, string> = {
  accept: "on it",
  contacted: "contacted",
  attempted: "tried, no answer",
  reject: "not for us",
  reassign: "handed on",
  snooze: "later",
  outcome: "the outcome",
};

const bounced: Record<FactOf<"mail.bounced">["why"], (name: string) => string> = {
  refused: (name) => `A mail to ${name} came back: the address is wrong or refuses mail.`,
  failed: (name) => `A mail to ${name} came back: the mailbox could not take it at the time.`,
  rejected: (name) => `A mail to ${name} was not sent: the mail service rejected what is in it.`,
  marked: (name) => `No mail was sent to ${name}: their address refused mail before, or called it spam.`,
};

type Name = (id: string | null) => string;

function assigned({ rule }: Reading, fact: FactOf<"lead.assigned">, name: Name): string {
  const { from, to, how, by, held, why, waitedMs } = fact;
  if (how === "released") {
    if (by !== undefined) return `${name(by)} left it to the rules; nobody can take it from ${name(from)}.`;
    const reason = why === undefined || why.code === "left" ? ", who has left" : ` ${because(why, name(from))}`;
    return `Taken from ${name(from)}${reason}; nobody else can take it.`;
  }
  if (how === "claimed") return `${name(to)} claimed it.`;
  if (how === "taken" && why?.code === "pulled")
    return `${name(to)} took it over for sales${from === null ? "" : `, from ${name(from)}`}.`;
  if (how === "taken") return by === to ? `${name(to)} took it over.` : `${name(by ?? null)} gave it to ${name(to)}.`;
  if (how === "routed") {
    if (by !== undefined) return `${name(by)} left it to the rules, which give it to ${name(to)}.`;
    if (why) return `Given to ${name(to)}${from === null ? "" : `, from ${name(from)},`} ${because(why, name(from))}.`;
    if (waitedMs !== undefined) return `Waited ${humanMs(waitedMs)} until ${name(to)} could take it.`;
    return `Given to ${name(to)}${rule === null ? "" : ` by the rule “${rule}”`}.`;
  }
  const holds = held ? ", who holds it because nobody else is left" : "";
  if (from === null) return `Given to ${name(to)}${holds}.`;
  return `Reassigned from ${name(from)} to ${name(to)}${holds}${why ? ` ${because(why, name(from))}` : ""}.`;
}

function because(why: Handed, from: string): string {
  switch (why.code) {
    case "unanswered":
      return `after ${humanMs(why.withinMs)} without a response`;
    case "left":
      return `because ${from} has left`;
    case "away":
      return `because ${from} is away until ${why.until}`;
    case "teamGone":
      return `because ${why.team} has nobody any more`;
    case "qualified":
      return `because its score has reached ${why.score}`;
    case "rule":
      return `because the rule “${why.rule}” takes it now`;
    case "opportunity":
      return "because it has become an opportunity";
    case "pulled":
      return "because sales took it over";
    case "recycled":
      return "because it has come back";
  }
}

function closed({ rulebook, lead, zone }: Reading, fact: FactOf<"lead.closed">, name: Name, who: string, note: string) {
  switch (fact.as) {
    case "rejected": {
      const back = fact.recycleAt === undefined ? "" : ` until ${formatDay(zone, Date.parse(fact.recycleAt))}`;
      const did = back === "" ? "handed" : "parked";
      return `${name(fact.by)} ${did} ${who}${back === "" ? " back" : back}: ${reasonName(rulebook, fact.reason)}.${note}`;
    }
    case "opportunity":
    case "won":
    case "lost":
      return `${name(fact.by)} recorded the outcome: ${outcomeNames[fact.as]}.${note}`;
    case "withdrawn":
      return "They took it back. Please do not contact them.";
    // What led there was said.
    case "accepted":
    case "contacted":
      return "Nothing more is due.";
    case "merged":
    case "forgotten":
      return undefined;
    case "test":
      return lead.test ? undefined : "A test.";
  }
}

/** `12,500.00 EUR`. */
const inWords = (amount: Amount): string => amountInWords(shownAmount(amount));

const came: Record<PromiseAnswer, string> = {
  yes: "they came for what was promised",
  no: "they came for something else than was promised",
  unsure: "whether they came for what was promised cannot be said",
};

const reasonName = ({ agreement }: Rulebook, reason: string | undefined): string | undefined =>
  agreement.reasons.find(({ id }) => id === reason)?.name ?? reason;

/** What came of looking at a rejection, in words; that nobody asked to is not worth a line. */
const settled: Record<Exclude<Verdict, "stood">, string> = {
  upheld: "Both sides say that handing it back was right.",
  withdrawn: "Both sides say that it should not have been handed back: it counts as accepted.",
  contested: "The sides do not agree whether it should have been handed back: it counts nowhere.",
};

/** A deal's report; who recorded the outcome on a page is said by what that did to the lead. */
function dealt(fact: FactOf<"deal.reported">, name: Name, { agreement }: Rulebook): string {
  const reason = agreement.lostReasons?.find(({ id }) => id === fact.reason)?.name ?? fact.reason;
  const worth = fact.amount === undefined ? "" : `, ${inWords(fact.amount)}`;
  const by = fact.via === "page" && fact.by !== null ? `, says ${name(fact.by)}` : "";
  const what = { open: "is open", won: "is won", lost: `is lost${reason === undefined ? "" : ` (${reason})`}` };
  return `The deal ${what[fact.state]}${worth}${by}.`;
}

function recalculated(
  fact: FactOf<"clock.recalculated">,
  at: (instant: string) => string,
  steps: (of: readonly StepOf[]) => string,
): string {
  const moves = [
    ["next step", fact.dueBefore, fact.dueAfter],
    ["response by", fact.respondByBefore, fact.respondByAfter],
  ].map(([what, from, to]) => {
    const [before, after] = [from, to].map((instant) => (instant == null ? "none" : at(instant)));
    return before === after ? `${what} ${before} as before` : `${what} ${before} → ${after}`;
  });
  const by = fact.by === undefined ? "" : ` by ${fact.by}`;
  const skipped = fact.skipped.length === 0 ? "" : ` Before the change, so skipped: ${steps(fact.skipped)}.`;
  return `Clock recalculated${by}: version ${fact.from} → ${fact.to}, ${moves.join(", ")}.${skipped}`;
}

const ended = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** Why nobody responded, as the end of a sentence; nothing, where whoever had it just did not. */
function causeWords({ cause, burst }: FactOf<"stage.breached">): string {
  switch (cause) {
    case "platform":
      return ": they were told too late, or not at all";
    case "data":
      return ": no working address or number was known";
    case "routing":
      return ": the rules gave it to somebody who could not";
    case "handed":
      return ": a colleague had handed it on";
    case "roster":
      return burst
        ? `: ${burst.windows} windows ended at once, and ${burst.fit} of ten minutes fit into that time`
        : ": nobody was there";
    default:
      return "";
  }
}
