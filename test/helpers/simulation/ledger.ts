import type { Ask } from "@baton/core/asks";
import { add, type Lead, type Notice, type Row, rowsOf, type Tally } from "@baton/core/lead";
import type { NoticeKind } from "@baton/core/mailing";
import type { Commit, RoundMessage } from "@baton/core/ports";
import type { Turn } from "@baton/core/rules";
import type { Survey } from "../../../packages/core/src/survey/model.ts";
import type { Process } from "./process.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** A mail as its recipient gets it. */
export interface Mail {
  at: number;
  kind: NoticeKind;
  to: string;
  lead: string;
  notice: string;
  /** When the process that sent it read the lead; what changed since it could not know. */
  readAt: number;
}

/** Facts by which what was closed is open again. */
const openingAgain = ["response.withdrawn", "lead.reopened", "request.returned"] as const;

/** What really happened, as nobody in the system sees it, and what of it breaks a promise. */
export class Ledger {
  readonly leads = new Map<string, Lead>();
  /** Rows of all leads by day and key. */
  readonly rows = new Map<string, Row[]>();
  readonly problems: string[] = [];
  /** Every notice that a lead ever had, by id. */
  readonly notices = new Map<string, { lead: string; notice: Notice }>();
  readonly mails: Mail[] = [];
  /** Names of facts, with how a lead was assigned and why. */
  readonly happened = new Set<string>();
  /** Whom an absence was told. */
  readonly absencesTold = new Set<string>();
  /** Mails that came round. */
  rounds = 0;
  /** What people were told to have answered to questions. */
  readonly said = new Map<string, { subject: string; person: string; text: string }>();
  /** Longest time from a step's instant until it took effect, ms. */
  latestMs = 0;
  steps = 0;

  readonly #names = new Map<string, string>();
  readonly #time: VirtualTime;
  readonly #skewMs: number;
  readonly #trace: (line: () => string) => void;
  readonly #reads = new WeakMap<Process, Map<string, { lead: Lead; at: number }>>();
  readonly #asked = new WeakMap<Process, Set<string>>();
  readonly #deliveries = new Set<string>();
  readonly #fired = new Set<string>();
  readonly #mailed = new Set<string>();
  /** Until when a process has a notice to itself. */
  readonly #claimed = new Map<string, number>();
  /** When a clock last went on by an answer that was taken back. */
  readonly #goesOn = new Map<string, number>();
  readonly #recorded = new Map<string, number>();
  /** By when the mail was due that was about something, or asked it. */
  readonly #roundOf = new Map<string, string>();

  constructor(time: VirtualTime, options: { skewMs: number; trace(line: () => string): void }) {
    this.#time = time;
    this.#skewMs = options.skewMs;
    this.#trace = options.trace;
  }

  /** What something is called in the history. */
  name(id: string): string {
    return this.#names.get(id) ?? id;
  }

  called(id: string, name: string): void {
    this.#names.set(id, name);
  }

  problem(promise: string, text: string): void {
    this.problems.push(`${promise}: ${text}`);
    this.#trace(() => `✗ ${promise}: ${text}`);
  }

  read(process: Process, id: string): void {
    const lead = this.leads.get(id);
    if (!lead) return;
    const reads = this.#reads.get(process) ?? new Map();
    this.#reads.set(process, reads.set(id, { lead, at: this.#time.now }));
  }

  /**
   * A process takes a turn: it needs one of each rotation, whatever becomes of its attempts to commit, unless it gives one back. Only
   * a sweep, which hands out what nobody has, and what passes on the leads of somebody who is away, deal with many leads.
   */
  asked(process: Process, rotation: string, { instead }: Turn): void {
    const asked = this.#asked.get(process) ?? new Set();
    const many = /^(sweep |check of the leads of )/.test(process.name);
    if (asked.has(rotation) && !instead && !many)
      this.problem("P6", `${process.name} takes a second turn of ${rotation}.`);
    this.#asked.set(process, asked.add(rotation));
  }

  committed(process: Process, lead: Lead, also: Commit): void {
    const { request } = lead;
    this.called(
      lead.id,
      request
        ? `${request.kind} for ${request.lead === undefined ? request.text : this.name(request.lead)}`
        : this.name(lead.delivery),
    );
    this.#trace(() => `${process.name}: commits it, ${told(lead)}`);
    this.#noted(undefined, lead, also);
    const made = request ? lead.id : lead.delivery;
    if (this.#deliveries.has(made)) this.problem("P2", `${this.name(made)} makes another lead.`);
    this.#deliveries.add(made);
    this.leads.set(lead.id, lead);
    this.#explained(lead);
    this.#keeps(lead);
  }

  updated(process: Process, after: Lead, also: Commit): void {
    const before = this.leads.get(after.id)!;
    this.#trace(() => {
      const facts = also.facts.map(({ fact }) => fact.is).join(", ");
      return `${process.name}: changes ${this.name(after.id)}, ${facts || "without a fact"} ${told(after)}`;
    });
    this.#noted(before, after, also);
    this.leads.set(after.id, after);
    for (const { id } of before.notices)
      if (!after.notices.some((notice) => notice.id === id)) this.#recorded.set(id, this.#time.now);
    const is = new Set(also.facts.map(({ fact }) => fact.is));
    // A clock that is as before has again what was to come, and what fell due meanwhile comes then.
    if (is.has("response.withdrawn")) this.#goesOn.set(after.id, this.#time.now);
    // What is decided anew, or goes on to who sells, has a whole clock.
    else if (
      !is.has("request.returned") &&
      !is.has("lead.decided") &&
      !also.facts.some(({ fact }) => fact.is === "lead.assigned" && fact.how === "routed")
    )
      this.#stepsOnce(before, after, is.has("snooze.ended"));
    if (before.closed && !after.closed && !openingAgain.some((one) => is.has(one)))
      this.problem("P4", `${this.name(after.id)} was closed and is open again.`);
    this.#forgetsNothing(before, after);
    this.#keeps(after);
  }

  claimed(process: Process, notice: string, { now, until }: { now: number; until: number }): void {
    if ((this.#claimed.get(notice) ?? 0) > now) this.problem("P4", `${process.name} is at ${notice} with another one.`);
    this.#claimed.set(notice, until);
  }

  givenUp(notice: string): void {
    this.#claimed.delete(notice);
  }

  mailed(process: Process, mail: Omit<Mail, "at" | "readAt">): void {
    const { kind, to, lead, notice } = mail;
    const read = this.#reads.get(process)!.get(lead)!;
    this.#trace(() => `${process.name}: mails ${kind} of ${this.name(lead)} to ${to}`);
    this.mails.push({ ...mail, at: this.#time.now, readAt: read.at });
    const recorded = this.#recorded.get(notice);
    if (recorded !== undefined && recorded < read.at)
      this.problem("P4", `${kind} of ${this.name(lead)} is mailed to ${to} again, though it was recorded as sent.`);
    this.#mailed.add(notice);
    if ((kind === "handover" || kind === "reassigned-to") && read.lead.owner !== to)
      this.problem("P3", `${to} is told to have ${this.name(lead)}, which is ${read.lead.owner}'s.`);
  }

  /** A mail that came round, once for what it is about, such as a week, with the questions in it; a process that dies may send it again. */
  told(process: Process, { round, dueAt }: RoundMessage, { about, asks }: { about: string; asks: string[] }): void {
    this.#trace(() => `${process.name}: mails ${round} of ${dueAt}, which asks ${asks.join(", ") || "nothing"}`);
    this.rounds += 1;
    // Of what both sides are to decide, the review asks as well.
    for (const what of [`${round} about ${about}`, ...(round.startsWith("weekly/") ? asks : [])]) {
      const before = this.#roundOf.get(what);
      if (before !== undefined && before !== dueAt)
        this.problem("rounds", `${what} is in the mails of ${before} and of ${dueAt}.`);
      this.#roundOf.set(what, dueAt);
    }
  }

  /** What was put together of a survey stays as it was. */
  surveyed(before: Survey | undefined, after: Survey): void {
    if (before?.result && JSON.stringify(before.result) !== JSON.stringify(after.result))
      this.problem("surveys", `what came of ${after.id} is something else now.`);
  }

  /** Somebody was told that their answer to a question is recorded, and what it stands for is done. */
  noted({ subject, person, answer }: Ask): void {
    this.said.set(`${subject}/${person}`, { subject, person, text: answer!.text });
    const [kind, id = ""] = subject.split("/");
    if (kind !== "rejection") return;
    const { review } = this.leads.get(id)?.tally.closed ?? {};
    if (review?.is !== "marked") return;
    for (const side of ["marketing", "sales"] as const)
      if (review.asked?.[side] === person && review.said?.[side] !== answer!.text)
        this.problem("asks", `what ${person} says of ${this.name(id)} is not with it.`);
  }

  /** Somebody was told that their answer is recorded. */
  answered(by: string, { id, responses }: Lead): void {
    const recorded = this.leads.get(id)!.responses;
    if (responses.some(({ at, by }) => !recorded.some((one) => one.at === at && one.by === by)))
      this.problem("P4", `${by} was told that their answer to ${this.name(id)} is recorded, and it is not.`);
  }

  /**
   * Whatever happens to a lead is in its facts, and what these add up to is with the lead and in its rows. Without a fact only
   * changes that says what is still to be told or counted.
   */
  #noted(before: Lead | undefined, after: Lead, { facts, rows }: Commit): void {
    const name = this.name(after.id);
    if (before && facts.length === 0 && happened(before) !== happened(after))
      this.problem("facts", `${name} changes without a fact.`);
    let tally: Tally | undefined = before?.tally;
    for (const { fact } of facts) {
      tally = add(tally, fact);
      this.happened.add(fact.is);
      if (fact.is === "lead.assigned") this.happened.add(fact.how).add(fact.why?.code ?? fact.how);
    }
    if (JSON.stringify(tally) !== JSON.stringify(after.tally))
      this.problem("facts", `the facts of ${name} do not add up to what is kept with it.`);
    for (const { day, key } of rows.remove)
      if (!this.rows.delete(`${day} ${key}`)) this.problem("rows", `${name} has no row ${day} ${key} to remove.`);
    for (const { day, key, rows: put } of rows.put) this.rows.set(`${day} ${key}`, put);
    for (const { day, key, rows: told } of rowsOf(after.id, after.tally)) {
      if (JSON.stringify(this.rows.get(`${day} ${key}`)) !== JSON.stringify(told))
        this.problem("rows", `the rows ${day} ${key} of ${name} are not what its facts say.`);
    }
  }

  /** P5: the receipt says by which version, and why everybody else was passed over. */
  #explained({ id, decision, owner, score }: Lead): void {
    const sum = score.reasons.reduce((points, reason) => points + reason.points, 0);
    const unexplained = decision.candidates.filter(
      ({ person, excluded }) => (excluded === undefined) !== (person === owner),
    );
    if (decision.version < 1 || Number.isNaN(Date.parse(decision.at)) || sum !== score.total || unexplained.length > 0)
      this.problem("P5", `the receipt of ${this.name(id)} does not explain it: ${JSON.stringify(decision)}`);
  }

  /** What must hold of a lead at every moment. */
  #keeps(lead: Lead): void {
    const name = this.name(lead.id);
    const released = lead.owner === null && lead.decision.waited !== undefined;
    if (!released && (lead.owners.at(-1)?.person ?? null) !== lead.owner)
      this.problem("P3", `${name} is ${lead.owner}'s, and was last given to ${lead.owners.at(-1)?.person}.`);
    if (lead.closed && lead.clock) this.problem("P4", `${name} is closed and has a running clock.`);
    for (const notice of lead.notices) {
      const known = this.notices.get(notice.id)?.notice;
      if (!known) this.notices.set(notice.id, { lead: lead.id, notice });
      else if (known.kind !== notice.kind || known.to !== notice.to || known.at !== notice.at)
        this.problem("P4", `${notice.id} is the id of two notices of ${name}.`);
    }
  }

  /**
   * P4: a step changes state once, never before its instant, and is not lost or moved while its stage lasts. Those within the
   * window start again for whoever has it next, and all for the first owner, after a try, and when its person asks again.
   */
  #stepsOnce(before: Lead, after: Lead, resumed: boolean): void {
    if (!before.clock || !after.clock || before.stage !== after.stage || roundOf(before) !== roundOf(after)) return;
    const name = this.name(after.id);
    const now = new Map(after.clock.steps.map((step) => [step.id, step]));
    const newOwner = before.tally.windows.length !== after.tally.windows.length;
    for (const step of before.clock.steps) {
      const later = now.get(`${step.id}@${before.clock.startedAt}`) ?? now.get(step.id);
      const restarts = newOwner && (step.within || before.owner === null);
      if (!later || (later.state === "pending" && step.state !== "pending")) {
        const dropped = restarts || (after.held && step.do === "reassign");
        if (!dropped) this.problem("P4", `${name} forgets its step ${step.id} (${step.do}), which was ${step.state}.`);
        continue;
      }
      if (newOwner && !restarts && !resumed && later.state === "pending" && later.at !== step.at)
        this.problem("P4", `step ${step.id} (${step.do}) of ${name} moves from ${step.at} to ${later.at}.`);
      if (step.state !== "pending" || later.state === "pending") continue;
      this.steps += 1;
      const instant = Date.parse(step.at);
      this.latestMs = Math.max(this.latestMs, this.#time.now - Math.max(instant, this.#goesOn.get(after.id) ?? 0));
      if (this.#time.now + this.#skewMs < instant || Date.parse(later.doneAt!) < instant)
        this.problem("P4", `step ${step.id} (${step.do}) of ${name} comes before ${step.at}.`);
      const turn = step.within ? before.tally.windows.at(-1)!.startedAt : Math.min(1, before.owners.length);
      const once = `${after.id} ${after.stage} ${step.id} ${turn} ${roundOf(after)}`;
      if (this.#fired.has(once)) this.problem("P4", `step ${step.id} (${step.do}) of ${name} happens twice.`);
      this.#fired.add(once);
    }
  }

  #forgetsNothing(before: Lead, after: Lead): void {
    const name = this.name(after.id);
    if (before.owners.some(({ person }, n) => after.owners[n]?.person !== person))
      this.problem("P3", `${name} forgets who had it.`);
    const next = after.owners[before.owners.length];
    if (next?.how === "reassigned" && !after.held && before.owners.some(({ person }) => person === next.person))
      this.problem("P3", `${name} is reassigned to ${next.person}, who had it before.`);
    if (before.responses.some(({ at, by }) => !after.responses.some((one) => one.at === at && one.by === by)))
      this.problem("P4", `${name} forgets a response.`);
    const moved =
      before.tally.windows.length !== after.tally.windows.length ||
      before.stage !== after.stage ||
      before.waiting?.team !== after.waiting?.team;
    for (const { id, kind, to } of before.notices) {
      const kept = this.#mailed.has(id) || after.notices.some((notice) => notice.id === id);
      const moot =
        moved &&
        ["reminder", "handover", "reassigned-to", "reassigned-from", "reopened", "offered", "touched"].includes(kind);
      if (!kept && !moot) this.problem("P4", `${name} forgets to send ${kind} to ${to}.`);
    }
  }
}

/** When the ladder of the stage a lead is in began, for whoever had it then: anew for whoever is routed the lead. */
function roundOf({ tally, owners }: Lead): string {
  const windows = tally.windows.filter(({ ended }) => ended?.result !== "undone");
  const before = windows.slice(0, -1).findLastIndex(({ ended }) => ended?.result !== "handed");
  const routed = owners.findLast(({ how }) => how === "routed" || how === "claimed")?.from ?? "";
  const began = windows[before + 1]?.startedAt ?? "";
  return routed > began ? routed : began;
}

/** A lead without what says only what is still to be told, and whose load it counts in. */
function happened({
  revision: _revision,
  notices: _notices,
  counted: _counted,
  reviewAt: _reviewAt,
  handed: _handed,
  ...lead
}: Lead): string {
  return JSON.stringify(lead);
}

function told({ owner, stage, revision, clock }: Lead): string {
  const next = clock?.steps.find(({ state }) => state === "pending");
  return `[r${revision}, ${owner ?? "nobody"}'s, ${stage}${next ? `, ${next.do} at ${next.at}` : ""}]`;
}
