import { advance, check, sweep } from "@baton/core/clockwork";
import { type Delivery, deliveryId, type Fetched, type Found, type Reference } from "@baton/core/delivery";
import { complete, receive, reread } from "@baton/core/intake";
import {
  actionsFor,
  type Fact,
  type FactName,
  type Lead,
  type Line,
  type Relay,
  readFacts,
  respond,
  rulesOf,
  timeline,
} from "@baton/core/lead";
import { type NoticeKind, type NoticeView, sendNotice } from "@baton/core/mailing";
import type { Metric } from "@baton/core/metrics";
import type { AbsenceNotice, CheckMessage, LeadNotice, ProposalNotice, RoundMessage, Store } from "@baton/core/ports";
import { type Answered, answered, fetched } from "@baton/core/reception";
import { type AbsenceView, tellOfAbsence } from "@baton/core/roster";
import { type RoundView, sendRound } from "@baton/core/rounds";
import { rulebooks } from "@baton/core/rules";
import { closeBooks } from "@baton/core/sheet";
import { links } from "@baton/core/signed";
import { type ProposalView, tellOfProposal } from "@baton/core/signing";
import { checked } from "./agreements.ts";
import { liveReports } from "./live-reports.ts";
import { memoryStore } from "./memory/memory-store.ts";

const SWEEP_MS = 300_000;

/** A process died at something; whatever message it was at comes again. */
export class PowerCut extends Error {}

export interface Mail {
  at: string;
  kind: NoticeKind;
  to: string;
  lead: string;
  notice: string;
  /** The mail that listed it, where several were one. */
  list?: string;
}

type Message = { at: number } & (
  | { queue: "checks"; body: CheckMessage }
  | { queue: "notices"; body: LeadNotice | AbsenceNotice | RoundMessage | ProposalNotice }
  | { queue: "days"; body: RoundMessage }
  | { queue: "intake"; body: { delivery: string } }
);

/**
 * The relay over the memory store, with queues and a sweep in simulated time. Nothing waits: time moves only when a test
 * moves it, and stops at every message on the way.
 */
export async function world(
  agreement: string,
  options: {
    at: string;
    deliveries?: number;
    store?: Store;
    /** Is asked before each mail is taken; what it throws a mail service answers. */
    ses?: (listed: number, leads: string[]) => void;
    /** What a provider answers when it is asked for something. */
    provider?: (reference: Reference) => Fetched;
  },
) {
  const store = options.store ?? memoryStore();
  let now = Date.parse(options.at);
  let nextSweep = Math.floor(now / SWEEP_MS) * SWEEP_MS + SWEEP_MS;
  /** How often a queue delivers each message. */
  const copies = options.deliveries ?? 1;
  let messages: Message[] = [];
  let sent = 0;
  const mails: Mail[] = [];
  const notices: NoticeView[] = [];
  const absenceMails: AbsenceView[] = [];
  const proposalMails: ProposalView[] = [];
  const rounds: (RoundView & { at: string })[] = [];
  const measured: { metric: Metric; value: number }[] = [];
  const logged: { level: string; message: string; fields?: unknown }[] = [];
  const enqueue = (added: Message[]) => {
    for (const message of added) for (let n = 0; n < copies; n++) messages.push(message);
  };

  const relay: Relay = {
    store,
    time: { now: () => now, wallMs: (ms) => ms },
    log: (level, message, fields) => logged.push({ level, message, fields }),
    measure: (metric, value) => measured.push({ metric, value }),
    rulebooks: rulebooks(store, () => now),
    queues: {
      async checks(given) {
        enqueue(
          given.map(({ message, delaySeconds }) => {
            if (delaySeconds > 900) throw new Error("A queue delays by 900 s at most.");
            return { at: now + delaySeconds * 1000, queue: "checks", body: message };
          }),
        );
      },
      async notices(given) {
        enqueue(
          given.flatMap(({ message: body, delaySeconds = 0 }): Message[] =>
            "lead" in body || "absence" in body || "round" in body || "proposal" in body
              ? [{ at: now + delaySeconds * 1000, queue: "notices", body }]
              : [],
          ),
        );
      },
      async intake(given) {
        enqueue(
          given.flatMap(({ message, delaySeconds = 0 }): Message[] =>
            "delivery" in message ? [{ at: now + delaySeconds * 1000, queue: "intake", body: message }] : [],
          ),
        );
      },
      async days(given) {
        enqueue(
          given.flatMap(({ message: body, delaySeconds = 0 }): Message[] =>
            "round" in body ? [{ at: now + delaySeconds * 1000, queue: "days", body }] : [],
          ),
        );
      },
      waiting: async (queue) => messages.filter((message) => message.queue === queue && message.at <= now).length,
    },
  };
  const publish = async (text: string, expected?: number) => {
    const version = await store.publish(
      { agreement: checked(text), text, appliedAt: new Date(now).toISOString() },
      expected,
    );
    relay.rulebooks.noticed({ version });
  };
  await publish(agreement);

  /** What a test's deliveries hold, to be read again by the intake queue. */
  const readings = new Map<string, Found[]>();
  const handle = async (message: Message): Promise<void> => {
    if (message.queue === "checks") return check(relay, message.body);
    if (message.queue === "days") return closeBooks(relay, liveReports({ store, now: () => now }));
    if (message.queue === "notices") {
      const notice = message.body;
      if ("proposal" in notice)
        return tellOfProposal(
          relay,
          {
            link: (subject, person) => `https://baton.example/a/${subject}/${person}`,
            post: async (view) => proposalMails.push(view),
          },
          notice,
        );
      if ("round" in notice)
        return sendRound(
          {
            relay,
            folding: liveReports({ store, now: () => now }),
            links: () => ({
              ask: (subject, person) => `https://baton.example/a/${subject}/${person}`,
              page: (page, person) => `https://baton.example/p/${page}/${person}`,
              calendar: (person) => `https://baton.example/c/${person}.ics`,
              campaign: (id, person) => `https://baton.example/c/${id}/${person}`,
            }),
            post: async (view) => rounds.push({ ...view, at: new Date(now).toISOString() }),
          },
          notice,
        );
      if ("absence" in notice) return tellOfAbsence(relay, async (view) => absenceMails.push(view), notice);
      const mailed = (view: NoticeView, of: { lead: string; notice: string }, at: number, list?: string) => {
        notices.push(view);
        mails.push({
          at: new Date(at).toISOString(),
          kind: view.kind,
          to: view.recipient.email.split("@")[0]!,
          lead: of.lead,
          notice: of.notice,
          ...(list !== undefined && { list }),
        });
      };
      return sendNotice(
        relay,
        {
          links: links("key"),
          pageUrl: (token) => `https://baton.example/r/${token}`,
          async post(view, { at, ...of }) {
            options.ses?.(1, [of.lead]);
            mailed(view, of, at);
            sent += 1;
            return `mail-${sent}`;
          },
          async postList(views, { id, notices: listed, at }) {
            options.ses?.(
              views.length,
              listed.map(({ lead }) => lead),
            );
            for (const [n, view] of views.entries()) mailed(view, listed[n]!, at, id);
            sent += 1;
            return `mail-${sent}`;
          },
        },
        notice,
      );
    }
    const kept = await store.delivery(message.body.delivery);
    if (kept?.delivery.outcome === "pending") await again(kept.delivery);
  };
  /** Reads a kept delivery once more, and asks the provider for what it only names. */
  const again = async (delivery: Delivery): Promise<void> => {
    const found = readings.get(delivery.id) ?? [];
    const references = found.filter((item) => item.kind === "reference");
    if (references.length === 0) {
      await complete(relay, delivery, { found });
      return;
    }
    const others = found.filter((item) => item.kind !== "reference");
    const answers: Answered[] = [];
    for (const reference of references) {
      const known = await answered(relay, delivery, reference);
      if (known) answers.push({ reference, known });
      else
        answers.push({ reference, ...(options.provider?.(reference) ?? { problem: "later", message: "no provider" }) });
    }
    await fetched(relay, delivery, others, answers);
  };

  /** Delivers what is due now, and what that causes now. */
  const settle = async (): Promise<void> => {
    for (;;) {
      const due = messages.filter(({ at }) => at <= now);
      if (due.length === 0) return;
      messages = messages.filter(({ at }) => at > now);
      await Promise.all(
        due.map(async (message) => {
          // As in a queue: what fails comes again.
          await handle(message).catch((error: unknown) => {
            if (message.queue !== "intake" && !(error instanceof PowerCut)) throw error;
            messages.push({ ...message, at: now + (message.queue === "notices" ? 5_000 : 60_000) });
          });
        }),
      );
    }
  };

  const theWorld = {
    relay,
    store,
    mails,
    /** Notices, as they were to be written. */
    notices,
    /** Mails that tell of leave, as they were to be written. */
    absenceMails,
    /** Mails that tell of proposals, as they were to be written. */
    proposalMails,
    /** Weeklies, as they were to be written. */
    get weeklies() {
      return rounds.filter(({ label }) => label === "Your week" || label === "Ihre Woche");
    },
    /** Packs of reviews, likewise. */
    get packs() {
      return rounds.filter(({ label }) => label === "Review");
    },
    logged,
    measured,
    publish,
    settle,
    now: () => now,

    /** Receives a lead by the form and delivers the hand-over; answers the lead's id. */
    async send(fields: Record<string, unknown>, also: { key?: string; source?: string; test?: boolean } = {}) {
      return this.deliver([{ kind: "lead", fields, ...(also.test && { test: true }) }], also);
    },

    /** Receives what a source found in a delivery, and does all that follows at once. */
    async deliver(found: Found[], also: { key?: string; source?: string } = {}) {
      const source = also.source ?? "web";
      const arrival = {
        source,
        contentType: "application/json",
        body: Buffer.from(JSON.stringify(found)),
        key: { id: also.key ?? crypto.randomUUID() },
        reading: { found },
        receivedAt: now,
      };
      readings.set(deliveryId(source, arrival.key), found);
      const taken = await receive(relay, await relay.rulebooks.active(), arrival);
      await settle();
      const { delivery } = (await store.delivery(taken.delivery)) as { delivery: Delivery };
      return { ...taken, kept: delivery, id: delivery.leads[0]! };
    },

    /** Lets a source read a delivery otherwise from now on. */
    mend: (id: string, found: Found[]) => readings.set(id, found),

    /** What an operator's replay of a delivery does. */
    async replay(id: string) {
      const kept = await store.delivery(id);
      if (!kept) throw new Error(`There is no delivery ${id}.`);
      const made = ["lead", "test", "touch", "contact"].includes(kept.delivery.outcome);
      if (made) await reread(relay, kept.delivery, { found: readings.get(id) ?? [] });
      else await again(kept.delivery);
      await settle();
    },

    /** Moves time on; with everything running it stops at each message and sweep. */
    async until(instant: string | number) {
      const end = typeof instant === "number" ? instant : Date.parse(instant);
      for (;;) {
        const at = Math.min(nextSweep, ...messages.map((message) => message.at));
        if (at > end) break;
        now = Math.max(now, at);
        if (nextSweep <= now) {
          nextSweep += SWEEP_MS * Math.ceil((now + 1 - nextSweep) / SWEEP_MS);
          await sweep(relay);
        }
        await settle();
      }
      now = Math.max(now, end);
      await settle();
    },

    /** Lets time pass with nothing running. Messages wait, as they do in a queue. */
    outage(until: string | number) {
      now = typeof until === "number" ? until : Date.parse(until);
    },

    /** Forgets every message, as if the queues had lost them. */
    loseMessages() {
      messages = [];
    },

    /** Delivers a check for a lead, whether or not anything is due. */
    check: (lead: string, dueAt: string) => advance(relay, { lead, dueAt }),

    answer: (lead: string, by: string, action: Parameters<typeof respond>[2]["action"], more: object = {}) =>
      respond(relay, lead, { action, by, ...more }).then(async (answered) => {
        await settle();
        return answered;
      }),

    /** What somebody may say to a lead now. */
    offered: async (id: string, person: string) => {
      const lead = await theWorld.lead(id);
      return actionsFor(await rulesOf(relay, lead), lead, person, now);
    },

    async lead(id: string): Promise<Lead> {
      const lead = await store.lead(id);
      if (!lead) throw new Error(`There is no lead ${id}.`);
      return lead;
    },

    /** The facts of a lead, in the order of commits. */
    facts: async (id: string): Promise<Fact[]> => (await store.facts(id)).flatMap(({ facts }) => facts),

    /** Their names, from the second commit on. */
    story: async (id: string): Promise<FactName[]> =>
      (await store.facts(id)).slice(1).flatMap(({ facts }) => facts.map(({ is }) => is)),

    /** What somebody in Berlin reads of it, from the second commit on. */
    async lines(id: string): Promise<Line[]> {
      const facts = readFacts(id, (await store.facts(id)).slice(1));
      return timeline(await relay.rulebooks.active(), await this.lead(id), facts, "Europe/Berlin");
    },

    told: async (id: string): Promise<string[]> => (await theWorld.lines(id)).map(({ text }) => text),

    /** Windows of which it was noted that they ended without a response. */
    breaches: async (id: string) =>
      (await theWorld.lead(id)).tally.windows.flatMap(({ stage, breachedAt: at, holder, told = [], withdrawnAt }) =>
        at === undefined ? [] : [{ stage, at, holder, told, ...(withdrawnAt !== undefined && { withdrawnAt }) }],
      ),

    /** Mails about a lead as `kind to`, in the order sent. */
    mailed: (id: string) => mails.filter(({ lead }) => lead === id).map(({ kind, to }) => `${kind} ${to}`),
  };
  return theWorld;
}

export type World = Awaited<ReturnType<typeof world>>;

/** How many turns were taken of the team "sales". */
export async function turnsTaken({ store }: Pick<World, "store">): Promise<number> {
  const { since, turns } = await store.takeTurn("team/sales", { of: "a look", among: [{ who: "ana", weight: 1 }] });
  return since + turns.length - 1;
}
