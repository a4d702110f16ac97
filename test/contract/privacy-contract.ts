import { createHash, randomBytes } from "node:crypto";
import type { Delivery } from "@baton/core/delivery";
import type { Person, StoredTouch } from "@baton/core/person";
import type { Kept, PrivacyStore, Store } from "@baton/core/ports";
import type { Receipt } from "@baton/core/privacy";
import { beforeEach, describe, expect, test } from "vitest";
import { identities } from "../../packages/core/src/person/identities.ts";
import { cluesOf, noteClues } from "../../packages/core/src/privacy/clues.ts";
import { alongside, asked, changed, delivery, iso, lead, T0 } from "../helpers/leads.ts";

/** What core relies on to find and take away what is kept of people. `open` answers an empty store. */
export function describePrivacy(name: string, open: () => Promise<Store & { privacy: PrivacyStore }>): void {
  describe(`Privacy store: ${name}`, () => {
    let store: Store & { privacy: PrivacyStore };
    let privacy: PrivacyStore;
    beforeEach(async () => {
      store = await open();
      privacy = store.privacy;
    });

    const everything = async (after?: string): Promise<Kept[]> => {
      const all: Kept[] = [];
      for await (const kept of privacy.everything(after)) all.push(kept);
      return all;
    };
    /** What was found under its kind and ids. */
    const told = async (all: Kept[]) => {
      const found = await Promise.all(
        all.map(async (item): Promise<[string, unknown]> => {
          switch (item.kind) {
            case "lead":
              return [item.lead.id, item.lead];
            case "words":
              return [`words about ${item.lead}`, item.words];
            case "touch":
              return [`${item.person} ${item.touch.id}`, item.touch];
            case "delivery":
              return [item.delivery.id, { ...item.delivery, body: digest(await item.body()) }];
            case "agreement":
              return [`version ${item.version}`, await item.text()];
          }
        }),
      );
      expect(new Set(found.map(([name]) => name)).size).toBe(found.length);
      return Object.fromEntries(found);
    };
    const keep = (kept: Delivery, body: string | Uint8Array) =>
      store.keepDelivery(kept, Buffer.from(body), { expiresAt: T0 + 90 * 86_400_000 });

    /** One of each kind, and a few, so that there are several pages. */
    async function fill() {
      const made = [lead(), lead(), lead()];
      for (const one of made) await store.commit(one, alongside());
      await store.commit(changed(made[0]!), alongside({ facts: [asked("Are you there?")] }));
      await store.addTouches("jane", [touch(1), touch(2)], {});
      const small = delivery();
      const large = delivery();
      await keep(small, "{}");
      // Noise does not become smaller, so that it takes several items.
      const body = randomBytes(800_000);
      await keep(large, body);
      const text = "name: Acme";
      await store.publish({ agreement: {} as never, text, appliedAt: iso(T0) }, undefined);
      return { made, small, large, body, text };
    }

    test("reads every lead, touch, delivery, version and what people typed once", async () => {
      const { made, small, large, body, text } = await fill();
      expect(await told(await everything())).toEqual({
        [made[0]!.id]: changed(made[0]!),
        [made[1]!.id]: made[1],
        [made[2]!.id]: made[2],
        [`words about ${made[0]!.id}`]: { 0: { news: "Are you there?" } },
        [`jane ${touch(1).id}`]: touch(1),
        [`jane ${touch(2).id}`]: touch(2),
        [small.id]: { ...small, body: digest(Buffer.from("{}")) },
        [large.id]: { ...large, body: digest(body) },
        "version 1": text,
      });
    });

    /** Has all that is kept be found by whom it names. */
    const note = async () => {
      const places = (await everything()).map(({ place }) => place);
      return noteClues(
        privacy,
        places.filter((place) => !place.toLowerCase().startsWith("agreement")),
      );
    };
    const about = async (clues: readonly string[], after?: string): Promise<Kept[]> => {
      const all: Kept[] = [];
      for await (const kept of privacy.about(clues, after)) all.push(kept);
      return all;
    };
    const names = { identities: new Set(identities({ email: "jane@globex.example" })), phones: [] };
    const cluesOfJane = cluesOf(names);

    /** What names Jane, of each kind, beside what does not. */
    async function naming() {
      const fields = { email: "jane@globex.example" };
      const [hers, mentions, others] = [lead({ fields }), lead(), lead()];
      for (const one of [hers, mentions, others]) await store.commit(one, alongside());
      await store.commit(changed(mentions), alongside({ facts: [asked("Ask Jane@globex.example too.")] }));
      await store.addTouches(identities(fields)[0]!, [touch(1)], {});
      await store.addTouches("joe", [touch(2)], {});
      const [small, large, other] = [delivery(), delivery(), delivery()];
      await keep(small, `{"mail":"jane@globex.example"}`);
      await keep(large, `${randomBytes(700_000).toString("base64")} jane@globex.example`);
      await keep(other, "joe@initech.example");
      return { hers, mentions, small, large };
    }

    test("what names somebody is found by that, and nothing else, and on after any place", async () => {
      const { hers, mentions, small, large } = await naming();
      await note();
      const found = await about(cluesOfJane);
      expect(Object.keys(await told(found)).sort()).toEqual(
        [
          hers.id,
          `words about ${mentions.id}`,
          `${identities(hers.fields)[0]} ${touch(1).id}`,
          small.id,
          large.id,
        ].sort(),
      );
      const all = found.map(({ place }) => place);
      for (const [index, place] of all.entries())
        expect((await about(cluesOfJane, place)).map((kept) => kept.place)).toEqual(all.slice(index + 1));
      expect(await about([])).toEqual([]);
    });

    test("what no longer names somebody, or has gone, is not found by it any more", async () => {
      const { hers, small } = await naming();
      await note();
      const before = await about(cluesOfJane);
      await store.commit(changed(hers, { fields: { email: "anna@globex.example" } }), alongside());
      await privacy.eraseDelivery({ ...small, outcome: "lead", erasedAt: iso(T0) }, "pending");
      await privacy.deleteTouch(identities(hers.fields)[0]!, touch(1).id);
      await noteClues(
        privacy,
        before.map(({ place }) => place),
      );
      const kinds = (await about(cluesOfJane)).map(({ kind }) => kind);
      expect(kinds.sort()).toEqual(["delivery", "words"]);
      expect(
        await about(cluesOf({ ...names, identities: new Set(identities({ email: "anna@globex.example" })) })),
      ).toHaveLength(1);
      expect(await note()).toEqual({ changed: 0, failed: [] });
    });

    test("versions of the agreement are read one after the other, and on after any", async () => {
      for (const version of [1, 2, 3])
        await store.publish(
          { agreement: {} as never, text: `version ${version}`, appliedAt: iso(T0) },
          version - 1 || undefined,
        );
      const versions = async (after?: string) => {
        const all: Kept[] = [];
        for await (const kept of privacy.keptVersions(after)) all.push(kept);
        return all;
      };
      const all = await versions();
      expect(await told(all)).toEqual({ "version 1": "version 1", "version 2": "version 2", "version 3": "version 3" });
      for (const [index, { place }] of all.entries()) expect(await versions(place)).toHaveLength(2 - index);
    });

    test("goes on after any place", async () => {
      await fill();
      const all = (await everything()).map(({ place }) => place);
      for (const [index, place] of all.entries())
        expect((await everything(place)).map((kept) => kept.place)).toEqual(all.slice(index + 1));
    });

    test("an emptied delivery keeps its outcome, has no body and is in no list, and is known when it comes again", async () => {
      const kept = delivery({ outcome: "quarantined", reason: "jane@globex.example is no lead." });
      await keep(kept, "jane@globex.example");
      const { reason: _reason, ...rest } = kept;
      const erased: Delivery = { ...rest, outcome: "ignored", erasedAt: iso(T0) };
      expect(await privacy.eraseDelivery(erased, "quarantined")).toBe(true);
      const found = await store.delivery(kept.id);
      expect(found).toMatchObject({ delivery: erased });
      expect(found!.body).toHaveLength(0);
      expect((await store.quarantine({ limit: 5 })).items).toEqual([]);
      expect(await keep(kept, "jane@globex.example")).toEqual({ existing: erased });
      expect(JSON.stringify(await everything())).not.toContain("globex");
    });

    test("a large body goes with all its pieces", async () => {
      const { large } = await fill();
      expect(await privacy.eraseDelivery({ ...large, outcome: "lead", erasedAt: iso(T0) }, "pending")).toBe(true);
      expect((await store.delivery(large.id))!.body).toHaveLength(0);
    });

    test("a delivery of which something came meanwhile, and one that is emptied, stay as they are", async () => {
      const kept = delivery();
      await keep(kept, "{}");
      await store.settleDelivery({ ...kept, outcome: "lead" });
      expect(await privacy.eraseDelivery({ ...kept, erasedAt: iso(T0) }, "pending")).toBe(false);
      expect((await store.delivery(kept.id))!.body.toString()).toBe("{}");
      const erased: Delivery = { ...kept, outcome: "lead", erasedAt: iso(T0) };
      expect(await privacy.eraseDelivery(erased, "lead")).toBe(true);
      expect(await privacy.eraseDelivery({ ...erased, erasedAt: iso(T0 + 1) }, "lead")).toBe(false);
    });

    test("puts other words beside facts and into touches, and brings none back", async () => {
      const { made } = await fill();
      const other = { 0: { news: "Other words." } };
      for (const item of await everything()) {
        if (item.kind === "words") {
          await privacy.rewriteWords(item.lead, item.revision, other);
          await privacy.rewriteWords("lead_unknown", item.revision, other);
        }
      }
      expect(await store.facts(made[0]!.id)).toMatchObject([{ revision: 2, words: other }]);
      expect(await store.facts("lead_unknown")).toEqual([]);
      await privacy.rewriteTouch("jane", { ...touch(1), label: "Other words" });
      await privacy.deleteTouch("jane", touch(2).id);
      await privacy.rewriteTouch("jane", touch(2));
      expect(await store.touches(["jane"], 9)).toEqual([{ ...touch(1), label: "Other words" }]);
    });

    test("people go with every identity that leads to them; what became somebody else's stays", async () => {
      const free = (identity: string) => ({ identity, seen: 0 });
      const jane = { ...person("mail", ["mail", "phone", "cookie"]), company: "firma.example" };
      await store.savePerson({ person: jane, seen: 0, join: [free("phone"), free("cookie")] });
      const joe = person("joe", ["joe", "shared"]);
      await store.savePerson({ person: joe, seen: 0, join: [free("shared")] });
      expect(await privacy.deletePeople(["mail", "phone", "cookie", "shared", "unknown"])).toBe(3);
      const { people } = await store.known({
        identities: ["mail", "phone", "cookie", "shared"],
        accounts: [],
        loads: [],
      });
      expect(people).toEqual({ shared: joe });
      expect(await store.colleagues("firma.example", 10)).toEqual([]);
      expect(await privacy.deletePeople(["mail", "phone", "cookie"])).toBe(0);
      expect(await privacy.deletePeople([])).toBe(0);
    });

    test("a person who changes at the same time goes all the same", async () => {
      await store.savePerson({ person: person("mail", ["mail"]), seen: 0, join: [] });
      const change = (revision: number) =>
        store.savePerson({ person: { ...person("mail", ["mail"]), revision: revision + 1 }, seen: revision, join: [] });
      await Promise.all([change(1), privacy.deletePeople(["mail"])]);
      expect((await store.known({ identities: ["mail"], accounts: [], loads: [] })).people).toEqual({});
    });

    test("forgets that an address is marked", async () => {
      await store.markAddress({ address: "jane@globex.example", why: "bounced", since: iso(T0) });
      await privacy.deleteMark("Jane@globex.example");
      expect(await store.addressMark("jane@globex.example")).toBeUndefined();
    });

    test("has one secret for its receipts, whoever asks first", async () => {
      const keys = await Promise.all([privacy.receiptKey(), privacy.receiptKey()]);
      const [first, second, third] = [...keys, await privacy.receiptKey()].map((key) =>
        Buffer.from(key).toString("hex"),
      );
      expect(first).toMatch(/^[0-9a-f]{64}$/);
      expect([second, third]).toEqual([first, first]);
    });

    test("keeps receipts in their latest state, oldest first, and finds those of an address", async () => {
      const [first, second, third] = [receipt("1", "aa"), receipt("2", "bb"), receipt("3", "aa")];
      for (const one of [third, first, second]) await privacy.saveReceipt(one);
      await privacy.saveReceipt({ ...third, doneAt: iso(T0) });
      expect(await privacy.receipts()).toEqual([first, second, { ...third, doneAt: iso(T0) }]);
      expect(await privacy.receipts("aa")).toEqual([first, { ...third, doneAt: iso(T0) }]);
      expect(await privacy.receipts("a")).toEqual([]);
    });
  });
}

const digest = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex");

const touch = (n: number): StoredTouch => ({
  id: `${iso(T0 + n)}#${n}`,
  at: iso(T0 + n),
  source: "web",
  touch: "page",
  label: `/pricing/${n}`,
  facts: { path: `/pricing/${n}` },
});

const person = (id: string, identities: string[]): Person => ({
  id,
  revision: 1,
  identities,
  known: true,
  touched: false,
  firstSeen: iso(T0),
  lastSeen: iso(T0),
});

const receipt = (id: string, address: string): Receipt => ({
  id,
  address,
  startedAt: iso(T0),
  erased: { leads: 1, deliveries: 2, touches: 0, people: 1, mentions: 0 },
  unsure: [],
  pending: [],
  agreements: [],
});
