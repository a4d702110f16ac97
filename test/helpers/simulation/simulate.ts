import { fileURLToPath } from "node:url";
import { check, sweep } from "@baton/core/clockwork";
import type { Relay } from "@baton/core/lead";
import type { NoticeView } from "@baton/core/mailing";
import { sendNotice } from "@baton/core/mailing";
import type { RoundMessage, Store } from "@baton/core/ports";
import { tellOfAbsence } from "@baton/core/roster";
import { sendRound } from "@baton/core/rounds";
import type { Roster, Rulebook } from "@baton/core/rules";
import { localDate } from "@baton/core/zone";
import { globSync } from "glob";
import { disposableMailDomains, freeMailDomains } from "../../../packages/core/src/fields/free-mail.ts";
import { readAddress } from "../../../packages/core/src/values/address.ts";
import { unescaped } from "../../../packages/core/src/values/text.ts";
import { mondayOf } from "../../../packages/core/src/zone/days.ts";
import { liveReports } from "../live-reports.ts";
import { memoryStore } from "../memory/memory-store.ts";
import { askLink, bothSides, campaign } from "./both-sides.ts";
import { type Chance, chance as chanceOf } from "./chance.ts";
import { Ledger, type Mail } from "./ledger.ts";
import { people as peopleOf } from "./people.ts";
import { type Plan, versionOf } from "./plan.ts";
import { machines as machinesOf, type Process } from "./process.ts";
import { provider as providerOf } from "./provider.ts";
import { messageBus } from "./queues.ts";
import { database } from "./store.ts";
import { judge } from "./verdict.ts";
import { VirtualTime } from "./virtual-time.ts";

/** What is loaded when it is first needed takes real time, in which virtual time would go on: so it is loaded before. */
const CORE = fileURLToPath(new URL("../../../packages/core/src/", import.meta.url));
const loaded = Promise.all([
  ...globSync("**/*.ts", { cwd: CORE, absolute: true }).map((module) => import(module)),
  unescaped("&amp;"),
  readAddress("jo@globex.example"),
  freeMailDomains(),
  disposableMailDomains(),
]);

type NoticeBody = { lead: string; notice: string };

const SWEEP_MS = 300_000;
/** A sweep looks this far ahead; with nothing due until then, it would find nothing to do. */
const AHEAD_MS = 6 * 60_000 + 60_000;

export interface Outcome {
  /** Broken promises, the first first. The run ends with the first. */
  problems: string[];
  /** Everything by chance that could as well not have happened. */
  happened: readonly string[];
  /** What happened, line by line, when asked for. */
  history: string[];
  ledger: Ledger;
  mails: Mail[];
  deadLetters: number;
}

export interface Options {
  /** What may happen by chance, when not everything may. */
  only?: ReadonlySet<string>;
  /** Writes the history. */
  traced?: boolean;
  /** A store other than one that keeps its word. */
  store?: () => Store;
}

/** Lives through what a seed makes of a plan, with the real core, in virtual time. The same seed is the same story. */
export async function simulate(
  seed: number,
  planned: (chance: Chance) => Plan,
  { only, traced = false, store = memoryStore }: Options = {},
): Promise<Outcome> {
  await loaded;
  const chance = chanceOf(seed, only);
  const plan = planned(chance);
  const { rulebook, faults, faultsUntil } = plan;
  const time = new VirtualTime(plan.start);
  const history: string[] = [];
  const trace = (line: () => string) => {
    if (traced) history.push(`${new Date(time.now).toISOString()} ${line()}`);
  };
  const ledger = new Ledger(time, { skewMs: faults.skewMs, trace });
  const inner = store();
  const machines = machinesOf(
    { time, chance, faults },
    {
      faultsUntil,
      trace,
      unexpected: (name, error) => ledger.problem("bug", `${name}: ${(error as Error).stack ?? String(error)}`),
    },
  );
  const publish = ({ agreement, version }: Rulebook) =>
    inner.publish({ agreement, text: "", appliedAt: new Date(time.now).toISOString() }, version - 1 || undefined);
  await publish(rulebook);
  await inner.settle({ version: rulebook.version, roster: "", since: new Date(time.now).toISOString() });
  const { published } = plan;
  if (published) time.at(published.at, () => void publish(published.rulebook));
  const { rounds = false } = plan;
  await inner.putCampaign(campaign);
  const kept = database(inner, { time, chance, machines, ledger }, { rounds });
  const runningAt = (now: number): number =>
    Math.max(
      now,
      ...plan.outages.filter((one) => one.of === "everything" && one.from <= now).map(({ until }) => until),
    );
  const sweeping = (now: number) => plan.outages.every(({ from, until }) => now < from || now >= until);

  const bus = messageBus(
    { time, chance, machines, ledger, faults },
    {
      faultsUntil,
      copies: plan.copies,
      runningAt,
      trace,
      async handle(process, message) {
        if (message.queue === "check") return check(relayFor(process), message.body);
        if (message.queue === "notice" && "absence" in message.body)
          return tellOfAbsence(
            relayFor(process),
            (_view, { id }) =>
              machines.call(process, "post", async () => {
                ledger.absencesTold.add(id);
              }),
            message.body,
          );
        if (message.queue === "notice" && "round" in message.body) return sendRoundMail(process, message.body);
        if (message.queue === "notice") return send(process, message.body as NoticeBody);
        return provider.take(process, message.body);
      },
    },
  );
  let roster: Roster = { version: 0, absences: [] };
  const presences = new Map<string, Rulebook>();
  /** The rules with who says that they are away, as it was noticed last. */
  const present = (rules: Rulebook): Rulebook => {
    if (roster.version === 0) return rules;
    const key = `${rules.version} ${roster.version}`;
    const found = presences.get(key) ?? rules.withAbsences(roster.absences);
    presences.set(key, found);
    return found;
  };
  const relayFor = (process: Process): Relay => ({
    store: kept.for(process),
    queues: bus.for(process),
    time: { now: process.now, wallMs: (ms) => ms },
    log: (_level, message, fields) => trace(() => `${process.name}: ${message} ${JSON.stringify(fields ?? {})}`),
    measure() {},
    rulebooks: {
      active: async () => present(published && published.at <= time.now ? published.rulebook : rulebook),
      version: async (version) => versionOf(plan, version),
      renewed() {},
      noticed({ roster: found }) {
        if (found && found.version > roster.version) roster = found;
      },
    },
  });
  const { diligence, leave } = plan;
  const sides = bothSides({ time, chance, machines, ledger }, { inner, diligence, relayFor, runningAt, rounds });
  const people = peopleOf(
    { time, chance, machines, ledger },
    { rulebook, diligence, leave, relayFor, runningAt, handedBack: sides.handedBack },
  );
  const provider = providerOf({ time, chance, machines, ledger }, { rulebook, relayFor, runningAt });

  const send = (process: Process, message: NoticeBody) => {
    const post = (views: NoticeView[], notices: NoticeBody[]) =>
      machines.call(process, "post", async () => {
        for (const [n, { kind, recipient }] of views.entries()) {
          const mail = { ...notices[n]!, kind, to: recipient.email.split("@")[0]! };
          ledger.mailed(process, mail);
          people.read(mail);
        }
        return "mail";
      });
    return sendNotice(
      relayFor(process),
      {
        links: { sign: () => "token", verify: () => ({ lead: message.lead, person: "" }) },
        pageUrl: (token) => token,
        post: (view, { lead, notice }) => post([view], [{ lead, notice }]),
        postList: (views, { notices }) => post(views, notices),
      },
      message,
    );
  };

  const sendRoundMail = (process: Process, message: RoundMessage) =>
    sendRound(
      {
        relay: relayFor(process),
        folding: liveReports({ store: inner, now: process.now }),
        links: () => ({ ask: askLink, page: (page) => page, calendar: () => "calendar", campaign: (id) => id }),
        post: (view) =>
          machines.call(process, "post", async () => {
            const person = message.round.slice(message.round.indexOf("/") + 1);
            const monday = mondayOf(localDate(rulebook.zone(person), Date.parse(message.dueAt)));
            ledger.told(process, message, { about: view.meeting?.start ?? monday, asks: sides.read(view) });
          }),
      },
      message,
    );

  const sweepAt = (instant: number): void => {
    time.at(instant, () => {
      sweepAt(instant + SWEEP_MS);
      if (!sweeping(time.now) || kept.index.until(time.now + AHEAD_MS).length === 0) return;
      machines.start(
        `sweep ${new Date(instant).toISOString().slice(5, 16)}`,
        (process) => sweep(relayFor(process)),
        () => {},
      );
    });
  };
  sweepAt(Math.ceil(plan.start / SWEEP_MS) * SWEEP_MS);
  const arrivals = plan.arrivals.filter(({ name }) => chance.happens(`${name} arrives`, 1));
  for (const arrival of arrivals) time.at(arrival.at, () => provider.post(arrival));

  await time.run(plan.end, () => ledger.problems.length > 0);
  if (ledger.problems.length === 0)
    await judge({ inner, ledger, plan, accepted: provider.accepted, arrivals, undone: kept.index.until(plan.end) });
  return {
    problems: ledger.problems,
    happened: chance.happened,
    history,
    ledger,
    mails: ledger.mails,
    deadLetters: bus.dead,
  };
}
