import type { Reception } from "@baton/core/ports";
import { answerHook } from "@baton/core/reception";
import { sourceProviders } from "@baton/sources";
import fc from "fast-check";
import { expect, test } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { oneSeed } from "../../../helpers/random/seeds.ts";
import { world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00.000Z";
const agreement = small({
  sources: {
    web: { provider: "form", auth: { token: "WEB" } },
    german: { provider: "form", auth: { token: "WEB" }, locale: "de-DE", country: "DE" },
    wp: { provider: "wpforms", auth: { token: "WEB" } },
    builder: { provider: "elementor", auth: { token: "WEB" } },
  },
  fields: {
    employees: { type: "number" },
    interest: { type: "string", values: ["demo", "pricing"] },
    partner: { type: "boolean" },
    renewal: { type: "instant" },
  },
});

const open = async () => {
  const w = await world(agreement, { at: T });
  const reception: Reception = { ...w.relay, providers: sourceProviders({ secrets: () => ({ WEB: "t" }), env: {} }) };
  const post = async (source: string, body: Uint8Array, contentType: string) => {
    const headers = { "content-type": contentType };
    const { status, body: said } = await answerHook(reception, source, {
      method: "POST",
      headers,
      token: "t",
      query: "",
      body,
    });
    return { status, delivery: status === 200 ? (JSON.parse(said) as { delivery: string }).delivery : undefined };
  };
  return { w, post };
};

const FORM = "application/x-www-form-urlencoded";

test("no delivery that is answered 200 is without lead, touch or quarantine, whatever it is", {
  timeout: 60_000,
}, async () => {
  const name = fc.constantFrom(
    ...[
      "email",
      "phone",
      "name",
      "surname",
      "first-name",
      "employees",
      "interest[]",
      "partner",
      "renewal",
      "country",
      "state",
      "data[email]",
    ],
    ...["message", "submittedAt", "is_test", "_charset_", "__proto__", "constructor", "x".repeat(300), ""],
  );
  const value = fc.oneof(
    fc.constantFrom(
      "jo@acme.example",
      "Jo <jo@acme.example>",
      "+49 30 555100",
      "1.200",
      "07/12/2026",
      "Texas",
      "demo",
      "\ud83d",
      "\u0000",
    ),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constant("👩‍👩‍👧‍👦".repeat(200)),
  );
  const pairs = fc.array(fc.tuple(name, value), { maxLength: 12 });
  const body = fc.oneof(
    pairs.map((all): [Uint8Array, string] => [
      Buffer.from(all.map((pair) => pair.map((part) => encodeURIComponent(part.toWellFormed())).join("=")).join("&")),
      FORM,
    ]),
    pairs.map((all): [Uint8Array, string] => [
      Buffer.from(JSON.stringify(Object.fromEntries(all))),
      "application/json",
    ]),
    pairs.map((all): [Uint8Array, string] => [
      Buffer.from(JSON.stringify({ data: all.map(([key, one]) => ({ name: key, value: one })) })),
      "application/json; charset=utf-8",
    ]),
    pairs.map((all): [Uint8Array, string] => [
      Buffer.from(
        `${all.map(([key, one]) => `--b\r\ncontent-disposition: form-data; name="${key.replace(/["\r\n]/g, "")}"\r\n\r\n${one}\r\n`).join("")}--b--\r\n`,
      ),
      "multipart/form-data; boundary=b",
    ]),
    fc.tuple(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(FORM, "application/json", "text/plain", "", "a/b; charset=utf-16"),
    ),
  );
  const source = fc.constantFrom("web", "german", "wp", "builder");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(source, body), { minLength: 1, maxLength: 6 }), async (all) => {
      const { w, post } = await open();
      for (const [to, [bytes, contentType]] of all) {
        const { status, delivery } = await post(to, bytes, contentType);
        expect(status).toBe(200);
        const kept = await w.store.delivery(delivery!);
        const { outcome, leads, reason } = kept!.delivery;
        expect(Buffer.from(kept!.body)).toEqual(Buffer.from(bytes));
        if (outcome === "quarantined") expect(reason).toMatch(/./);
        else {
          expect(["lead", "touch", "test"]).toContain(outcome);
          expect(await w.store.lead(leads[0]!)).toBeDefined();
        }
      }
    }),
    { seed: oneSeed(), numRuns: 150 },
  );
});

/** Latin letters with and without accents, in the encodings that browsers send them in. */
const encodings: ((fields: [string, string][]) => [Uint8Array, string])[] = [
  (all) => [Buffer.from(new URLSearchParams(all).toString()), FORM],
  (all) => [
    Buffer.from(
      all
        .map(
          ([key, value]) =>
            `${key}=${[...Buffer.from(value, "latin1")].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")}`,
        )
        .join("&"),
    ),
    `${FORM}; charset=ISO-8859-1`,
  ],
  (all) => [Buffer.from(JSON.stringify({ data: Object.fromEntries(all) }), "utf16le"), "application/json"],
  (all) => [
    Buffer.from(JSON.stringify([Object.fromEntries(all.map(([key, value]) => [key, { value }]))])),
    "application/json",
  ],
  (all) => [
    Buffer.concat([
      ...all.map(([key, value]) =>
        Buffer.from(
          `--b\r\ncontent-disposition: form-data; name="${key}"\r\ncontent-type: text/plain; charset=iso-8859-1\r\n\r\n${value}\r\n`,
          "latin1",
        ),
      ),
      Buffer.from("--b--\r\n"),
    ]),
    "multipart/form-data; boundary=b",
  ],
];
const spellings: ((email: string) => string)[] = [
  (email) => email,
  (email) => email.toUpperCase(),
  (email) => `mailto:${email}`,
  (email) => `Me <${email}>`,
  (email) => `${email}.`,
  (email) => email.replace("münchen", "xn--mnchen-3ya"),
];

test("as many people are found as have written, in whatever encoding, spelling and order", {
  timeout: 60_000,
}, async () => {
  const people = [1, 2, 3, 4].map((n) => ({
    name: `José Nº${n}`,
    email: `josé${n}@münchen.example`,
    phone: "+4930555900",
  }));
  const asked = fc.array(
    fc.record({
      who: fc.nat(3),
      encoding: fc.nat(encodings.length - 1),
      spelling: fc.nat(spellings.length - 1),
      phone: fc.boolean(),
    }),
    { minLength: 1, maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(asked, async (all) => {
      const { w, post } = await open();
      for (const [n, { who, encoding, spelling, phone }] of all.entries()) {
        const { name, email, phone: number } = people[who]!;
        const fields: [string, string][] = [
          ["name", name],
          ["email", spellings[spelling]!(email)],
          ["message", `${n}`],
        ];
        if (phone) fields.push(["phone", number]);
        const [body, contentType] = encodings[encoding]!(fields);
        expect((await post("web", body, contentType)).status).toBe(200);
      }
      const { items } = await w.store.leads({ limit: 100, until: "2026-12-01" });
      const sent = new Set(all.map(({ who }) => people[who]!.name));
      expect(items.map(({ name }) => name).sort()).toEqual([...sent].sort());
    }),
    { seed: oneSeed(), numRuns: 100 },
  );
});
