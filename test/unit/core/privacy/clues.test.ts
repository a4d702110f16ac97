import type { ClueStore, PrivacyStore } from "@baton/core/ports";
import { exportPerson, forgetPerson, noteClues } from "@baton/core/privacy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { identities, phoneIdentity } from "../../../../packages/core/src/person/identities.ts";
import { cluesIn, cluesOf, EVERYBODY } from "../../../../packages/core/src/privacy/clues.ts";
import { readable } from "../../../../packages/core/src/privacy/readable.ts";
import { tracesOf } from "../../../../packages/core/src/privacy/traces.ts";
import { ladder } from "../../../helpers/agreements.ts";
import { delivery } from "../../../helpers/leads.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { forgotten } from "../../../helpers/stack/privacy-requests.ts";
import { world } from "../../../helpers/world.ts";

const cluesInBody = (body: string, contentType = "text/plain") =>
  cluesIn({
    place: "",
    kind: "delivery",
    delivery: { ...delivery(), contentType },
    body: async () => Buffer.from(body),
  });

const digits = (length: number) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${length - 1}}$`));
const separator = fc.constantFrom("", " ", "-", ".", " / ", ")", "\u2011");
const person = fc.record({
  email: fc.stringMatching(/^[a-z][a-z0-9._+-]{0,12}[a-z0-9]@[a-z]{2,8}\.(?:example|co\.example)$/),
  phone: fc.tuple(fc.constantFrom("49", "1", "351", "81"), digits(9)).map(([country, rest]) => `+${country}${rest}`),
  userId: fc.stringMatching(/^[A-Za-z]{1,6}[-_][0-9]{1,8}$/),
});
/** A number as people group it, with or without its country. */
const grouped = (phone: string) =>
  fc
    .tuple(fc.boolean(), fc.array(separator, { minLength: phone.length, maxLength: phone.length }))
    .map(([abroad, between]) => [...phone.slice(abroad ? 0 : 3)].map((digit, n) => digit + between[n]).join(""));
const around = fc.constantFrom("", "call ", "on 2026-11-24 at 09:30: ", "7 x ", '"', "<b>", "(", "id=8812, ");
const wrapped = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => JSON.stringify({ a: [text] }),
  (text) => JSON.stringify({ a: JSON.stringify({ text }) }),
  (text) => `x=1&y=${encodeURIComponent(text)}`,
  (text) => `<a>${text.replace("@", "&#64;")}</a>`,
  (text) => JSON.stringify({ token: Buffer.from(`it says ${text} there`).toString("base64url") }),
);

test("whatever shows somebody in a body leads to them", async () => {
  const shown = person.chain((who) =>
    fc.record({
      who: fc.constant(who),
      text: fc.tuple(around, fc.oneof(fc.constant(who.email), grouped(who.phone), fc.constant(who.userId)), around),
      wrap: wrapped,
    }),
  );
  await fc.assert(
    fc.asyncProperty(shown, async ({ who, text, wrap }) => {
      const body = wrap(text.join(""));
      const subject = {
        identities: new Set([...identities(who), phoneIdentity(who.phone)!]),
        shared: new Set<string>(),
        phones: [{ number: who.phone, shared: false }],
        staff: new Set<string>(),
      };
      const trace = tracesOf(subject).of(readable(Buffer.from(body), "text/plain"));
      fc.pre(trace !== undefined);
      const clues = await cluesInBody(body);
      expect(cluesOf(subject).some((clue) => clues.has(clue))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("an audit finds what no clue led to, tells of how much that is so, and mends it", async () => {
  const kept = memoryStore();
  const { privacy } = kept;
  const email = "jane@globex.example";
  const w = await world(ladder(), { at: "2026-11-24T09:00:00Z", store: kept });
  await w.send({ name: "Jane", email });
  const all = await Array.fromAsync(privacy.everything());
  const led = new Map<string, Set<string>>();
  const store: PrivacyStore = {
    ...privacy,
    indexed: async (places) =>
      places.map((place) => ({
        place,
        kept: () => all.find((one) => one.place === place),
        clues: led.get(place) ?? new Set<string>(),
      })),
    saveClues: async (place, { now }) => void led.set(place, new Set(now)),
  };
  const audit = () => exportPerson(w.relay, store, { email, audit: true }, new AbortController().signal);
  const first = await audit();
  expect(first).toMatchObject({ mended: 2, next: null, part: { leads: [{ fields: { email } }] } });
  expect([...led.values()].every((clues) => cluesOf(hers(email)).some((clue) => clues.has(clue)))).toBe(true);
  expect(await audit()).toMatchObject({ mended: 0 });
});

test("an item that cannot be read keeps none of the others from being found", async () => {
  const led: string[] = [];
  const store: ClueStore = {
    indexed: async (places) =>
      places.map((place) => ({
        place,
        kept() {
          if (place === "broken") throw new Error("It cannot be unpacked.");
          return {
            place,
            kind: "touch",
            person: `person of ${place}`,
            touch: { id: "", at: "", source: "", touch: "", label: "", facts: {} },
          };
        },
        clues: new Set<string>(),
      })),
    saveClues: async (place) => void led.push(place),
  };
  expect(await noteClues(store, ["one", "broken", "two"])).toMatchObject({ changed: 2, failed: [{ place: "broken" }] });
  expect(led).toEqual(["one", "two"]);
});

test("who is forgotten before clues have come to what they did last is not done before they have", async () => {
  const kept = memoryStore();
  const w = await world(ladder(), { at: "2026-11-24T09:00:00Z", store: kept });
  const email = "jane@globex.example";
  await w.send({ name: "Jane", email });
  await w.deliver([{ kind: "touch", touch: "page", label: "/secret", who: { email, userId: "u1" }, facts: {} }]);
  const late = Date.now() + 300;
  const { privacy } = kept;
  const store: PrivacyStore = {
    ...privacy,
    behindMs: 400,
    async *about(clues, after) {
      for await (const item of privacy.about(clues, after)) if (item.kind !== "touch" || Date.now() >= late) yield item;
    },
  };
  const slice = await forgetPerson(w.relay, store, { email }, AbortSignal.abort());
  expect(slice.next).not.toBeNull();
  const { erased, doneAt } = await forgotten(w.relay, store, email);
  expect(Date.now()).toBeGreaterThanOrEqual(late);
  expect(doneAt).toBeDefined();
  expect(erased).toMatchObject({ leads: 1, touches: 1, people: 2 });
  expect(JSON.stringify(await Array.fromAsync(privacy.everything()))).not.toContain("secret");
});

const hers = (email: string) => ({ identities: new Set(identities({ email })), phones: [] });

describe("the clues in a body", () => {
  test("are the same for one address however it is spelled", async () => {
    const plain = await cluesInBody("jane@globex.example");
    expect(await cluesInBody("<JANE@globex.example>")).toEqual(plain);
    expect(plain.size).toBe(1);
  });

  test("are few in a lead as forms send it", async () => {
    const form =
      "your-name=Jane+Doe&your-email=jane%40globex.example&utm_source=google-ads&submitted=2026-11-24T09%3A00%3A00Z&company_size=600";
    expect((await cluesInBody(form, "application/x-www-form-urlencoded")).size).toBeLessThanOrEqual(6);
  });

  test("are one for everybody where too many people are in it", async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => `jane${n}@globex.example`);
    expect(await cluesInBody(rows.join("\n"))).toEqual(new Set([EVERYBODY]));
  });

  test("are none of days, which all that came then would share", async () => {
    expect((await cluesInBody("on 2026-11-24, and 1999-01-31")).size).toBe(0);
  });
});
