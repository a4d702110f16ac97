import { inEnglish, type Words as Spoken } from "@baton/words";
import { humanMs } from "../duration/index.ts";
import type { Fact, FactName, FactOf, Handed, ReadFact, StepOf, Words } from "../facts/facts.ts";
import { type Amount, shownAmount } from "../money/money.ts";
import { amountInWords } from "../money/words.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { formatDate, formatDay, formatInstant } from "../zone/index.ts";
import { displayName, type Lead } from "./lead.ts";

/** Something that happened to a lead as somebody reads it. `at` is ISO 8601. */
export interface Line {
  at: string;
  is: FactName;
  text: string;
}

/** Who reads, as far as sentences depend on it. */
interface Reading extends Pick<Spoken, "say" | "language"> {
  rulebook: Rulebook;
  lead: Lead;
  /** The reader's time zone. */
  zone: string;
  /** The rule that took it last by then. */
  rule: string | null;
  name(id: string | null): string;
  at(instant: string): string;
  day(instant: string): string;
}

/**
 * Facts in sentences, for somebody in a time zone. What another fact of the same moment says already has none: that a lead was
 * decided, when it was given to somebody; that a window began or ended, when its holder changed or a response ended it.
 */
export function timeline(
  rulebook: Rulebook,
  lead: Lead,
  facts: readonly ReadFact[],
  zone: string,
  { say, language }: Spoken = inEnglish,
): Line[] {
  const reading: Reading = {
    rulebook,
    lead,
    zone,
    say,
    language,
    rule: lead.tally.decided?.rule ?? null,
    name: (id) => (id === null ? say("fact.somebody") : (rulebook.agreement.people[id]?.name ?? id)),
    at: (instant) => formatInstant(zone, Date.parse(instant), { withZone: false, language }),
    day: (instant) => formatDay(zone, Date.parse(instant), language),
  };
  return facts.flatMap(({ fact, words = {} }) => {
    if (fact.is === "lead.decided") reading.rule = fact.rule;
    const text = sentence(reading, fact, words);
    return text === undefined ? [] : [{ at: fact.at, is: fact.is, text }];
  });
}

function sentence(reading: Reading, fact: Fact, words: Words): string | undefined {
  const { rulebook, lead, say, name, at, day } = reading;
  const names = (ids: readonly string[]): string => ids.map(name).join(", ");
  const steps = (of: readonly StepOf[]): string => stepsIn(reading, of);
  /** A sentence, with what somebody wrote with it after it. */
  const noted = (text: string, note: string | undefined = words.note): string =>
    note === undefined ? text : `${text} ${say("fact.quoted", { text: note })}`;
  const who = displayName(lead);

  switch (fact.is) {
    case "lead.received":
      if (fact.foundBy !== undefined) return say("fact.foundBy", { name: name(fact.foundBy) });
      return fact.campaign === null
        ? say("fact.received", { source: fact.source })
        : say("fact.receivedBy", { source: fact.source, campaign: fact.campaign });
    case "request.asked":
      return words.text === undefined
        ? say("fact.asked", { name: name(fact.by) })
        : say("fact.askedText", { name: name(fact.by), text: words.text });
    case "request.answered":
      return words.note === undefined
        ? say("fact.answered", { name: name(fact.by) })
        : say("fact.answeredText", { name: name(fact.by), text: words.note });
    case "request.returned":
      return words.note === undefined
        ? say("fact.returned", { name: name(fact.by) })
        : say("fact.returnedText", { name: name(fact.by), text: words.note });
    case "lead.fetched":
      return say("fact.fetched", { provider: fact.provider });
    case "fetch.failed":
      return words.message === undefined
        ? say("fact.fetchFailed")
        : say("fact.fetchFailedBecause", { message: ended(words.message) });
    case "lead.decided":
      if (lead.test) return say("fact.testGiven");
      // Of one that is offered, or given, that is said.
      return fact.candidates.some(({ excluded }) => !excluded || excluded.code === "offered")
        ? undefined
        : say("fact.nobodyTook");
    case "lead.assigned":
      return noted(assigned(reading, fact));
    case "stage.breached":
      return fact.holder === null
        ? say("fact.breachedByNobody", { stage: fact.stage })
        : say("fact.breached", { name: name(fact.holder), stage: fact.stage, ...causeOf(fact) });
    case "breach.withdrawn":
      return say("fact.breachWithdrawn");
    case "lead.accepted":
      return noted(say("fact.accepted", { name: name(fact.by) }));
    case "lead.contacted": {
      if (fact.evidence === "claimed") return noted(say("fact.contacted", { name: name(fact.by), who }));
      const shown = { name: name(fact.by), channel: fact.channel ?? "task", who, source: fact.source ?? "" };
      return words.subject === undefined
        ? say("fact.contactShown", shown)
        : say("fact.contactShownAbout", { ...shown, subject: words.subject });
    }
    case "lead.attempted": {
      const { attempt, of, channel = "none" } = fact;
      const tried = { name: name(fact.by), channel, who };
      return noted(
        of > 1
          ? say("fact.attemptedOf", { ...tried, attempt, of: Math.max(attempt, of) })
          : say("fact.attempted", tried),
      );
    }
    case "contact.undone":
      return fact.window === undefined ? undefined : say("fact.contactUndone");
    case "response.withdrawn":
      return say("fact.responseWithdrawn", { name: name(fact.by), at: at(fact.made), action: fact.action });
    case "lead.reopened":
      return noted(say("fact.reopened", { name: name(fact.by) }));
    case "person.merged":
      return noted(say("fact.personMerged", { by: fact.by }), words.why);
    case "person.split":
      return noted(say("fact.personSplit", { by: fact.by }), words.why);
    case "request.split":
      return noted(say("fact.requestSplit", { by: fact.by }), words.why);
    case "meeting.moved":
      return say("fact.meetingMoved");
    case "meeting.off":
      return fact.why === "no-show" ? say("fact.meetingMissed", { who }) : say("fact.meetingCancelled");
    case "lead.snoozed": {
      const waits = { name: name(fact.by), who, until: at(fact.until) };
      return noted(
        words.reason === undefined
          ? say("fact.snoozed", waits)
          : say("fact.snoozedBecause", { ...waits, reason: words.reason }),
      );
    }
    case "snooze.ended":
      return say("fact.snoozeEnded", { who });
    case "wait.started":
      return fact.offered
        ? say("fact.offered", { team: fact.offered.team, names: names(fact.offered.to), until: at(fact.until) })
        : say("fact.waits", { until: at(fact.until) });
    case "wait.ended":
      return say("fact.waitEnded");
    case "lead.corrected":
      return words.news === undefined
        ? say("fact.corrected", { name: name(fact.by) })
        : say("fact.correctedTo", { name: name(fact.by), news: words.news });
    case "lead.reminded":
      return say("fact.reminded", { name: name(fact.to) });
    case "lead.escalated":
      return fact.to.length === 0 ? say("fact.escalatedToNobody") : say("fact.escalated", { names: names(fact.to) });
    case "step.skipped":
      if (fact.overtakenBy.length > 0)
        return say("fact.overtaken", { steps: steps(fact.steps), others: steps(fact.overtakenBy) });
      return fact.steps[0]?.do === "reassign"
        ? say("fact.nobodyLeft")
        : say("fact.nobodyReached", { steps: steps(fact.steps) });
    case "step.withheld":
      return say("fact.withheld", { steps: steps(fact.steps) });
    case "clock.recalculated":
      return recalculated(reading, fact);
    case "lead.reviewed":
      return say("fact.reviewed", { name: name(fact.to) });
    case "lead.resubmitted":
      return resubmitted(reading, fact, words);
    case "lead.rescored":
      return say("fact.rescored", { from: fact.from, to: fact.to });
    case "lead.reread": {
      const { version, from, to } = fact;
      const read =
        words.news === undefined
          ? say("fact.reread", { version })
          : say("fact.rereadNews", { version, news: words.news });
      return from === to ? read : `${read} ${say("fact.rescored", { from, to })}`;
    }
    case "request.withdrawn":
      return say("fact.requestWithdrawn");
    case "mail.bounced": {
      const { person, told } = fact;
      return say("fact.bounced", { why: fact.why, name: name(person), told: told.length, names: names(told) });
    }
    case "lead.merged":
      return say("fact.merged");
    case "lead.closed":
      return closed(reading, fact, who, noted);
    case "rejection.marked":
      return noted(say("fact.rejectionMarked", { name: name(fact.by) }));
    case "rejection.judged":
      return say("fact.rejectionJudged", { name: name(fact.by), judged: fact.as });
    case "rejection.settled":
      // That nobody asked to look at it is not worth a line.
      return fact.as === "stood" ? undefined : say("fact.rejectionSettled", { verdict: fact.as });
    case "lead.recycled":
      return say("fact.recycled", {
        name: name(fact.by),
        day: day(fact.parkedAt),
        reason: reasonName(rulebook, fact.reason),
      });
    case "recycle.ended":
      return say("fact.recycleEnded");
    case "deal.reported":
      return dealt(reading, fact);
    case "lead.feedback":
      return noted(
        fact.promise === undefined
          ? say("fact.feedback", { name: name(fact.by) })
          : say("fact.feedbackPromise", { name: name(fact.by), promise: fact.promise }),
        words.said,
      );
    case "lead.redacted":
      return say("fact.redacted");
    case "lead.forgotten":
      return say("fact.forgotten");
    case "stage.started":
    case "stage.ended":
    case "deal.attributed":
      return undefined;
  }
}

const stepsIn = ({ say, at }: Reading, of: readonly StepOf[]): string =>
  of.map((step) => say("fact.step", { step: step.do, at: at(step.at) })).join(", ");

function resubmitted(
  { say }: Reading,
  { source, campaign }: FactOf<"lead.resubmitted">,
  { news: said }: Words,
): string {
  if (said === undefined)
    return campaign === null ? say("fact.resubmitted", { source }) : say("fact.resubmittedBy", { source, campaign });
  const news = said.replace(/\s*\n\s*/g, " · ");
  return ended(
    campaign === null
      ? say("fact.resubmittedSaying", { source, news })
      : say("fact.resubmittedBySaying", { source, campaign, news }),
  );
}

function assigned(reading: Reading, fact: FactOf<"lead.assigned">): string {
  const { rule, say, language } = reading;
  const { how, by, held, why, waitedMs } = fact;
  const [from, name] = [reading.name(fact.from), reading.name(fact.to)];
  const isFromSomebody = fact.from !== null;
  const because = () => (why ? becauseOf(reading, why, from) : "");
  if (how === "released") {
    if (by !== undefined) return say("fact.leftToRulesForNobody", { name: reading.name(by), from });
    return why === undefined || why.code === "left"
      ? say("fact.releasedLeft", { from })
      : say("fact.released", { from, because: because() });
  }
  if (how === "claimed") return say("fact.claimed", { name });
  if (how === "taken" && why?.code === "pulled")
    return isFromSomebody ? say("fact.pulledFrom", { name, from }) : say("fact.pulled", { name });
  if (how === "taken")
    return by === fact.to ? say("fact.tookOver", { name }) : say("fact.gaveTo", { by: reading.name(by ?? null), name });
  if (how === "routed") {
    if (by !== undefined) return say("fact.leftToRules", { by: reading.name(by), name });
    if (why)
      return isFromSomebody
        ? say("fact.givenFromBecause", { name, from, because: because() })
        : say("fact.givenBecause", { name, because: because() });
    if (waitedMs !== undefined) return say("fact.waitedFor", { name, waited: humanMs(waitedMs, language) });
    return rule === null ? say("fact.given", { name }) : say("fact.givenByRule", { name, rule });
  }
  if (!isFromSomebody) return held ? say("fact.givenHeld", { name }) : say("fact.given", { name });
  const reassigned = { from, name, held: held ? "yes" : "no" };
  return why
    ? say("fact.reassignedBecause", { ...reassigned, because: because() })
    : say("fact.reassigned", reassigned);
}

/** Why a lead went from somebody, as a clause. */
function becauseOf({ say, language }: Reading, { code, ...why }: Handed, from: string): string {
  return say("fact.because", {
    code,
    from,
    within: "withinMs" in why ? humanMs(why.withinMs, language) : "",
    until: "until" in why ? formatDate(why.until, language) : "",
    team: "team" in why ? why.team : "",
    score: "score" in why ? why.score : "",
    rule: "rule" in why ? why.rule : "",
  });
}

function closed(
  { rulebook, lead, day, name, say }: Reading,
  fact: FactOf<"lead.closed">,
  who: string,
  noted: (text: string) => string,
): string | undefined {
  switch (fact.as) {
    case "rejected": {
      const back = { name: name(fact.by), who, reason: reasonName(rulebook, fact.reason) };
      return noted(
        fact.recycleAt === undefined
          ? say("fact.handedBack", back)
          : say("fact.parked", { ...back, until: day(fact.recycleAt) }),
      );
    }
    case "opportunity":
    case "won":
    case "lost":
      return noted(say("fact.outcome", { name: name(fact.by), outcome: fact.as }));
    case "withdrawn":
      return say("fact.withdrawn");
    // What led there was said.
    case "accepted":
    case "contacted":
      return say("fact.nothingDue");
    case "merged":
    case "forgotten":
      return undefined;
    case "test":
      return lead.test ? undefined : say("fact.test");
  }
}

const reasonName = ({ agreement }: Rulebook, reason: string | undefined): string =>
  agreement.reasons.find(({ id }) => id === reason)?.name ?? String(reason);

/** A deal's report; who recorded the outcome on a page is said by what that did to the lead. */
function dealt({ rulebook: { agreement }, say, name: of, language }: Reading, fact: FactOf<"deal.reported">): string {
  const reason = agreement.lostReasons?.find(({ id }) => id === fact.reason)?.name ?? fact.reason;
  const deal = {
    state: fact.state === "lost" && reason !== undefined ? "other" : fact.state,
    reason: reason ?? "",
  };
  const worth = fact.amount && inWords(fact.amount, language);
  const name = fact.via === "page" && fact.by !== null ? of(fact.by) : undefined;
  if (worth !== undefined && name !== undefined) return say("fact.dealWorthSaid", { ...deal, worth, name });
  if (worth !== undefined) return say("fact.dealWorth", { ...deal, worth });
  return name === undefined ? say("fact.deal", deal) : say("fact.dealSaid", { ...deal, name });
}

/** `12,500.00 EUR`. */
const inWords = (amount: Amount, language: Spoken["language"]): string => amountInWords(shownAmount(amount), language);

function recalculated(reading: Reading, fact: FactOf<"clock.recalculated">): string {
  const { say } = reading;
  const moves = (
    [
      ["step", fact.dueBefore, fact.dueAfter],
      ["response", fact.respondByBefore, fact.respondByAfter],
    ] as const
  ).map(([what, ...instants]) => {
    const [before, after] = instants.map((instant) =>
      instant == null ? say("fact.noInstant") : reading.at(instant),
    ) as [string, string];
    return before === after ? say("fact.unmoved", { what, before }) : say("fact.moved", { what, before, after });
  });
  const { by, from, to, skipped } = fact;
  const told = { from, to, moves: moves.join(", ") };
  const text = by === undefined ? say("fact.recalculated", told) : say("fact.recalculatedBy", { ...told, by });
  return skipped.length === 0 ? text : `${text} ${say("fact.skippedBefore", { steps: stepsIn(reading, skipped) })}`;
}

const ended = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** Why nobody responded, and in a burst how much there was to do. */
function causeOf({ cause, burst }: FactOf<"stage.breached">): { cause: string; windows: number; fit: number } {
  const { windows = 0, fit = 0 } = burst ?? {};
  return { cause: cause === "roster" && burst ? "burst" : (cause ?? "unanswered"), windows, fit };
}
