import { identities, isAnybodys, mayBeOneName, sameName } from "@baton/core/person";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ladder } from "../../../helpers/agreements.ts";
import { oneSeed } from "../../../helpers/random/seeds.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00.000Z";
const P = "+49 30 555100";

/** Has people ask, one after the other; answers what was asked by lead, in the order in which leads were made. */
async function leadsOf(...asked: Record<string, unknown>[]): Promise<string[][]> {
  const w = await world(ladder(), { at: T });
  const by = new Map<string, string[]>();
  for (const [n, fields] of asked.entries()) {
    const { id } = await w.send({ message: `word ${n}`, ...fields });
    by.set(id, [...(by.get(id) ?? []), String(fields.message ?? `${fields.name ?? ""} ${fields.email ?? ""}`.trim())]);
  }
  return [...by.values()];
}
const lives = async (...asked: Record<string, unknown>[]) => (await leadsOf(...asked)).length;

describe("who shares a telephone number", () => {
  test("is told apart by name, and each gets a lead of their own, with and without an address", async () => {
    const w = await world(ladder(), { at: T });
    const anna = await w.send({ name: "Anna Alpha", phone: P });
    const bruno = await w.send({ name: "Bruno Beta", phone: P, message: "It is Bruno" });
    const carla = await w.send({ name: "Carla Gamma", email: "carla@gamma.example", phone: P });
    expect(new Set([anna.id, bruno.id, carla.id]).size).toBe(3);
    expect((await w.lead(anna.id)).fields).toEqual({ name: "Anna Alpha", phone: "+4930555100" });
    expect((await w.lead(bruno.id)).fields).toMatchObject({ name: "Bruno Beta", message: "It is Bruno" });
    expect((await w.lead(carla.id)).fields).toMatchObject({ name: "Carla Gamma", email: "carla@gamma.example" });
    expect(w.mails.map(({ kind, lead }) => [kind, lead])).toEqual(
      [anna, bruno, carla].map(({ id }) => ["handover", id]),
    );
    const again = await Promise.all([
      w.send({ name: "BETA, Bruno", phone: "030 555100", country: "DE" }),
      w.send({ name: "Carla", phone: P }),
      w.send({ email: "carla@gamma.example" }),
    ]);
    expect(again.map(({ id }) => id)).toEqual([bruno.id, carla.id, carla.id]);
  });

  test.each([
    ["the same name", "José Álvarez", "jose alvarez", 1],
    ["the other order", "Anna Alpha", "ALPHA, Anna", 1],
    ["an initial", "Anna Alpha", "A. Alpha", 1],
    ["a middle name", "Anna Maria Alpha", "Anna Alpha", 1],
    ["an umlaut written out", "Jürgen Müller", "Juergen Mueller", 1],
    ["a letter with a stroke", "Łukasz Øre", "Lukasz Ore", 1],
    ["no blank between", "山田 太郎", "山田太郎", 1],
    ["a title", "Dr. Anna Alpha", "Anna Alpha", 1],
    ["no name", "Anna Alpha", undefined, 1],
    ["a mark that is no name", "Anna Alpha", "-", 1],
    ["another name", "Anna Alpha", "Bruno Beta", 2],
    ["another first name", "Anna Alpha", "Bruno Alpha", 2],
    ["another last name", "Anna Alpha", "Anna Beta", 2],
    ["another initial", "Anna Alpha", "B. Alpha", 2],
    ["another vowel", "राम शर्मा", "रीमा शर्मा", 2],
    ["another consonant", "かとう", "がとう", 2],
    ["a name that ends in e", "Joe Smith", "Jo Smith", 2],
    ["marks that may be left out", "مُحَمَّد", "محمد", 1],
  ])("%s: %j and %j", async (_what, first, second, people) => {
    for (const [one, other] of [
      [first, second],
      [second, first],
    ])
      expect(await lives({ name: one, phone: P }, { name: other, phone: P })).toBe(people);
  });

  test("without a name is nobody whom two others might be, and the same nobody the next time", async () => {
    expect(await leadsOf({ name: "Anna", phone: P }, { name: "Bruno", phone: P }, { phone: P }, { phone: P })).toEqual([
      ["Anna"],
      ["Bruno"],
      ["", ""],
    ]);
  });

  test("without a name is none of two who have an address each", async () => {
    const [a, b] = [
      { email: "a@alpha.example", phone: P },
      { email: "b@beta.example", phone: P },
    ];
    expect(await lives(a, b, { phone: P })).toBe(3);
    const w = await world(ladder(), { at: T });
    const { id } = await w.send({ ...a });
    await w.send({ email: a.email, phone: "+10000000000" });
    expect((await w.lead(id)).fields.phone).toBe("+4930555100");
  });

  test("by an initial is nobody whom two others might be", async () => {
    expect(
      await lives({ name: "Anna Alpha", phone: P }, { name: "Axel Alpha", phone: P }, { name: "A. Alpha", phone: P }),
    ).toBe(3);
  });

  test("with another address is somebody else, unless telephone and name are the same", async () => {
    const anna = { name: "Anna Alpha", email: "anna@alpha.example", phone: P };
    expect(await lives(anna, { ...anna, email: "anna@home.example" })).toBe(1);
    expect(await lives(anna, { ...anna, name: "A. Alpha", email: "axel@alpha.example" })).toBe(2);
    expect(await lives(anna, { ...anna, name: undefined, email: "axel@alpha.example" })).toBe(2);
  });

  test("with an extension is a colleague, whose extension is shown and dialled", async () => {
    const w = await world(ladder(), { at: T });
    const leads = [];
    for (const phone of [`${P} ext. 12`, `${P} x13`, P, `${P} Durchwahl 12`]) leads.push(await w.send({ phone }));
    const [twelve, thirteen, switchboard, again] = leads.map(({ id }) => id);
    expect(new Set([twelve, thirteen, switchboard]).size).toBe(3);
    expect(again).toBe(twelve);
    expect((await w.lead(twelve!)).fields.phone).toBe("+4930555100;ext=12");
  });

  test("a call to a number of several people stops nobody's clock, and says why", async () => {
    const w = await world(ladder(), { at: T });
    await w.send({ name: "Anna Alpha", phone: P });
    await w.send({ name: "Bruno Beta", phone: P });
    const call = { kind: "contact", channel: "call", event: "call", at: T, key: "call-1" } as const;
    expect((await w.deliver([{ ...call, who: { phone: P } }])).kept).toMatchObject({
      outcome: "ignored",
      reason: "Several people have this phone, and nothing in it says which of them it was.",
    });
    expect((await w.deliver([{ ...call, who: { phone: P, name: "Bruno Beta" } }])).outcome).toBe("contact");
  });

  test("a number that many people give is no sign of any of them", async () => {
    const names = Array.from({ length: 30 }, (_, n) => `${"abcdefghijklmnopqrstuvwxyz"[n % 26]!.repeat(3)} Person${n}`);
    expect(await lives(...names.map((name) => ({ name, phone: P })))).toBe(30);
  });
});

describe("numbers that anybody types", () => {
  test.each([
    "+49 1234567890",
    "+1 000 000 0000",
    "+49 9876543210",
    "+49 111111111",
    "+1 1212121212",
    "+353 123123123",
    "+49 170 0000000",
  ])("%s identifies nobody", async (phone) => {
    expect(isAnybodys(phone.replaceAll(" ", ""))).toBe(true);
    expect(identities({ phone: phone.replaceAll(" ", "") })).toEqual([]);
  });

  test.each(["+49 30 123456", "+45 30123456", "+33 612345678", "+36 301234567", "+1 202 555 0156", "+47 22225555"])(
    "%s is somebody's",
    (phone) => {
      expect(isAnybodys(phone.replaceAll(" ", ""))).toBe(false);
    },
  );

  test("two people who type one are two, and the number is shown all the same", async () => {
    const w = await world(ladder(), { at: T });
    const given = { name: "Jo Doe", phone: "0000000000", country: "DE" };
    const [one, other] = [await w.send(given), await w.send(given)];
    expect(one.id).not.toBe(other.id);
    const { fields, extra } = await w.lead(one.id);
    expect(fields.phone ?? extra.phone?.value).toMatch(/0000000/);
  });
});

test("names that are the same may be one person's, in whatever order they are compared", () => {
  const word = fc.constantFrom("Anna", "A.", "Ańna", "Alpha", "Müller", "Mueller", "B", "Bruno", "太郎", "O’Brien", "");
  const name = fc.array(word, { maxLength: 4 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(mayBeOneName(one, one)).toBe(true);
      expect(mayBeOneName(one, other)).toBe(mayBeOneName(other, one));
      if (sameName(one, other)) expect(mayBeOneName(one, other)).toBe(true);
    }),
    { seed: oneSeed() },
  );
});

/** Somebody of a household: what is theirs alone, and what they share. */
interface Human {
  name: string;
  email: string | undefined;
  phone: string;
}
const FIRST = ["Anna", "Bruno", "Carla", "Désirée", "Émile", "Fatih", "Gül", "Håkon", "Íñigo", "Jürgen"];
const LAST = ["Alpha", "Beta", "Çelik", "Dvořák", "Eriksson", "O’Brien"];

const household = fc
  .record({
    firsts: fc.uniqueArray(fc.constantFrom(...FIRST), { minLength: 1, maxLength: 4 }),
    last: fc.constantFrom(...LAST),
    number: fc.integer({ min: 200_000, max: 999_999 }),
    reachable: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  })
  .map(({ firsts, last, number, reachable }): Human[] =>
    firsts.map((first, n) => ({
      name: `${first} ${last}`,
      email: reachable[n] ? `p${n}.${number}@firm.example` : undefined,
      phone: `+4930${number}`,
    })),
  );

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "");
const nameAs: ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => name.split(" ").reverse().join(", "),
  (name) => name.split(" ")[0]!,
  (name) => `${plain(name)[0]}. ${name.split(" ")[1]}`,
  plain,
];
const phoneAs: ((phone: string) => string)[] = [
  (phone) => phone,
  (phone) => phone.replace("+49", "0049 "),
  (phone) => phone.replace("+49", " 49 "),
  (phone) => `${phone.slice(0, 5)} / ${phone.slice(5)}`,
];

test("whoever asks, in whatever order and spelling, has a lead of their own with nobody else's words", {
  timeout: 60_000,
}, async () => {
  const asks = fc.array(
    fc.record({
      who: fc.nat(),
      name: fc.nat(nameAs.length - 1),
      phone: fc.nat(phoneAs.length - 1),
      withEmail: fc.boolean(),
      withPhone: fc.boolean(),
    }),
    { minLength: 1, maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(household, { minLength: 1, maxLength: 3, selector: ([first]) => first!.phone }),
      asks,
      async (households, sequence) => {
        const humans = households.flat();
        const w: World = await world(ladder(), { at: T });
        const leads = new Map<Human, string>();
        for (const [n, ask] of sequence.entries()) {
          const human = humans[ask.who % humans.length]!;
          // Who gives less than they have is recognised by what they gave before.
          const first = !leads.has(human);
          const email = (first || ask.withEmail) && human.email;
          const phone = first || ask.withPhone || !email;
          const { id } = await w.send({
            name: nameAs[ask.name]!(human.name),
            message: `from ${humans.indexOf(human)}, ${n}`,
            ...(email && { email }),
            ...(phone && { phone: phoneAs[ask.phone]!(human.phone) }),
          });
          if (!first) expect(id).toBe(leads.get(human));
          leads.set(human, id);
        }
        expect(new Set(leads.values()).size).toBe(leads.size);
        for (const [human, id] of leads)
          expect(
            JSON.stringify([await w.lead(id), await w.store.facts(id)])
              .match(/from \d+/g)!
              .every((word) => word === `from ${humans.indexOf(human)}`),
          ).toBe(true);
      },
    ),
    { seed: oneSeed(), numRuns: 60 },
  );
});
