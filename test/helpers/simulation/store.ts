import type { Delivery } from "@baton/core/delivery";
import { dueAt } from "@baton/core/lead";
import type { Store } from "@baton/core/ports";
import { besides } from "./besides.ts";
import type { Chance } from "./chance.ts";
import { type DueEntry, DueIndex } from "./due-index.ts";
import type { Ledger } from "./ledger.ts";
import { type Machines, numbered, type Process } from "./process.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** How much later the due index may hear of a change. */
const INDEX_LAG_MS = 2_000;
/** Entries that one call to the due index answers. */
const PAGE = 25;

export interface Database {
  /** The store as a process reaches it: each call is one over the network. */
  for(process: Process): Store;
  index: DueIndex;
}

/** A store behind a network, for processes that come and go. Every change that took effect is told to the ledger. */
export function database(
  inner: Store,
  { time, chance, machines, ledger }: { time: VirtualTime; chance: Chance; machines: Machines; ledger: Ledger },
  /** Whether what comes round does. A process knows what it has planned, so such a plan has a rulebook of its own. */
  { rounds }: { rounds: boolean },
): Database {
  const index = new DueIndex();
  const lags = new Map<string, number>();
  const leads = besides(inner);
  const indexed = (kind: DueEntry["kind"], id: string, at: number | undefined) => {
    const name = numbered(lags, `index of ${ledger.name(id)}`);
    time.at(time.now + chance.between(name, 0, INDEX_LAG_MS), index.change(kind, id, at));
  };
  const settled = async ({ id }: Delivery, retryAt?: number) => {
    const kept = await inner.delivery(id);
    if (kept?.delivery.outcome !== "pending") indexed("delivery", id, undefined);
    else if (retryAt !== undefined) indexed("delivery", id, retryAt);
  };

  const over = (process: Process): Store => {
    const call = <T>(what: string, effect: () => Promise<T>, refused?: T) =>
      machines.call(process, what, effect, refused);
    return {
      ...inner,
      isPending: (id) => call("pending", () => inner.isPending(id)),
      delivery: (id) => call("delivery", () => inner.delivery(id)),
      ask: (subject, person) => call("ask", () => inner.ask(subject, person)),
      asksAbout: (subject) => call("asks about", () => inner.asksAbout(subject)),
      asksOf: (person) => call("asks of", () => inner.asksOf(person)),
      commitAsk: (ask) => call<"done" | "conflict">("commit ask", () => inner.commitAsk(ask), "conflict"),
      surveys: (most) => call("surveys", () => inner.surveys(most)),
      survey: (id) => call("survey", () => inner.survey(id)),
      commitSurvey: (survey) =>
        call<"done" | "conflict">(
          "commit survey",
          async () => {
            const before = await inner.survey(survey.id);
            const result = await inner.commitSurvey(survey);
            if (result === "done") ledger.surveyed(before, survey);
            return result;
          },
          "conflict",
        ),
      ...(rounds && {
        rounds: (ids) => call("rounds", () => inner.rounds(ids)),
        planRound: (id, due, seen, options) =>
          call(
            "plan round",
            async () => {
              const planned = await inner.planRound(id, due, seen, options);
              if (planned) indexed("round", id, due);
              return planned;
            },
            false,
          ),
        doneRound: (id, due) => call("done round", () => inner.doneRound(id, due)),
      }),
      known: (keys) => call("known", () => inner.known(keys)),
      current: () => call("current", () => inner.current()),
      saveRoster: (roster) => call("save roster", () => inner.saveRoster(roster), false),
      loads: (people) => call("loads", () => inner.loads(people)),
      async *openLeads(owner) {
        yield* await call("open leads", () => Array.fromAsync(inner.openLeads(owner)));
      },
      claimedNotices: (batch, limit) => call("count", () => inner.claimedNotices(batch, limit)),
      giveUpNotice: (batch, notice) =>
        call("give up", async () => {
          await inner.giveUpNotice(batch, notice);
          ledger.givenUp(notice);
        }),
      putOffNotice: (batch, notice, until) =>
        call("put off", async () => {
          await inner.putOffNotice(batch, notice, until);
          ledger.givenUp(notice);
        }),
      putOffUntil: (batch, notice) => call("put off until", () => inner.putOffUntil(batch, notice)),
      putOffNotices: (batch, options) => call("batch", () => inner.putOffNotices(batch, options)),
      forgetNotice: (batch, notice) => call("forget", () => inner.forgetNotice(batch, notice)),
      claimList: (batch, claim) => call("claim list", () => inner.claimList(batch, claim), false),
      giveUpList: (batch) => call("give up list", () => inner.giveUpList(batch)),
      facts: (lead) => call("facts", () => leads.facts(lead)),
      touches: (identities, limit) => call("touches", () => inner.touches(identities, limit)),
      claimNotice: (batch, of, claim) =>
        call<boolean>(
          "claim",
          async () => {
            const claimed = await inner.claimNotice(batch, of, claim);
            if (claimed) ledger.claimed(process, of.notice, claim);
            return claimed;
          },
          false,
        ),

      lead: (id) =>
        call("read", async () => {
          ledger.read(process, id);
          return leads.lead(id);
        }),

      takeTurn: (rotation, turn) => {
        ledger.asked(process, rotation, turn);
        return call("turn", () => inner.takeTurn(rotation, turn));
      },
      sumTurns: (rotation, sum) => call("sum", () => inner.sumTurns(rotation, sum)),

      keepDelivery: (delivery, body, options) =>
        call("keep", async () => {
          const kept = await inner.keepDelivery(delivery, body, options);
          if (!kept.existing && options.retryAt !== undefined) indexed("delivery", delivery.id, options.retryAt);
          return kept;
        }),

      settleDelivery: (delivery, retryAt) =>
        call("settle", async () => {
          await inner.settleDelivery(delivery, retryAt);
          await settled(delivery, retryAt);
        }),

      commit: (lead, also) =>
        call<"done" | "conflict" | "load" | "person">(
          "commit",
          async () => {
            const result = await leads.commit(lead, also);
            if (result !== "done") return result;
            if (lead.revision === 1) ledger.committed(process, lead, also);
            else ledger.updated(process, lead, also);
            indexed("lead", lead.id, dueAt(lead));
            return result;
          },
          // Of the first commit that would say that the lead is there, which nobody may say who could not know.
          lead.revision === 1 ? "person" : "conflict",
        ),

      async *due(until) {
        let page = await call("due", async () => index.until(until));
        while (page.length > 0) {
          yield* page.slice(0, PAGE);
          const rest = page.slice(PAGE);
          if (rest.length === 0) return;
          page = await call("due", async () => rest);
        }
      },
    };
  };
  return { for: over, index };
}
