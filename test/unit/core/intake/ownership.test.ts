import type { Relay } from "@baton/core/lead";
import { accountCandidates, importOwnership, type OwnershipEntry, recordOwnership } from "@baton/core/ownership";
import type { Person } from "@baton/core/person";
import { identities } from "@baton/core/person";
import { beforeEach, describe, expect, test } from "vitest";
import { people as named, rulebookOf, small } from "../../../helpers/agreements.ts";
import { type KeptPeople, memoryOwnership } from "../../../helpers/memory/memory-ownership.ts";

const NOW = Date.parse("2026-11-24T09:00:00Z");
const rulebook = rulebookOf(
  small({
    people: named({
      ana: { name: "Ana Müller" },
      ben: { name: "Ben Okafor" },
      ben2: { name: "Ben Okafor" },
      sam: { manager: "vera" },
      vera: { manager: undefined },
    }),
  }),
);

describe("the domains a company is looked for under", () => {
  test.each([
    ["acme.com", ["acme.com"]],
    ["eu.mail.acme.co.uk", ["eu.mail.acme.co.uk", "mail.acme.co.uk", "acme.co.uk", "co.uk"]],
    ["a.b.c.d.e.f.acme.com", ["c.d.e.f.acme.com", "d.e.f.acme.com", "e.f.acme.com", "f.acme.com", "acme.com"]],
    ["MAIL.Acme.COM.", ["mail.acme.com", "acme.com"]],
    ["münchen.example", ["xn--mnchen-3ya.example"]],
    ["localhost", []],
    ["", []],
    ["acme.com/evil.com", []],
    ["a..com", []],
    ["-a.com", []],
    [`${"a".repeat(64)}.com`, []],
  ])("%s", (domain, candidates) => {
    expect(accountCandidates(domain)).toEqual(candidates);
  });
});

describe("an import of owners", () => {
  let kept: KeptPeople;
  let relay: Relay;
  let interrupt: (() => void) | undefined;
  beforeEach(() => {
    kept = { people: new Map(), aliases: new Map(), accounts: new Map() };
    interrupt = undefined;
    const personOf = (id: string): Person | undefined => kept.people.get(kept.aliases.get(id) ?? id);
    const store = {
      ...memoryOwnership(kept),
      lead: async () => undefined,
      async *openLeads() {},
      known: async (keys: { identities: string[] }) => {
        const people = keys.identities.flatMap((id) => (personOf(id) ? [[id, structuredClone(personOf(id))]] : []));
        interrupt?.();
        return { people: Object.fromEntries(people) };
      },
    };
    relay = {
      store,
      rulebooks: { active: async () => rulebook },
      time: { now: () => NOW, wallMs: (ms: number) => ms },
    } as unknown as Relay;
  });

  const importing = (...entries: OwnershipEntry[]) => importOwnership(relay, entries);
  const one = async (of: string, owner?: string | null) => {
    const { problems } = await importing({ of, owner });
    return problems.map(({ message }) => message).join();
  };
  const personOf = (email: string) => kept.people.get(identities({ email })[0]!);
  const accounts = () =>
    Object.fromEntries([...kept.accounts].map(([domain, { known: _known, ...said }]) => [domain, said]));

  test.each([
    ["acme.com", "acme.com"],
    [" ACME.com. ", "acme.com"],
    ["@acme.com", "acme.com"],
    ["www.acme.com", "acme.com"],
    ["https://www.acme.co.uk/de/contact?x=1#top", "acme.co.uk"],
    ["http://shop.acme.com:8080", "acme.com"],
    ["//acme.com/", "acme.com"],
    ["shop.acme.com/", "acme.com"],
    ["https://user@shop.acme.com/@jane", "acme.com"],
    // A subsidiary may have an owner of its own.
    ["emea.acme.com", "emea.acme.com"],
    ["www.de", "www.de"],
    ["Müller.de", "xn--mller-kva.de"],
    ["xn--mller-kva.de", "xn--mller-kva.de"],
    ["https://www.städte.köln/", "xn--stdte-hra.xn--kln-sna"],
    ["acme.github.io", "acme.github.io"],
    ["https://www.acme.github.io", "acme.github.io"],
    ["acme.example", "acme.example"],
  ])("reads %s as the company %s", async (of, domain) => {
    expect(await one(of, "ana")).toBe("");
    expect(accounts()).toEqual({ [domain]: { owner: "ana" } });
    expect(accountCandidates(`mail.${domain}`)).toContain(domain);
  });

  test.each([
    ["", "neither a domain nor an e-mail"],
    ["Acme Inc.", "neither a domain nor an e-mail"],
    ["acme", "neither a domain nor an e-mail"],
    ["ac me.com", "neither a domain nor an e-mail"],
    ["acme_co.com", "neither a domain nor an e-mail"],
    ["https://", "neither a domain nor an e-mail"],
    ["localhost", "neither a domain nor an e-mail"],
    ["10.1.2.3", "IP address"],
    ["http://10.1/", "IP address"],
    ["com", "no company's"],
    ["co.uk", "no company's"],
    ["公司.cn", "no company's"],
    ["github.io", "no company's"],
    ["myshopify.com", "no company's"],
    ["gmail.com", "full e-mail address"],
    ["@GMAIL.com", "full e-mail address"],
    ["www.gmail.com", "full e-mail address"],
    ["https://mail.gmx.de/", "full e-mail address"],
    ["jane@", "not an e-mail address"],
    ["jane@acme", "not an e-mail address"],
    ["jane doe@acme.com", "not an e-mail address"],
    ["Jane <jane@acme.com>", "not an e-mail address"],
    ["__proto__", "neither a domain nor an e-mail"],
    ["x".repeat(100_000), "neither a domain nor an e-mail"],
  ])("does not take %s for a company", async (of, problem) => {
    expect(await one(of, "ana")).toContain(problem);
    expect(accounts()).toEqual({});
  });

  test.each([
    ["ana", "ana"],
    [" ANA ", "ana"],
    ["ana@acme.example", "ana"],
    ["Ana@ACME.example", "ana"],
    ["ana müller", "ana"],
    ["ben2", "ben2"],
    ["Sam", "sam"],
  ])("finds the owner %j", async (owner, id) => {
    expect(await one("acme.com", owner)).toBe("");
    expect(accounts()).toEqual({ "acme.com": { owner: id } });
  });

  test("suggests whom an unknown owner may mean", async () => {
    expect(await one("acme.com", "anna")).toContain('nobody called "anna"; did you mean "ana"?');
    expect(await one("acme.com", "veraa@acme.example")).toContain('did you mean "vera@acme.example"?');
    expect(await one("acme.com", "Somebody Else")).toMatch(/nobody called "Somebody Else"\.$/);
    expect(await one("acme.com", "constructor")).toContain("nobody called");
    expect(await one("acme.com", "Ben Okafor")).toContain("Several people may be meant");
    expect(accounts()).toEqual({});
  });

  test("knows customers that are nobody's, and leaves an owner alone of whom nothing is said", async () => {
    await importing(
      { of: "acme.com", owner: "ana" },
      { of: "globex.com", owner: "ana" },
      { of: "initech.com", owner: "" },
    );
    await importing({ of: "acme.com" }, { of: "globex.com", owner: null });
    expect(accounts()).toEqual({ "acme.com": { owner: "ana" }, "globex.com": {}, "initech.com": {} });
  });

  test("makes people known by their address, at a free mailbox too", async () => {
    expect(
      await importing({ of: "Jane.Doe@GMAIL.com", owner: "ana" }, { of: "mailto:joe@acme.com", owner: null }),
    ).toEqual({
      accounts: 0,
      people: 2,
      changed: [],
      problems: [],
    });
    const at = new Date(NOW).toISOString();
    expect(personOf("jane.doe@gmail.com")).toEqual({
      id: identities({ email: "jane.doe@gmail.com" })[0],
      revision: 1,
      identities: identities({ email: "jane.doe@gmail.com" }),
      known: true,
      owner: "ana",
      touched: false,
      email: true,
      firstSeen: at,
      lastSeen: at,
    });
    expect(personOf("joe@acme.com")).not.toHaveProperty("owner");
    expect(accounts()).toEqual({});
  });

  test("changes of a person only whose they are, under whichever identity they were first seen", async () => {
    const [id] = identities({ phone: "+4930123456" });
    const [email] = identities({ email: "jane@acme.com" });
    const before: Person = {
      id: id!,
      revision: 4,
      identities: [id!, email!],
      known: false,
      owner: "ben",
      lead: "lead_1",
      touched: true,
      name: "jane",
      firstSeen: "2026-01-01T00:00:00.000Z",
      lastSeen: "2026-02-01T00:00:00.000Z",
    };
    kept.people.set(before.id, before);
    kept.aliases.set(email!, before.id);
    await importing({ of: "jane@acme.com" });
    expect(kept.people.get(before.id)).toEqual({ ...before, revision: 5, known: true, email: true });
    await importing({ of: "jane@acme.com", owner: "ana" });
    expect(kept.people.get(before.id)).toMatchObject({ revision: 6, owner: "ana" });
    // Again: there is nothing to change.
    await importing({ of: "jane@acme.com", owner: "ana" });
    expect(kept.people.get(before.id)).toMatchObject({ revision: 6, owner: "ana" });
    await importing({ of: "jane@acme.com", owner: null });
    expect(kept.people.get(before.id)).not.toHaveProperty("owner");
    expect(kept.people.size).toBe(1);
  });

  test("counts the last entry about the same one, whatever way it is written", async () => {
    const result = await importing(
      { of: "acme.com", owner: "ana" },
      { of: "https://www.acme.com", owner: "ben" },
      { of: "jane@acme.com", owner: "ana" },
      { of: "JANE@acme.com", owner: "ben" },
    );
    expect(result).toMatchObject({ accounts: 1, people: 1, problems: [] });
    expect(accounts()).toEqual({ "acme.com": { owner: "ben" } });
    expect(personOf("jane@acme.com")).toMatchObject({ owner: "ben", revision: 1 });
  });

  test("writes what is right when other entries are not, and says which", async () => {
    const result = await importing(
      { of: "acme.com", owner: "ana" },
      { of: "gmail.com", owner: "anna" },
      { of: "globex.com", owner: "nobody at all" },
      { of: "joe@acme.com", owner: "ana" },
    );
    expect(result).toMatchObject({ accounts: 1, people: 1 });
    expect(result.problems.map(({ index }) => index)).toEqual([1, 1, 2]);
    expect(Object.keys(accounts())).toEqual(["acme.com"]);
  });

  test("changes nothing in a dry run, which says what would be", async () => {
    const entries = [{ of: "acme.com", owner: "ana" }, { of: "jane@acme.com", owner: "ana" }, { of: "com" }];
    const dry = await importOwnership(relay, entries, { dryRun: true });
    expect([kept.accounts.size, kept.people.size]).toEqual([0, 0]);
    expect(await importOwnership(relay, entries)).toEqual(dry);
  });

  test("reads a person again whom others change at the same time, and gives up at some point", async () => {
    await importing({ of: "jane@acme.com" });
    const change = () => {
      const jane = personOf("jane@acme.com")!;
      kept.people.set(jane.id, { ...jane, revision: jane.revision + 1, lead: "lead_2" });
    };
    let left = 3;
    interrupt = () => {
      if (left-- > 0) change();
    };
    expect(await one("jane@acme.com", "ana")).toBe("");
    expect(personOf("jane@acme.com")).toMatchObject({ owner: "ana", lead: "lead_2", revision: 5 });
    interrupt = change;
    expect(await importing({ of: "acme.com" }, { of: "jane@acme.com", owner: "ben" })).toEqual({
      accounts: 1,
      people: 0,
      changed: [],
      problems: [{ index: 1, message: expect.stringContaining("try again") }],
    });
  });

  test("comes by a webhook too, which hears what is wrong", async () => {
    const tell = (of: string, owner: string | null) =>
      recordOwnership(relay, rulebook, { kind: "ownership", of, owner });
    expect(await tell("acme.com", "ana@acme.example")).toBeUndefined();
    expect(await tell("globex.com", null)).toBeUndefined();
    expect(await tell("initech.com", "gone@acme.example")).toContain("nobody called");
    expect(await tell("gmail.com", null)).toContain("full e-mail address");
    expect(accounts()).toEqual({ "acme.com": { owner: "ana" }, "globex.com": {} });
  });
});
