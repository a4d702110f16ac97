import { receive } from "@baton/core/intake";
import type { Relay } from "@baton/core/lead";
import { importOwnership } from "@baton/core/ownership";
import type { PrivacyStore } from "@baton/core/ports";
import { askFor } from "@baton/core/requests";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ladder } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { exported, forgotten } from "../../../helpers/stack/privacy-requests.ts";
import { PowerCut, world } from "../../../helpers/world.ts";

const AT = "2026-11-24T09:00:00Z";

const persons = ["Quentin", "Rosalind", "Tiberius"].map((name, n) => ({
  name: `${name} Vandermeer${n}`,
  email: `${name}.V@globex${n}.example`,
  phone: `+4930555010${n}`,
  userId: `user-${name}`,
  anonymousId: `browser-${name}`,
}));

/** Ways to write an address into what nobody can read. */
const spellings: ((text: string) => string)[] = [
  (text) => text.toUpperCase(),
  (text) => encodeURIComponent(`x=${text}`),
  (text) => JSON.stringify({ a: JSON.stringify({ text }) }),
  (text) => JSON.stringify({ token: Buffer.from(`to ${text} at once`).toString("base64") }),
  (text) => `<mail>${text.replace("@", "&#x40;")}</mail>`,
];

type Event = { who: number; text: string } & (
  | { kind: "lead"; phoneOnly: boolean }
  | { kind: "page"; by: "email" | "userId" | "anonymousId" | "all" }
  | { kind: "answer"; action: "contacted" | "accept" | "snooze" | "reject" }
  | { kind: "rubbish"; spelling: number }
  | { kind: "call" }
  | { kind: "request"; answered: boolean }
  | { kind: "import" }
  | { kind: "wait"; minutes: number }
);

const event: fc.Arbitrary<Event> = fc
  .tuple(
    fc.nat(2),
    fc.uuid(),
    fc.oneof(
      fc.record({ kind: fc.constant("lead" as const), phoneOnly: fc.boolean() }),
      fc.record({ kind: fc.constant("page" as const), by: fc.constantFrom("email", "userId", "anonymousId", "all") }),
      fc.record({
        kind: fc.constant("answer" as const),
        action: fc.constantFrom("contacted", "accept", "snooze", "reject"),
      }),
      fc.record({ kind: fc.constant("rubbish" as const), spelling: fc.nat(spellings.length - 1) }),
      fc.record({ kind: fc.constant("call" as const) }),
      fc.record({ kind: fc.constant("request" as const), answered: fc.boolean() }),
      fc.record({ kind: fc.constant("import" as const) }),
      fc.record({ kind: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 90 }) }),
    ),
  )
  .map(([who, text, rest]) => ({ who, text: `words-${text}`, ...rest }) as Event);

const agreed = JSON.parse(ladder()) as { sla: object };
const company = JSON.stringify({
  ...agreed,
  sla: { ...agreed.sla, ask: { stages: { answer: { within: "1h" } } } },
  requests: [{ id: "fix", name: "Data fix", to: "sam", sla: "ask" }],
});

/** Lives through a history; answers what was said by whom, as far as it is kept. */
async function lived(events: readonly Event[]) {
  const store = memoryStore();
  const w = await world(company, { at: AT, store });
  const said: string[][] = persons.map(() => []);
  const leads: (string | undefined)[] = persons.map(() => undefined);
  for (const [n, event] of events.entries()) {
    const { email, phone, name, userId, anonymousId } = persons[event.who]!;
    const words = said[event.who]!;
    switch (event.kind) {
      case "lead": {
        const fields = { name, phone, message: event.text, ...(!event.phoneOnly && { email }) };
        leads[event.who] = (await w.send(fields)).id;
        words.push(event.text);
        break;
      }
      case "page": {
        const known = { email, userId, anonymousId };
        const who = event.by === "all" ? known : { [event.by]: known[event.by] };
        const facts = { path: `/${event.text}` };
        await w.deliver([{ kind: "touch", touch: "page", label: event.text, who, facts }]);
        words.push(event.text);
        break;
      }
      case "answer": {
        const lead = leads[event.who];
        const owner = lead && (await w.lead(lead)).owner;
        if (!lead || !owner) break;
        const until = new Date(w.now() + 600_000).toISOString();
        const reason = event.action === "reject" ? "not-a-fit" : event.text;
        const done = await w
          .answer(lead, owner, event.action, { note: event.text, until, reason })
          .catch(() => undefined);
        if (done) words.push(...((await told(w.store, lead)).includes(event.text) ? [event.text] : []));
        break;
      }
      case "rubbish": {
        const text = spellings[event.spelling]!(email);
        await receive(w.relay, await w.relay.rulebooks.active(), {
          source: "web",
          contentType: "text/plain",
          body: Buffer.from(`${event.text} ${text}`),
          key: { id: `rubbish ${n}` },
          reading: { unreadable: `It is no lead: ${email}` },
          receivedAt: w.now(),
        });
        words.push(event.text);
        break;
      }
      case "call": {
        const at = new Date(w.now()).toISOString();
        const key = `call ${n}`;
        await w.deliver([
          { kind: "contact", channel: "call", event: "call", at, who: { email }, key, subject: event.text },
        ]);
        words.push(event.text);
        break;
      }
      case "request": {
        const lead = leads[event.who];
        if (!lead || (await w.lead(lead)).forgottenAt !== undefined) break;
        const asked = await askFor(w.relay, { kind: "fix", lead, text: event.text, by: "ana" });
        await w.settle();
        words.push(event.text);
        if (!event.answered) break;
        await w.answer(asked.id, "sam", "answer", { note: `${event.text}-answered` });
        words.push(`${event.text}-answered`);
        break;
      }
      case "import":
        await importOwnership(w.relay, [{ of: email, owner: "ben" }]);
        break;
      case "wait":
        await w.until(w.now() + event.minutes * 60_000);
    }
  }
  return { w, store, said };
}

const told = async (store: Relay["store"], lead: string): Promise<string> => JSON.stringify(await store.facts(lead));

/** Every word that is kept anywhere, also of bodies that are not what they seem. */
async function words({ relay, privacy }: { relay: Relay; privacy: PrivacyStore }): Promise<string> {
  const all: unknown[] = [await relay.store.quarantine({ limit: 100 }), await privacy.receipts()];
  const until = new Date(relay.time.now()).toISOString();
  all.push(await relay.store.leads({ limit: 100, until }));
  for await (const kept of privacy.everything()) {
    const body = kept.kind === "delivery" ? Buffer.from(await kept.body()).toString("utf8") : "";
    const hidden = [...body.matchAll(/"token":"([^"]+)"/g)].map(([, token]) =>
      Buffer.from(token!, "base64").toString(),
    );
    all.push(
      kept,
      body,
      decodeURIComponent(body.replace(/%(?![0-9a-f]{2})/gi, "")),
      body.replaceAll("&#x40;", "@"),
      hidden,
    );
  }
  return JSON.stringify(all).toLowerCase();
}

/** The same port, on which the power goes at the n-th call; before or after it took effect. */
function until<T extends object>(port: T, cut: { calls: number; after: boolean }): T {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function" || ["about", "keptVersions"].includes(String(name))) return method;
      return async (...args: unknown[]) => {
        cut.calls -= 1;
        if (cut.calls === 0 && !cut.after) throw new PowerCut();
        const answer: unknown = await Reflect.apply(method, target, args);
        if (cut.calls === 0) throw new PowerCut();
        return answer;
      };
    },
  });
}

/** First everybody says who they are; then anything happens. */
const history = fc
  .uniqueArray(event, { selector: ({ text }) => text, minLength: 4, maxLength: 14 })
  .map((events): Event[] => [
    ...persons.flatMap((_, who): Event[] => [
      { who, text: `words-of-${who}-at-first`, kind: "lead", phoneOnly: false },
      { who, text: `words-of-${who}-seen-first`, kind: "page", by: "all" },
    ]),
    ...events,
  ]);

test("an export holds every word of theirs, and of nobody else", async () => {
  await fc.assert(
    fc.asyncProperty(history, async (events) => {
      const { w, store, said } = await lived(events);
      for (const [n, { email }] of persons.entries()) {
        const document = JSON.stringify(await exported(w.relay, store.privacy, email));
        for (const text of said[n]!) expect(document).toContain(text);
        for (const [other, texts] of said.entries())
          if (other !== n) for (const text of texts) expect(document).not.toContain(text);
      }
    }),
    { numRuns: 20 },
  );
}, 90_000);

test("wherever forgetting is interrupted, done again it leaves no word of theirs, and everything of the others", async () => {
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.array(fc.record({ calls: fc.integer({ min: 1, max: 60 }), after: fc.boolean() }), { maxLength: 4 }),
      fc.boolean(),
      async (events, cuts, hasty) => {
        const { w, store, said } = await lived(events);
        const { privacy } = store;
        const [first, ...others] = persons;
        const before = await Promise.all(others.map(({ email }) => exported(w.relay, privacy, email)));
        for (const cut of cuts) {
          const relay: Relay = { ...w.relay, store: until(w.relay.store, cut) };
          await forgotten(relay, until(privacy, cut), first!.email, { hasty }).catch((error: unknown) => {
            if (!(error instanceof PowerCut)) throw error;
          });
        }
        const receipt = await forgotten(w.relay, privacy, first!.email, { hasty });
        expect(receipt).toMatchObject({ pending: [], unsure: [] });
        expect(receipt.doneAt).toBeDefined();

        const left = await words({ relay: w.relay, privacy });
        const theirs = [...Object.values(first!), "quentin", "vandermeer0", "5550100", ...said[0]!];
        for (const word of theirs) expect(left).not.toContain(word.toLowerCase());
        const { people, leads, touches, deliveries, mentions } = await exported(w.relay, privacy, first!.email);
        expect([people, leads, touches, deliveries, mentions]).toEqual([[], [], [], [], []]);
        const after = await Promise.all(others.map(({ email }) => exported(w.relay, privacy, email)));
        expect(after.map((document) => JSON.stringify(document))).toEqual(
          before.map((document) => JSON.stringify(document)),
        );

        // The others' clocks go on, and nothing comes back.
        await w.until(w.now() + 86_400_000);
        expect(await words({ relay: w.relay, privacy })).not.toContain("vandermeer0");
      },
    ),
    { numRuns: 25 },
  );
}, 90_000);
