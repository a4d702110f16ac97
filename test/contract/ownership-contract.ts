import type { Person, PersonWrite } from "@baton/core/person";
import type { Store } from "@baton/core/ports";
import { beforeEach, describe, expect, test } from "vitest";

const AT = "2026-11-24T09:00:00.000Z";

/** What core relies on of a store for people and companies. `open` answers an empty one. */
export function describeOwnership(name: string, open: () => Promise<Pick<Store, OwnershipPort>>): void {
  describe(`Store of people and companies: ${name}`, () => {
    let store: Pick<Store, OwnershipPort>;
    beforeEach(async () => {
      store = await open();
    });

    const accountOf = async (...accounts: string[]) =>
      (await store.known({ identities: [], accounts, loads: [] })).account;
    const people = async (...identities: string[]) =>
      (await store.known({ identities, accounts: [], loads: [] })).people;

    test("knows the companies it was told of, and whose they are", async () => {
      await store.setAccounts([
        { domain: "acme.com", owner: "ben", at: AT },
        { domain: "globex.com", owner: null, at: AT },
      ]);
      expect(await accountOf("acme.com")).toEqual({ known: true, owner: "ben" });
      expect(await accountOf("globex.com")).toEqual({ known: true });
      expect(await accountOf("initech.com")).toEqual({ known: false });
      expect(await accountOf()).toEqual({ known: false });
    });

    test("finds the most specific company", async () => {
      await store.setAccounts([
        { domain: "acme.com", owner: "ben", at: AT },
        { domain: "emea.acme.com", owner: "ana", at: AT },
      ]);
      expect(await accountOf("de.emea.acme.com", "emea.acme.com", "acme.com")).toEqual({ known: true, owner: "ana" });
      expect(await accountOf("apac.acme.com", "acme.com")).toEqual({ known: true, owner: "ben" });
    });

    test("keeps the last word about a company, which may be that nothing is said of its owner", async () => {
      const say = (owner: string | null | undefined) => store.setAccounts([{ domain: "acme.com", owner, at: AT }]);
      await say("ben");
      await say(undefined);
      expect(await accountOf("acme.com")).toEqual({ known: true, owner: "ben" });
      await say("ana");
      expect(await accountOf("acme.com")).toEqual({ known: true, owner: "ana" });
      await say(null);
      expect(await accountOf("acme.com")).toEqual({ known: true });
      await say(undefined);
      expect(await accountOf("acme.com")).toEqual({ known: true });
      await store.setAccounts([
        { domain: "acme.com", owner: "ana", at: AT },
        { domain: "acme.com", owner: "ben", at: AT },
      ]);
      expect(await accountOf("acme.com")).toEqual({ known: true, owner: "ben" });
    });

    test("keeps what else is said of a company, each thing by itself, and answers it as it was said", async () => {
      const say = (says: object) => store.setAccounts([{ domain: "acme.com", owner: undefined, at: AT, ...says }]);
      await say({ owner: "ben", ae: "ana", tier: "Gold", fields: { industry: "health", seats: 12.5, live: false } });
      await say({ csm: "cid", ae: null, fields: { industry: null } });
      const kept = { known: true, owner: "ben", csm: "cid", tier: "Gold", fields: { seats: 12.5, live: false } };
      expect(await accountOf("acme.com")).toEqual(kept);
      expect(await store.accounts(["acme.com", "globex.com"])).toEqual({ "acme.com": kept });
    });

    test("finds of a subsidiary what its parents say where it says nothing, and is not caught by a circle", async () => {
      await store.setAccounts([
        { domain: "sub.com", owner: null, parent: "mid.com", tier: "silver", fields: { seats: 5 }, at: AT },
        { domain: "mid.com", owner: undefined, csm: "cid", parent: "top.com", at: AT },
        {
          domain: "top.com",
          owner: "ana",
          csm: "ben",
          tier: "gold",
          parent: "sub.com",
          fields: { live: true },
          at: AT,
        },
        { domain: "lone.com", owner: undefined, parent: "unknown.com", at: AT },
      ]);
      expect(await accountOf("sub.com")).toEqual({
        known: true,
        owner: "ana",
        csm: "cid",
        tier: "silver",
        parent: "mid.com",
        fields: { seats: 5, live: true },
      });
      expect(await store.accounts(["sub.com"])).toMatchObject({ "sub.com": { tier: "silver", fields: { seats: 5 } } });
      expect(await accountOf("lone.com")).toEqual({ known: true, parent: "unknown.com" });
    });

    test("takes hundreds of companies at once, and none", async () => {
      await store.setAccounts([]);
      const domains = Array.from({ length: 500 }, (_, i) => `company-${i}.com`);
      await store.setAccounts(domains.map((domain, i) => ({ domain, owner: `rep-${i % 7}`, at: AT })));
      for (const i of [0, 24, 25, 26, 250, 499])
        expect(await accountOf(domains[i]!)).toEqual({ known: true, owner: `rep-${i % 7}` });
    });

    test("keeps a person with everything that is known of them", async () => {
      const jane = person("jane", { owner: "ben", lead: "lead_1", name: "jane doe", email: true });
      expect(await store.savePerson(write(jane))).toBe("done");
      expect(await people("jane", "joe")).toEqual({ jane });
    });

    test("finds people by hundreds of identities", async () => {
      const all = Array.from({ length: 230 }, (_, i) => person(`p${i}`));
      await Promise.all(all.map((one) => store.savePerson(write(one))));
      expect(Object.keys(await people(...all.map(({ id }) => id)))).toHaveLength(230);
    });

    test("refuses a change of a person who changed meanwhile", async () => {
      await store.savePerson(write(person("jane")));
      expect(await store.savePerson(write(person("jane", { owner: "ana" })))).toBe("person");
      const second = person("jane", { revision: 2, owner: "ben" });
      expect(await store.savePerson(write(second, 1))).toBe("done");
      expect(await store.savePerson(write(person("jane", { revision: 2, owner: "ana" }), 1))).toBe("person");
      expect(await people("jane")).toEqual({ jane: second });
    });

    test("makes one of concurrent changes", async () => {
      const answers = await Promise.all(
        ["ana", "ben", "sam"].map((owner) => store.savePerson(write(person("jane", { owner })))),
      );
      expect(answers.toSorted()).toEqual(["done", "person", "person"]);
    });

    test("finds a person by every identity that became theirs", async () => {
      const jane = person("mail", { identities: ["mail", "phone", "cookie"] });
      const joined = { ...write(jane), join: [free("phone"), free("cookie")] };
      expect(await store.savePerson(joined)).toBe("done");
      expect(await people("phone", "cookie", "mail")).toEqual({ mail: jane, phone: jane, cookie: jane });
    });

    test("joins somebody who turns out to be the same, under all of their identities", async () => {
      const visitor = person("cookie", { identities: ["cookie", "user"] });
      await store.savePerson({ ...write(visitor), join: [free("user")] });
      const jane = person("mail", { identities: ["mail", "cookie", "user"] });
      expect(await store.savePerson({ ...write(jane), join: [{ identity: "cookie", seen: 1 }] })).toBe("done");
      expect(await people("mail", "cookie", "user")).toEqual({ mail: jane, cookie: jane, user: jane });
      // Who saw the visitor before cannot change them any more.
      expect(await store.savePerson(write({ ...visitor, revision: 2 }, 1))).toBe("person");
    });

    test("changes nothing when an identity was taken or its holder moved on", async () => {
      await store.savePerson({ ...write(person("joe")), join: [free("phone")] });
      const jane = person("jane");
      for (const join of [
        [free("phone")],
        [{ identity: "phone", seen: 1 }],
        [free("joe")],
        [{ identity: "joe", seen: 2 }],
      ])
        expect(await store.savePerson({ ...write(jane), join })).toBe("person");
      expect(Object.keys(await people("jane", "joe"))).toEqual(["joe"]);
    });
  });
}

type OwnershipPort = "setAccounts" | "accounts" | "savePerson" | "known";

const person = (id: string, rest: Partial<Person> = {}): Person => ({
  id,
  revision: 1,
  identities: [id],
  known: true,
  touched: false,
  firstSeen: AT,
  lastSeen: AT,
  ...rest,
});

const write = (person: Person, seen = 0): PersonWrite => ({ person, seen, join: [] });
const free = (identity: string) => ({ identity, seen: 0 });
