import {
  deliveryId,
  type Fetched,
  type Found,
  type HandRaise,
  keyedLeadId,
  type Reference,
} from "@baton/core/delivery";
import type { Lead } from "@baton/core/lead";
import type { Store } from "@baton/core/ports";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { alongside, changed } from "../../../helpers/leads.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { PowerCut, type World, world } from "../../../helpers/world.ts";

const MINUTE = 60_000;
const T = "2026-11-24T09:00:00.000Z";

const agreement = small({
  people: people({
    ana: { capacity: { open: 2 } },
    ben: { capacity: { open: 2 } },
    sam: { manager: "vera" },
    vera: { manager: undefined },
  }),
  sources: {
    web: { provider: "form", auth: { token: "WEB" } },
    ads: { provider: "google-ads", auth: { key: "ADS" } },
    cal: { provider: "calendly", auth: { secret: "CAL" } },
    crm: { provider: "pipedrive", auth: { basic: "CRM" } },
    track: { provider: "segment", auth: { secret: "TRACK" } },
    meta: { provider: "meta-lead-ads", auth: { secret: "META", accessToken: "TOKEN" } },
    li: { provider: "linkedin", auth: { secret: "LI", accessToken: "TOKEN" } },
  },
  score: { touches: [{ name: "Pricing", touch: "page", points: 10 }] },
  sla: {
    fast: {
      stages: {
        contact: { within: "1h", steps: [{ at: "100%", do: "escalate", to: "manager" }] },
        disposition: { within: "5d" },
      },
    },
  },
  reasons: [{ id: "not-a-fit", name: "Not a fit" }],
});

/** Three people, each of whom gives now the address, now the telephone, now both. */
const ways = ["email", "phone", "both"] as const;
function called(who: number, way: (typeof ways)[number]): Record<string, string> {
  return {
    name: `Jo ${who}`,
    ...(way !== "phone" && { email: way === "both" ? `JO${who}@Globex.example` : `jo${who}@globex.example` }),
    ...(way !== "email" && { phone: `+4930123450${who}` }),
  };
}

type Post =
  | { post: "raise"; who: number; way: (typeof ways)[number]; source: "web" | "ads"; test: boolean; twice: boolean }
  | { post: "booking"; who: number }
  | { post: "touch"; who: number; way: (typeof ways)[number] | "cookie" | "identify" }
  | { post: "contact"; who: number; ago: number }
  | { post: "references"; ids: number[] }
  | { post: "linkedin"; id: number }
  | { post: "withdrawal"; id: number }
  | { post: "again"; nth: number };
type Deed =
  | { do: "together"; posts: Post[] }
  | { do: "wait"; minutes: number }
  | { do: "lose messages" }
  | { do: "answer"; nth: number; action: "contacted" | "reject" };

const who = fc.nat(2);
const post: fc.Arbitrary<Post> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      post: fc.constant("raise" as const),
      who,
      way: fc.constantFrom(...ways),
      source: fc.constantFrom("web" as const, "ads" as const),
      test: fc.constantFrom(false, false, false, true),
      twice: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ post: fc.constant("booking" as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      post: fc.constant("touch" as const),
      who,
      way: fc.constantFrom(...ways, "cookie" as const, "identify" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ post: fc.constant("contact" as const), who, ago: fc.nat(30) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      post: fc.constant("references" as const),
      ids: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ post: fc.constant("linkedin" as const), id: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ post: fc.constant("withdrawal" as const), id: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ post: fc.constant("again" as const), nth: fc.nat(20) }) },
);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("together" as const),
      posts: fc.array(post, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 90 }) }) },
  { weight: 1, arbitrary: fc.constant<Deed>({ do: "lose messages" }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("answer" as const),
      nth: fc.nat(10),
      action: fc.constantFrom("contacted" as const, "reject" as const),
    }),
  },
);
type Fault = "none" | "before" | "after";
const faults = fc.array(fc.constantFrom<Fault>("none", "none", "none", "none", "none", "before", "after"), {
  maxLength: 120,
});
/** What a provider does each time it is asked; and what of all it never tells. */
type Told = "yes" | "later" | "token";
const telling = fc.array(fc.constantFrom<Told>("yes", "yes", "later", "token"), { maxLength: 30 });
const secret = fc.uniqueArray(fc.nat(6), { maxLength: 1 });

const faulty = [
  "keepDelivery",
  "settleDelivery",
  "known",
  "takeTurn",
  "commit",
  "addTouches",
  "claimNotice",
  "openIncident",
  "closeIncident",
] as const satisfies (keyof Store)[];

/** A store at whose calls the process dies as told, before what is to be written is there or after; only while it is `armed`. */
function mortal(store: Store, faults: readonly Fault[]): { store: Store; armed: boolean } {
  let next = 0;
  const calls = faulty.map((name) => [
    name,
    async (...given: unknown[]) => {
      const fault = mortal.armed ? faults[next++] : "none";
      if (fault === "before") throw new PowerCut(name);
      const result = await (store[name] as (...given: unknown[]) => Promise<unknown>)(...given);
      if (fault === "after") throw new PowerCut(name);
      return result;
    },
  ]);
  const mortal = { store: { ...store, ...(Object.fromEntries(calls) as Partial<Store>) }, armed: false };
  return mortal;
}

interface Sent {
  source: string;
  key: string;
  found: Found[];
}

/** Everything that was sent, and what each of it should be found as. */
function history() {
  const sent: Sent[] = [];
  let made = 0;
  const tagged = <T>(make: (tag: string) => T): T => make(`tag${++made}.`);
  const reference = (source: string, id: number): Reference => ({
    kind: "reference",
    type: "leadgen",
    id: `${source}-${id}`,
    lead: true,
    at: "2026-11-24T08:59:45.000Z",
  });
  const compose = (post: Exclude<Post, { post: "again" }>): Sent => {
    const key = `key-${++made}`;
    switch (post.post) {
      case "raise": {
        const raise = (way: (typeof ways)[number]): HandRaise =>
          tagged((message) => ({
            kind: "lead",
            fields: { ...called(post.who, way), message },
            ...(post.test && { test: true }),
          }));
        return { source: post.source, key, found: [raise(post.way), ...(post.twice ? [raise("both")] : [])] };
      }
      case "booking":
        return tagged((tag) => ({
          source: "cal",
          key,
          found: [
            {
              kind: "lead",
              key,
              fields: { ...called(post.who, "email"), message: tag },
              contact: { channel: "booking", event: "Demo", at: "2026-11-24T09:00:00Z", key, subject: tag },
            },
          ],
        }));
      case "touch": {
        const ids = { anonymousId: `cookie-${post.who}` };
        const way = post.way;
        const as =
          way === "cookie"
            ? ids
            : way === "identify"
              ? { ...ids, ...called(post.who, "email") }
              : called(post.who, way);
        return {
          source: "track",
          key,
          found: [{ kind: "touch", touch: "page", label: "Pricing", who: as, facts: {}, key }],
        };
      }
      case "contact":
        return {
          source: "crm",
          key,
          found: [
            {
              kind: "contact",
              channel: "call",
              event: "call",
              at: new Date(Date.parse(T) + post.ago * MINUTE).toISOString(),
              who: called(post.who, "email"),
              key,
            },
          ],
        };
      case "references":
        return {
          source: "meta",
          key: [...post.ids].sort().join(","),
          found: post.ids.map((id) => reference("meta", id)),
        };
      case "linkedin":
        return { source: "li", key: `li-${post.id}|CREATED`, found: [reference("li", post.id)] };
      case "withdrawal":
        return {
          source: "li",
          key: `li-${post.id}|DELETED`,
          found: [{ kind: "withdrawal", of: `li-${post.id}|CREATED` }],
        };
    }
  };
  return {
    sent,
    next(post: Post): Sent | undefined {
      const one = post.post === "again" ? sent[post.nth % Math.max(1, sent.length)] : compose(post);
      if (one) sent.push(one);
      return one;
    },
  };
}

const tagOf = ({ id }: Pick<Reference, "id">): string => `tag-of-${id}.`;

/** What a provider tells of a reference; the same whenever it is asked. */
function details({ id }: Reference): Fetched {
  const n = Number(id.split("-")[1]);
  return {
    found: [{ kind: "lead", key: id, fields: { ...called(n % 3, ways[n % 2]!), message: tagOf({ id }) } }],
  };
}

/** Sends a delivery as a provider does: until it is taken. */
async function deliver(w: World, { source, key, found }: Sent): Promise<void> {
  for (;;) {
    try {
      await w.deliver(found, { source, key });
      return;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
  }
}

async function allLeads(w: World): Promise<Lead[]> {
  const { items } = await w.store.leads({ limit: 500, until: "2027" });
  return Promise.all(items.map(({ id }) => w.lead(id)));
}

const idsOf = (sent: readonly Sent[]): string[] => [
  ...new Set(sent.map(({ source, key }) => deliveryId(source, { id: key }))),
];

/** At every moment: what is not settled is due, so that it is found again whatever gets lost. */
async function nothingForgotten(w: World, sent: readonly Sent[]): Promise<void> {
  const due = new Set<string>();
  for await (const { id } of w.store.due(Number.MAX_SAFE_INTEGER)) due.add(id);
  for (const id of idsOf(sent)) {
    const kept = await w.store.delivery(id);
    if (kept?.delivery.outcome === "pending") expect(due).toContain(id);
  }
}

async function onePersonOneRace(w: World, leads: readonly Lead[]): Promise<void> {
  const races = new Map<string, string[]>();
  for (const lead of leads) {
    if (lead.closed || !lead.person) continue;
    const { people } = await w.store.known({ identities: [lead.person.id], accounts: [], loads: [] });
    const person = people[lead.person.id]!;
    expect(person.lead, "what they ask next finds the open lead").toBe(lead.id);
    races.set(person.id, [...(races.get(person.id) ?? []), lead.id]);
  }
  expect([...races.values()].filter((open) => open.length > 1)).toEqual([]);
}

/** Each hand-raise that was taken is told exactly once: as a lead, in one's story, or as the response it was. */
async function toldOnce(w: World, leads: readonly Lead[], sent: readonly Sent[]): Promise<void> {
  const stories = await Promise.all(leads.map(({ id }) => w.told(id)));
  const places = (tag: string): number =>
    leads.filter(({ fields }) => fields.message === tag).length +
    stories.flat().filter((text) => text.includes(tag)).length;
  const wrong: Record<string, number> = {};
  for (const { source, found } of sent)
    for (const item of found) {
      if (item.kind !== "lead" && item.kind !== "reference") continue;
      const tag = item.kind === "lead" ? String(item.fields.message) : tagOf(item);
      const count = places(tag);
      // What was taken back is erased, and what the provider will not tell nobody knows.
      const named = item.kind === "reference" && leads.find(({ id }) => id === keyedLeadId(source, item.id, item.at));
      const untold = named && (named.stage === "fetching" || named.closed?.as === "withdrawn");
      if (count > 1 || (count === 0 && !untold)) wrong[tag] = count;
    }
  expect(wrong, "hand-raises told never, or more than once").toEqual({});
}

function everyNoticeSent(w: World, leads: readonly Lead[]): void {
  for (const lead of leads) {
    expect(lead.notices).toEqual([]);
    if (lead.test || lead.closed?.as === "withdrawn" || lead.closed?.as === "merged" || lead.stage === "fetching")
      continue;
    const heard = w.mailed(lead.id);
    expect(heard).toContain(lead.owner === null ? "unowned vera" : `handover ${lead.owner}`);
    const told = w.mails.filter((mail) => mail.lead === lead.id && mail.kind === "touched");
    expect(new Set(told.map(({ notice }) => notice)).size).toBe(lead.joined?.length ?? 0);
  }
}

describe("reception", () => {
  test("through duplicates, crashes, lost messages and a provider that fails, every delivery is dealt with and every hand-raise told once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(deed, { minLength: 1, maxLength: 8 }),
        faults,
        telling,
        secret,
        fc.integer({ min: 1, max: 2 }),
        async (deeds, faults, telling, secret, copies) => {
          const mortals = mortal(memoryStore(), faults);
          let asked = 0;
          let mended = false;
          const w = await world(agreement, {
            at: T,
            deliveries: copies,
            store: mortals.store,
            provider(reference) {
              if (secret.includes(Number(reference.id.split("-")[1]))) return { problem: "gone", message: "Unknown." };
              const told = mended ? "yes" : (telling[asked++] ?? "yes");
              return told === "yes" ? details(reference) : { problem: told, message: "It does not say." };
            },
          });
          mortals.armed = true;
          const { sent, next } = history();
          for (const one of deeds) {
            if (one.do === "wait") await w.until(w.now() + one.minutes * MINUTE);
            else if (one.do === "lose messages") w.loseMessages();
            else if (one.do === "together")
              await Promise.all(one.posts.flatMap((post) => next(post) ?? []).map((each) => deliver(w, each)));
            else {
              const open = (await allLeads(w)).filter(({ owner, closed }) => owner !== null && !closed);
              const lead = open[one.nth % Math.max(1, open.length)];
              if (lead)
                await w
                  .answer(lead.id, lead.owner!, one.action, { reason: "not-a-fit" })
                  .catch((error: { code?: string }) => {
                    // A power cut, or an answer that says why not; anything else is our own bug.
                    if (!(error instanceof PowerCut)) expect(error.code).toMatch(/^(response|lead)\./);
                  });
            }
            await nothingForgotten(w, sent);
          }
          mortals.armed = false;
          mended = true;
          await w.until(w.now() + 150 * MINUTE);

          const leads = await allLeads(w);
          const kept = await Promise.all(idsOf(sent).map(async (id) => (await w.store.delivery(id))!.delivery));
          expect(kept.filter(({ outcome }) => outcome === "pending")).toEqual([]);
          for (const { id, reason } of kept.filter(({ outcome }) => outcome === "quarantined")) {
            expect(reason).toContain("will not tell");
            const waiting = leads.filter((lead) => lead.delivery === id && lead.stage === "fetching");
            for (const { fetching } of waiting) expect(fetching?.state).toBe("gone");
          }
          for (const lead of leads.filter(({ delivery }) => kept.some(({ id }) => id === delivery)))
            if (lead.stage === "fetching") expect(lead.fetching?.state).toBe("gone");
          for (const { id } of kept) {
            const items = sent.find(({ source, key }) => deliveryId(source, { id: key }) === id)!.found.length;
            expect(leads.filter(({ delivery }) => delivery === id).length).toBeLessThanOrEqual(items);
          }
          await onePersonOneRace(w, leads);
          await toldOnce(w, leads, sent);
          everyNoticeSent(w, leads);
          const stories = await Promise.all(leads.map(({ id }) => w.facts(id)));
          for (const story of stories)
            expect(
              story.filter(
                (fact) => fact.is === "request.withdrawn" || (fact.is === "lead.closed" && fact.as === "withdrawn"),
              ).length,
              "each withdrawal is told once",
            ).toBeLessThanOrEqual(
              new Set(sent.flatMap(({ found, key }) => (found[0]?.kind === "withdrawal" ? [key] : []))).size,
            );
          const evidence = leads.flatMap(({ responses }) => responses.flatMap(({ evidence }) => evidence?.key ?? []));
          expect(new Set(evidence).size).toBe(evidence.length);
        },
      ),
      { numRuns: 120 },
    );
  }, 30_000);

  /** A world whose store lets somebody else change a lead just before the next update that tells something. */
  async function contended() {
    const store = memoryStore();
    let armed = true;
    return world(agreement, {
      at: T,
      store: {
        ...store,
        async commit(lead, also) {
          if (armed && lead.revision > 1 && also.facts.length > 0) {
            armed = false;
            await store.commit(changed((await store.lead(lead.id))!), alongside());
          }
          return store.commit(lead, also);
        },
      },
    });
  }

  test("keeps the telephone that somebody's second request tells, though their lead changes at that moment", async () => {
    const w = await contended();
    const { id } = await w.send(called(0, "email"));
    expect((await w.send(called(0, "both"))).outcome).toBe("touch");
    expect(await w.send(called(0, "phone"))).toMatchObject({ outcome: "touch", id });
    expect(await allLeads(w)).toHaveLength(1);
  });

  test("tells all of a batch by one person, in whichever order the provider tells it", async () => {
    for (const late of [0, 1, 2]) {
      let busy = true;
      const w = await world(agreement, {
        at: T,
        provider: (reference) =>
          busy && reference.id === `batch-${late}`
            ? { problem: "later", message: "busy" }
            : { found: [{ kind: "lead", fields: { ...called(0, "email"), message: tagOf(reference) } }] },
      });
      const open = await w.send({ ...called(0, "email"), message: "first" });
      const found = [0, 1, 2].map(
        (n): Reference => ({ kind: "reference", type: "leadgen", id: `batch-${n}`, lead: true, at: T }),
      );
      await w.deliver(found, { source: "meta" });
      expect((await w.lead(open.id)).joined).toHaveLength(2);
      busy = false;
      await w.until(w.now() + 10 * MINUTE);
      expect((await w.lead(open.id)).joined).toHaveLength(3);
      expect(w.mails.filter(({ kind }) => kind === "touched")).toHaveLength(3);
    }
  });

  test("a lead whose process died over it is there after a minute, without a sweep", async () => {
    const store = memoryStore();
    let dies = true;
    const w = await world(agreement, {
      at: T,
      store: {
        ...store,
        async commit(...given) {
          if (dies) throw new PowerCut("commit");
          return store.commit(...given);
        },
      },
    });
    // A process that is dead leaves nothing to the queue any more; what it sent before that it sent.
    const { intake } = w.relay.queues;
    w.relay.queues.intake = async (given) => intake(given.filter(({ delaySeconds }) => delaySeconds !== undefined));
    w.store.due = async function* () {};
    await w.deliver([{ kind: "lead", fields: called(0, "both") }], { key: "1" });
    dies = false;
    await w.until(w.now() + MINUTE - 1);
    expect(await allLeads(w)).toEqual([]);
    await w.until(w.now() + 1);
    const [lead] = await allLeads(w);
    expect(w.mailed(lead!.id)).toEqual([expect.stringMatching(/^handover /)]);
  });

  test("lists what a webhook names even after a crash, once the provider has been asked in vain", async () => {
    const store = memoryStore();
    let crash = false;
    const w = await world(agreement, {
      at: T,
      store: {
        ...store,
        async commit(...given) {
          if (crash) throw new PowerCut("commit");
          return store.commit(...given);
        },
      },
      provider: () => ({ problem: "token", message: "Session has expired." }),
    });
    crash = true;
    const reference: Reference = { kind: "reference", type: "leadgen", id: "meta-1", lead: true, at: T };
    await w.deliver([reference], { source: "meta", key: "1" });
    expect(await allLeads(w)).toEqual([]);
    crash = false;
    await w.until(w.now() + 10 * MINUTE);
    expect(await allLeads(w)).toMatchObject([{ stage: "fetching", fetching: { state: "token" } }]);
  });

  test("tells once that one of several requests was taken back, though the process dies over it", async () => {
    const store = memoryStore();
    let dies = false;
    const w = await world(agreement, {
      at: T,
      store: {
        ...store,
        async commit(...given) {
          const result = await store.commit(...given);
          if (dies) throw new PowerCut("commit");
          return result;
        },
      },
      provider: details,
    });
    const { id } = await w.send(called(0, "both"));
    const reference: Reference = { kind: "reference", type: "leadgen", id: "li-0", lead: true, at: T };
    await w.deliver([reference], { source: "li", key: "li-0|CREATED" });
    expect((await w.lead(id)).joined).toHaveLength(1);
    dies = true;
    await w.deliver([{ kind: "withdrawal", of: "li-0|CREATED" }], { source: "li", key: "li-0|DELETED" });
    dies = false;
    await w.until(w.now() + 10 * MINUTE);
    expect((await w.story(id)).filter((is) => is === "request.withdrawn")).toHaveLength(1);
    expect((await w.lead(id)).closed).toBeUndefined();
  });

  /** A world in which whoever records what became of a delivery dies over it, as long as that is `dying`. */
  async function unsettled(options: { provider?: (reference: Reference) => Fetched } = {}) {
    const store = memoryStore();
    const state = { dying: false };
    const w = await world(agreement, {
      at: T,
      ...options,
      store: {
        ...store,
        async settleDelivery(...given) {
          if (state.dying) throw new PowerCut("settle");
          return store.settleDelivery(...given);
        },
      },
    });
    return { w, state };
  }

  test("a lead whose details were fetched is a lead, and its owner told, though the queue refused and it was read again", async () => {
    const { w } = await unsettled({ provider: details });
    const { notices } = w.relay.queues;
    w.relay.queues.notices = () => Promise.reject(new Error("SQS is away"));
    const reference: Reference = { kind: "reference", type: "leadgen", id: "meta-1", lead: true, at: T };
    const { kept } = await w.deliver([reference], { source: "meta", key: "1" });
    w.relay.queues.notices = notices;
    await w.until(w.now() + 10 * MINUTE);
    const [lead] = kept.leads;
    expect((await w.store.delivery(kept.id))!.delivery).toMatchObject({ outcome: "lead", leads: [lead] });
    expect(w.mailed(lead!)).toEqual([expect.stringMatching(/^handover /)]);
  });

  test("a request that became part of a story is told once, though the person has moved on before that was recorded", async () => {
    const { w, state } = await unsettled();
    const first = await w.send(called(0, "email"));
    state.dying = true;
    await w.send({ ...called(0, "email"), message: "once more" });
    state.dying = false;
    const close = async (id: string) => {
      const { owner } = await w.lead(id);
      await w.answer(id, owner!, "contacted");
      await w.answer(id, owner!, "outcome", { reason: "won" });
    };
    await close(first.id);
    const second = await w.send({ ...called(0, "email"), message: "for another product" });
    await close(second.id);
    await w.until(w.now() + 10 * MINUTE);
    expect(await allLeads(w)).toHaveLength(2);
    expect((await w.lead(second.id)).joined).toBeUndefined();
    expect(w.mails.filter(({ kind }) => kind === "touched")).toHaveLength(1);
  });

  test("a request that comes in the same delivery as a call is told for itself", async () => {
    const w = await world(agreement, { at: T });
    const { id } = await w.send(called(0, "email"));
    const who = { email: called(0, "email").email! };
    await w.deliver(
      [
        { kind: "contact", channel: "call", event: "call", at: T, who, key: "call-1" },
        { kind: "lead", fields: { ...called(0, "email"), message: "and the price?" } },
      ],
      { source: "crm" },
    );
    expect((await w.lead(id)).joined).toHaveLength(1);
    expect(w.mailed(id)).toEqual([expect.stringMatching(/^handover /), expect.stringMatching(/^touched /)]);
  });

  test("a withdrawal waits for what it takes back", async () => {
    const { w, state } = await unsettled({ provider: details });
    state.dying = true;
    const reference: Reference = { kind: "reference", type: "leadgen", id: "li-0", lead: true, at: T };
    await w.deliver([reference], { source: "li", key: "li-0|CREATED" });
    await w.deliver([{ kind: "withdrawal", of: "li-0|CREATED" }], { source: "li", key: "li-0|DELETED" });
    state.dying = false;
    await w.until(w.now() + 15 * MINUTE);
    expect(await allLeads(w)).toMatchObject([{ stage: "closed", closed: { as: "withdrawn" }, fields: {} }]);
  });

  test("a delivery that somebody has dealt with is not made to wait again by a slow listing of what it names", async () => {
    const store = memoryStore();
    let thaw = () => {};
    const frozen = new Promise<void>((resolve) => {
      thaw = resolve;
    });
    let slow = true;
    const w = await world(agreement, {
      at: T,
      store: {
        ...store,
        async settleDelivery(delivery, retryAt) {
          if (slow) {
            slow = false;
            await frozen;
          }
          return store.settleDelivery(delivery, retryAt);
        },
      },
      provider: () => ({ problem: "gone", message: "deleted" }),
    });
    const reference: Reference = { kind: "reference", type: "leadgen", id: "meta-9", lead: true, at: T };
    const delivered = w.deliver([reference], { source: "meta", key: "9" });
    await w.until(w.now() + 10 * MINUTE);
    thaw();
    const { kept } = await delivered;
    expect((await w.store.delivery(kept.id))!.delivery.outcome).toBe("quarantined");
  });
});
