import { createHash } from "node:crypto";
import { type Answer, isRequest, type Lead, type Relay, respond } from "@baton/core/lead";
import { addDays } from "@baton/core/report";
import { ACTION, askFor, askToAct } from "@baton/core/requests";
import { goAway } from "@baton/core/roster";
import type { Rulebook } from "@baton/core/rules";
import { localDate } from "@baton/core/zone";
import type { Chance } from "./chance.ts";
import type { Ledger, Mail } from "./ledger.ts";
import { insisting, type Machines, type Process } from "./process.ts";
import type { VirtualTime } from "./virtual-time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface People {
  /** Somebody gets a mail, and sooner or later does something about it, or not. */
  read(mail: Pick<Mail, "lead" | "notice" | "kind" | "to">): void;
}

/** The people of the agreement, with their links: busy, forgetful, and impatient enough to tap twice. */
export function people(
  { time, chance, machines, ledger }: { time: VirtualTime; chance: Chance; machines: Machines; ledger: Ledger },
  options: {
    rulebook: Rulebook;
    /** How likely somebody is to act on a mail. */
    diligence: number;
    /** How likely somebody is to be away when they read a mail. */
    leave: number;
    relayFor(process: Process): Relay;
    runningAt(now: number): number;
    /** Sales has handed a lead back. */
    handedBack(name: string, lead: string): void;
  },
): People {
  const insist = insisting(time, machines);
  const everybody = Object.keys(options.rulebook.agreement.people);

  const answerOf = (name: string, lead: Lead, by: string): Answer => {
    const roll = chance.number(`${name} how`);
    const now = time.now;
    if (lead.stage === "offered") return { action: "claim", by };
    if (lead.request?.by === by) return { action: roll < 0.7 ? "return" : "undo", by, note: "Not that." };
    const reassign: Answer = { action: "reassign", by, to: roll < 0.1 ? by : chance.pick(`${name} to`, everybody) };
    if (lead.request && roll < 0.6) return { action: "answer", by, note: "Here it is." };
    if (lead.owner !== by)
      return roll < 0.5 ? { ...reassign, to: roll < 0.3 ? by : reassign.to } : { action: "contacted", by };
    const until = new Date(now + chance.between(`${name} until`, 10 * MINUTE, 30 * HOUR)).toISOString();
    if (lead.request) return roll < 0.8 ? { action: "snooze", by, until, reason: "I am at it." } : reassign;
    if (roll < 0.03) return { action: "reassign", by, to: "rules", fields: { employees: Math.floor(roll * 30_000) } };
    if (roll < 0.1) return reassign;
    if (roll < 0.2) return { action: "snooze", by, until, reason: "They asked me to." };
    if (roll < 0.3) return { action: "reject", by, reason: roll < 0.25 ? "not-a-fit" : "unclear" };
    if (lead.stage === "disposition") return { action: "outcome", by, reason: roll < 0.6 ? "opportunity" : "won" };
    if (roll < 0.45) return { action: "attempted", by, channel: "call" };
    return { action: roll < 0.6 ? "accept" : "contacted", by };
  };

  const tap = (name: string, id: string, by: string, attempts: number, given?: Answer): void => {
    const later = options.runningAt(time.now);
    if (later > time.now) {
      time.at(later + chance.between(`${name} after the outage`, 0, HOUR), () => tap(name, id, by, attempts, given));
      return;
    }
    const answer = given ?? answerOf(name, ledger.leads.get(id)!, by);
    machines.start(
      name,
      (process) => respond(options.relayFor(process), id, answer),
      (end) => {
        if (end.as === "done") ledger.answered(by, end.value.lead);
        const refused = end.as === "failed" && "code" in (end.error as object);
        if (end.as !== "done" && !refused && attempts > 1)
          time.at(time.now + 5_000, () => tap(name, id, by, attempts - 1, given));
        if (end.as !== "done" || given) return;
        if (answer.action === "contacted") plan(`${name}, outcome`, id, by, 4 * 24 * HOUR);
        if (answer.action === "reject") options.handedBack(name, id);
        regret(name, id, by);
        ask(name, id, by);
        if (end.value.lead.closed) regretLater(name, id, by);
      },
    );
  };

  /** Somebody tapped the wrong button. */
  const regret = (name: string, id: string, by: string): void => {
    if (!chance.happens(`${name}, by mistake`, 0.15)) return;
    const at = time.now + chance.between(`${name}, undone at`, 2_000, 12 * MINUTE);
    time.at(at, () => tap(`${name}, undone`, id, by, 2, { action: "undo", by }));
  };

  /** What was closed was not over. */
  const regretLater = (name: string, id: string, by: string): void => {
    if (!chance.happens(`${name}, not over`, 0.1)) return;
    const at = time.now + chance.between(`${name}, reopened at`, 5 * MINUTE, 3 * 24 * HOUR);
    const reopened = `${name}, reopened`;
    time.at(at, () => tap(reopened, id, by, 2, { action: "reopen", by, note: "They called back." }));
  };

  /** Somebody needs something of a colleague, or writes down what one is to do, and says so again when that came to nothing. */
  const ask = (name: string, lead: string, by: string): void => {
    if (isRequest(lead) || !chance.happens(`${name}, asks`, 0.15)) return;
    const asking = { kind: chance.pick(`${name}, asks for`, ["fix", "help", ACTION]), lead, text: "Please", by };
    const as = { at: Math.floor(time.now), entropy: createHash("sha256").update(name).digest() };
    const owner = chance.pick(`${name}, asks of`, everybody);
    const due = chance.between(`${name}, asks by`, 0, 4);
    const today = localDate(options.rulebook.zone(owner), time.now);
    const acting = { text: name, owner, due: addDays(today, Math.floor(due)), by };
    insist(`${name}, asks`, 3, (process) => {
      const relay = options.relayFor(process);
      return asking.kind === ACTION ? askToAct(relay, acting) : askFor(relay, asking, as);
    });
  };

  const plan = (name: string, id: string, by: string, withinMs: number): void => {
    if (!chance.happens(name, options.diligence)) return;
    const at = time.now + chance.between(`${name} at`, 20_000, withinMs);
    time.at(at, () => tap(name, id, by, 3));
    if (chance.happens(`${name} twice`, 0.2))
      time.at(at + chance.between(`${name} twice at`, 0, 2_000), () => tap(`${name} twice`, id, by, 1));
  };

  /** Somebody falls ill, or takes a day off. */
  const leave = (name: string, person: string): void => {
    if (!chance.happens(`${name}, away`, options.leave)) return;
    const days = chance.pick(`${name} for`, [0, 1, 3]);
    const said = {
      person,
      from: new Date(time.now).toISOString(),
      until: new Date(time.now + days * 24 * HOUR).toISOString(),
      ...(chance.number(`${name} covered`) < 0.5 && { deputy: chance.pick(`${name} by`, everybody) }),
      by: person,
    };
    machines.start(
      `${name}, away`,
      (process) => goAway(options.relayFor(process), said),
      () => {},
    );
  };

  return {
    read({ lead, notice, kind, to }) {
      const name = `${to} answers ${kind} ${notice.slice(notice.lastIndexOf(".") + 1)} of ${ledger.name(lead)}`;
      leave(name, to);
      const roll = chance.number(`${name} when`);
      plan(name, lead, to, roll < 0.5 ? 20 * MINUTE : roll < 0.8 ? 6 * HOUR : 72 * HOUR);
    },
  };
}
