import { createHmac } from "node:crypto";
import { receive } from "@baton/core/intake";
import { importOwnership } from "@baton/core/ownership";
import { exportPerson, forgetPerson } from "@baton/core/privacy";
import { describe, expect, test } from "vitest";
import { ladder, people, small } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { exported, forgotten } from "../../../helpers/stack/privacy-requests.ts";
import { world } from "../../../helpers/world.ts";

const AT = "2026-11-24T09:00:00Z";
const jane = {
  name: "Jane Zebulon",
  email: "Jane@globex.example",
  phone: "+49 30 5550123",
  message: "Call me, please",
};
const joe = { name: "Joe Quill", email: "joe@initech.example", message: "We need fifty" };

async function started(agreement: string = ladder()) {
  const store = memoryStore();
  const { privacy } = store;
  const w = await world(agreement, { at: AT, store });
  let raw = 0;
  return {
    ...w,
    privacy,
    exported: (email: string, options?: { hasty: boolean }) => exported(w.relay, privacy, email, options),
    forgotten: (email: string, told?: Parameters<typeof forgotten>[3]) => forgotten(w.relay, privacy, email, told),
    /** Receives what nobody can read. */
    async rubbish(body: string | Uint8Array, contentType = "text/plain", source = "web"): Promise<string> {
      raw += 1;
      const { delivery } = await receive(w.relay, await w.relay.rulebooks.active(), {
        source,
        contentType,
        body: Buffer.from(body),
        key: { id: `raw ${raw}` },
        reading: { unreadable: "It is no lead." },
        receivedAt: w.now(),
      });
      return delivery;
    },
    /** All words that are kept anywhere. */
    async words(): Promise<string> {
      const all: unknown[] = [];
      for await (const kept of privacy.everything())
        all.push(kept, kept.kind === "delivery" ? Buffer.from(await kept.body()).toString("utf8") : "");
      return JSON.stringify(all);
    },
  };
}

describe("a body with an address", () => {
  const email = "jane@globex.example";
  test.each<[string, string | Uint8Array, string?]>([
    ["as it is", `Please write to ${email}.`],
    ["in capitals", "JANE@GLOBEX.EXAMPLE"],
    ["in JSON", JSON.stringify({ a: [{ mail: email }] })],
    ["in JSON with escapes", '{"mail":"jane\\u0040globex.example"}'],
    ["in JSON that is cut off", '{"mail":"jane\\u0040globex.example"'],
    ["in JSON in JSON", JSON.stringify({ payload: JSON.stringify({ mail: email }) })],
    ["in a form", "x=1&mail=jane%40globex.example", "application/x-www-form-urlencoded"],
    ["in a form's text", "text=hello+jane%40globex.example+bye", "application/x-www-form-urlencoded"],
    ["in JSON in a form", `data=${encodeURIComponent(JSON.stringify({ mail: email }))}`],
    ["in a URL in JSON", JSON.stringify({ page: "https://acme.example/?email=jane%40globex.example&x=1" })],
    ["in XML", "<a><mail>jane&#64;globex.example</mail></a>"],
    ["in HTML", "<p>jane&commat;globex&period;example</p>"],
    ["with a full stop of another script", "jane@globex。example"],
    ["with a wide domain", "jane@ｇlobex．example"],
    ["in XML's attributes", `<a mail='${email}'/>`],
    ["in a part of a mail", "Content-Type: text/plain\r\n\r\nname=3Djane=40globex.exam=\r\nple"],
    ["in base64", JSON.stringify({ token: Buffer.from(JSON.stringify({ mail: email })).toString("base64url") })],
    ["in UTF-16", Buffer.from(`mail: ${email}`, "utf16le")],
    ["beside bytes that are no text", Buffer.concat([Buffer.from([0xff, 0xfe, 0x41]), Buffer.from(` <${email}>`)])],
    ["after an equals sign", `?email=${email}&x=1`],
    ["after mailto", `mailto:${email}?subject=hi`],
    ["before a full stop", `Write to ${email}...`],
    ["in curly quotes", `“${email}”`],
    ["behind another one", `joe@initech.example/${email}`],
  ])("is found and erased: %s", async (_, body, contentType) => {
    const w = await started();
    await w.rubbish(body, contentType);
    expect((await w.exported(email)).deliveries).toHaveLength(1);
    expect((await w.forgotten(email)).erased).toMatchObject({ deliveries: 1 });
    expect((await w.exported(email)).deliveries).toEqual([]);
  });

  test.each([
    "mary-jane@globex.example",
    "mary.jane@globex.example",
    "mary+jane@globex.example",
    "jane@globex.example.com",
    "jane@mail.globex.example",
    "jane at globex.example",
  ])("of somebody else is left alone: %s", async (other) => {
    const w = await started();
    await w.rubbish(`Please write to ${other}.`);
    expect((await w.exported(email)).deliveries).toEqual([]);
    expect((await w.forgotten(email)).erased.deliveries).toBe(0);
    expect(await w.words()).toContain(other);
  });
});

test.each([
  ["spaces", " ".repeat(1_000_000)],
  ["signs", "@".repeat(1_000_000)],
  ["addresses", "a@".repeat(300_000)],
  ["longer addresses", Array.from({ length: 30_000 }, (_, n) => `'a${n}'@b.example'`).join("/")],
  ["quotes", `${"'".repeat(500_000)}@${"'".repeat(500_000)}`],
  ["brackets", "[".repeat(1_000_000)],
  ["nesting", `${"[".repeat(400_000)}${"]".repeat(400_000)}`],
  ["digits", "+49 30 555 ".repeat(90_000)],
  ["digits in a row of groups", "1 ".repeat(500_000)],
  ["percents", "%25".repeat(300_000)],
  ["letters", "A".repeat(1_000_000)],
])("a body of nothing but %s is read in reasonable time", async (_, body) => {
  const w = await started();
  await w.send(jane);
  await w.rubbish(body);
  const begun = performance.now();
  await w.exported(jane.email);
  expect(performance.now() - begun).toBeLessThan(15_000);
});

describe("a body with a telephone number", () => {
  test.each([
    "+49 30 5550123",
    "0049305550123",
    "030/555 01 23",
    "+49 (0)30 555-0123",
    "30 5550123",
    "tel:+49305550123",
  ])("is found however it is written: %s", async (phone) => {
    const w = await started();
    await w.send(jane);
    const id = await w.rubbish(`caller: ${phone}, no answer`);
    expect((await w.exported(jane.email)).deliveries.map((delivery) => delivery.id)).toContain(id);
    await w.forgotten(jane.email);
    expect(await w.words()).not.toContain(phone);
  });

  test.each(["+1 30 5550123", "130 5550123", "030 55501234"])("of somebody else is left alone: %s", async (phone) => {
    const w = await started();
    await w.send(jane);
    const id = await w.rubbish(`caller: ${phone}, no answer`);
    expect((await w.exported(jane.email)).deliveries.map((delivery) => delivery.id)).not.toContain(id);
  });

  test("beside somebody else's address is for a human to look at", async () => {
    const w = await started();
    await w.send(jane);
    const id = await w.rubbish(`${jane.phone}, joe@initech.example`);
    expect((await w.exported(jane.email)).mentions).toEqual([
      { in: "delivery", id, at: "2026-11-24T09:00:00.000Z", unsure: true },
    ]);
    expect((await w.forgotten(jane.email)).unsure).toEqual([id]);
    expect(await w.words()).toContain(jane.phone);
  });

  test("beside an address of ours is theirs", async () => {
    const w = await started();
    await w.send(jane);
    const id = await w.rubbish(`${jane.phone} was called by ben@acme.example`);
    expect((await w.forgotten(jane.email)).unsure).toEqual([]);
    expect((await w.store.delivery(id))!.body).toHaveLength(0);
  });
});

describe("an export", () => {
  test("holds the lead whole, who they are, what they did, what came and what was done", async () => {
    const w = await started();
    await w.deliver([
      {
        kind: "touch",
        touch: "page",
        label: "/pricing",
        who: { email: jane.email, anonymousId: "anon-77" },
        facts: {},
      },
    ]);
    const { id } = await w.send(jane);
    await w.send({ ...jane, message: "Are you there?" });
    await w.answer(id, "ana", "contacted", { note: "Wants a call on Friday" });
    const body = Buffer.from([0, 1, 2, 255]);
    await w.rubbish(Buffer.concat([Buffer.from("jane@globex.example "), body]));
    const { people, leads, touches, deliveries } = await w.exported("JANE@globex.example ");
    expect(people).toMatchObject([{ known: true, name: "jane zebulon", lead: id }]);
    expect(leads).toMatchObject([
      { id, fields: { message: "Call me, please" }, owner: "ana", decision: { rule: "Everyone" } },
    ]);
    expect(leads[0]!.responses).toMatchObject([{ action: "contacted", note: "Wants a call on Friday" }]);
    expect(JSON.stringify(leads[0]!.facts)).toContain("Are you there?");
    expect(touches).toMatchObject([{ label: "/pricing" }]);
    expect(deliveries).toHaveLength(4);
    expect(deliveries.filter(({ body }) => "base64" in body)).toHaveLength(1);
    expect(JSON.stringify(deliveries)).toContain("anon-77");
  });

  test("is the same in many small parts", async () => {
    const w = await started();
    await w.send(jane);
    await w.send(joe);
    await w.rubbish("Jane@globex.example");
    expect(await w.exported(jane.email, { hasty: true })).toEqual(await w.exported(jane.email));
  });

  test("says how many other people a delivery is about, and does not show what only mentions the person", async () => {
    const w = await started();
    const both = await w.deliver([
      { kind: "lead", fields: jane },
      { kind: "lead", fields: joe },
    ]);
    const { id } = await w.send({ ...joe, email: "jim@initech.example", message: "Like Jane@globex.example" });
    const { deliveries, mentions, leads } = await w.exported(jane.email);
    expect(leads).toHaveLength(1);
    expect(deliveries).toMatchObject([{ id: both.delivery, others: 1 }]);
    expect(mentions.map((mention) => [mention.in, mention.id])).toEqual(
      expect.arrayContaining([
        ["lead", id],
        ["delivery", (await w.lead(id)).delivery],
      ]),
    );
    expect(JSON.stringify(mentions)).not.toContain("initech");
  });

  test("of somebody unknown is empty", async () => {
    const w = await started();
    await w.send(joe);
    expect(await w.exported("nobody@globex.example")).toMatchObject({
      people: [],
      leads: [],
      touches: [],
      deliveries: [],
    });
  });

  test("of what is no address is refused", async () => {
    const w = await started();
    for (const email of ["", "jane", "jane@", "a@b.example, c@d.example"])
      await expect(w.exported(email)).rejects.toMatchObject({ code: "privacy.email" });
  });
});

describe("a request goes on only from what it answered itself", () => {
  const refused = { code: "cursor.invalid", status: 400 };
  const requests = { forget: forgetPerson, export: exportPerson };

  /** A store with Jane's and Joe's leads, and how to go on for an address. */
  async function both() {
    const w = await started();
    await w.send(jane);
    const { id } = await w.send(joe);
    const kept = async () => [await w.words(), await w.privacy.receipts()];
    const goOn = (name: keyof typeof requests, email: string, cursor?: string) =>
      requests[name](w.relay, w.privacy, { email, cursor }, AbortSignal.abort());
    return { ...w, joes: id, kept, goOn };
  }

  test("a cursor of somebody else's erasure is refused", async () => {
    const w = await both();
    const { next } = await w.goOn("forget", joe.email);
    const before = await w.kept();
    await expect(w.goOn("forget", jane.email, next!)).rejects.toMatchObject(refused);
    expect(await w.kept()).toEqual(before);
    // However it is written, the address is his.
    expect((await w.goOn("forget", ` ${joe.email.toUpperCase()}`, next!)).read).toBe(1);
  });

  test("a cursor of somebody else's export is refused", async () => {
    const w = await both();
    const { next } = await w.goOn("export", joe.email);
    await expect(w.goOn("export", jane.email, next!)).rejects.toMatchObject(refused);
    expect((await w.goOn("export", joe.email, next!)).read).toBe(1);
  });

  test("a cursor of an export does not go on with an erasure", async () => {
    const w = await both();
    const { next } = await w.goOn("export", jane.email);
    await expect(w.goOn("forget", jane.email, next!)).rejects.toMatchObject(refused);
  });

  test("a made-up cursor is refused", async () => {
    const w = await both();
    const { next } = await w.goOn("forget", jane.email);
    const [payload, signature] = next!.split(".");
    const state = JSON.parse(Buffer.from(payload!, "base64url").toString()) as object;
    const others = packed({ ...state, done: true, leads: [w.joes] });
    const signed = createHmac("sha256", "a key").update(others).digest("base64url");
    const before = await w.kept();
    const made = ["x", ".", "bnVsbA", "W10", packed({}), `${packed({})}.`, others, `${others}.${signature}`];
    for (const cursor of [...made, `${others}.${signed}`, payload!, `${next}.`, `${next}x`])
      for (const name of ["forget", "export"] as const)
        await expect(w.goOn(name, jane.email, cursor)).rejects.toMatchObject(refused);
    expect(await w.kept()).toEqual(before);
  });

  const packed = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
});

describe("a lead whose person is forgotten", () => {
  test("is closed when it was open, and a fact about nobody", async () => {
    const w = await started();
    const { id } = await w.send({ ...jane, campaign: "demo", employees: 12, "utm.term": "z" });
    const before = await w.lead(id);
    await w.forgotten(jane.email);
    const { decision, owner, owners, createdAt, source, delivery, provider, score, tally } = before;
    const { inputs: _inputs, ...decided } = decision;
    const after = await w.lead(id);
    expect(after).toEqual({
      id,
      revision: before.revision + 1,
      source,
      provider,
      delivery,
      test: false,
      fields: { campaign: "demo" },
      extra: {},
      createdAt,
      score: { ...score, reasons: [] },
      decision: decided,
      owner,
      owners,
      stage: "closed",
      responses: [],
      closed: { at: "2026-11-24T09:00:00.000Z", as: "forgotten" },
      notices: [],
      noticeCount: before.noticeCount,
      counted: false,
      tally: { ...tally, windows: [expect.anything()], closed: expect.anything(), forgotten: true },
      forgottenAt: "2026-11-24T09:00:00.000Z",
    });
    expect(await w.told(id)).toEqual(["Erased."]);
  });

  test("keeps its outcome, what was done and when, without anybody's words", async () => {
    const w = await started();
    const { id } = await w.send(jane);
    await w.answer(id, "ana", "snooze", { until: "2026-11-24T10:00:00Z", reason: "Jane is on a train" });
    await w.answer(id, "ana", "contacted", { note: "Jane likes tea" });
    await w.answer(id, "ana", "outcome", { reason: "won", note: "Jane signed" });
    const before = await w.lead(id);
    await w.forgotten(jane.email);
    const after = await w.lead(id);
    expect(after.closed).toEqual(before.closed);
    expect(after.responses.map(({ action, by, reason }) => [action, by, reason])).toEqual([
      ["snooze", "ana", undefined],
      ["contacted", "ana", undefined],
      ["outcome", "ana", "won"],
    ]);
    expect(await w.words()).not.toMatch(/jane|likes tea|on a train/i);
    expect(await w.story(id)).toEqual([
      "lead.snoozed",
      "lead.contacted",
      "stage.ended",
      "stage.started",
      "deal.reported",
      "deal.attributed",
      "stage.ended",
      "lead.closed",
      "lead.forgotten",
    ]);
  });

  test("does not hold a place, wakes nobody and is reviewed by nobody", async () => {
    const parts = {
      people: people({
        ana: { capacity: { open: 1 } },
        ben: { capacity: { open: 1 } },
        sam: { manager: "vera" },
        vera: { manager: undefined },
      }),
    };
    const w = await started(ladder(parts));
    const [first] = [await w.send(jane), await w.send(joe)];
    expect((await w.lead((await w.send({ email: "full@x.example" })).id)).owner).toBeNull();
    await w.forgotten(jane.email);
    const mails = w.mailed(first.id).length;
    expect((await w.lead((await w.send({ email: "next@x.example" })).id)).owner).toBe("ana");
    await w.until("2026-12-24T09:00:00Z");
    expect(w.mailed(first.id)).toHaveLength(mails);
  });

  test("takes its unsent notices along", async () => {
    const w = await started();
    await w.deliver([{ kind: "lead", fields: jane }]);
    const id = (await w.exported(jane.email)).leads[0]!.id;
    w.loseMessages();
    await w.forgotten(jane.email);
    expect((await w.lead(id)).notices).toEqual([]);
  });

  test("tells whoever has its link that nothing is left to do", async () => {
    const w = await started();
    const { id } = await w.send(jane);
    await w.forgotten(jane.email);
    const { said } = await w.answer(id, "ana", "contacted", { note: "Jane" });
    expect(said).not.toContain("Jane");
    expect(await w.words()).not.toContain("Jane");
  });

  test("that became part of another lead goes with it", async () => {
    const reference = { kind: "reference" as const, type: "leadgen", id: "meta-4711", lead: true };
    const store = memoryStore();
    const w = await world(ladder(), {
      at: AT,
      store,
      provider: () => ({ found: [{ kind: "lead", fields: { ...jane, message: "Again" }, key: "meta-4711" }] }),
    });
    const { id } = await w.send(jane);
    const named = await w.deliver([reference]);
    expect((await w.lead(named.id)).closed).toMatchObject({ as: "merged", into: id });
    await forgotten(w.relay, store.privacy, jane.email);
    expect((await w.lead(named.id)).closed).toMatchObject({ as: "forgotten" });
    expect((await store.delivery(named.delivery))!.delivery.erasedAt).toBeDefined();
    // The same lead in yet another delivery is no reason to ask the provider, and makes none.
    await w.deliver([reference], { key: "another" });
    expect((await exported(w.relay, store.privacy, jane.email)).leads).toEqual([]);
  });
});

describe("after somebody was forgotten", () => {
  test("the same delivery brings nothing back, also by a replay", async () => {
    const w = await started();
    const { delivery } = await w.deliver([{ kind: "lead", fields: jane }], { key: "once" });
    await w.forgotten(jane.email);
    const again = await w.deliver([{ kind: "lead", fields: jane }], { key: "once" });
    expect(again).toMatchObject({ delivery, outcome: "duplicate" });
    await w.replay(delivery);
    expect(await w.words()).not.toMatch(/zebulon/i);
    expect((await w.exported(jane.email)).people).toEqual([]);
  });

  test("who asks again is somebody new", async () => {
    const w = await started();
    const first = await w.send(jane);
    await w.forgotten(jane.email);
    const second = await w.send(jane);
    expect(second.id).not.toBe(first.id);
    expect(await w.lead(second.id)).toMatchObject({ person: { known: false }, stage: "contact" });
  });

  test("others are found by the telephone number they share, and keep it", async () => {
    const w = await started();
    await w.send(jane);
    const { id } = await w.send({ ...joe, phone: jane.phone });
    const before = await w.exported(joe.email);
    await w.forgotten(jane.email);
    expect(await w.exported(joe.email)).toEqual(before);
    expect((await w.lead(id)).fields.phone).toBe("+49305550123");
  });

  test("other people's words about them are without their address", async () => {
    const w = await started();
    await w.send(jane);
    const { id } = await w.send({
      ...joe,
      message: "As Jane@globex.example told you",
      page: "https://x.example/?m=jane%40globex.example",
    });
    await w.answer(id, "ben", "accept", { note: "See jane@globex.example" });
    await w.deliver([
      {
        kind: "touch",
        touch: "track",
        label: "Invited jane@globex.example",
        who: { email: joe.email },
        facts: { who: "jane@globex.example", n: 3 },
      },
    ]);
    expect((await w.forgotten(jane.email)).erased.mentions).toBe(3);
    const lead = await w.lead(id);
    expect(lead.fields).toMatchObject({
      message: "As [erased] told you",
      page: "[erased]",
      email: joe.email,
      name: joe.name,
    });
    expect(lead.responses[0]!.note).toBe("See [erased]");
    expect((await w.exported(joe.email)).touches).toMatchObject([
      { label: "Invited [erased]", facts: { who: "[erased]", n: 3 } },
    ]);
    expect(await w.words()).not.toMatch(/jane@globex/i);
  });

  test("what was imported of them is gone, and the company stays", async () => {
    const w = await started();
    await importOwnership(w.relay, [
      { of: jane.email, owner: "ben" },
      { of: "globex.example", owner: "ana" },
    ]);
    expect(await w.exported(jane.email)).toMatchObject({
      people: [{ known: true, owner: "ben" }],
      company: { known: true, owner: "ana" },
    });
    expect((await w.forgotten(jane.email)).erased).toEqual({
      leads: 0,
      deliveries: 0,
      touches: 0,
      people: 1,
      mentions: 0,
    });
    expect(await w.exported(jane.email)).toMatchObject({ people: [], company: { known: true, owner: "ana" } });
  });

  test("their address is not marked any more, unless it is a colleague's", async () => {
    const w = await started();
    for (const address of [jane.email, "ana@acme.example"])
      await w.store.markAddress({ address, why: "complained", since: AT });
    expect((await w.exported(jane.email)).mark).toMatchObject({ why: "complained" });
    for (const address of [jane.email, "ana@acme.example"]) await w.forgotten(address);
    expect(await w.store.addressMark(jane.email)).toBeUndefined();
    expect(await w.store.addressMark("ana@acme.example")).toBeDefined();
  });
});

describe("a receipt", () => {
  test("says who asked, why and what was erased, and names nobody", async () => {
    const w = await started();
    await w.send(jane);
    const receipt = await w.forgotten(jane.email, { by: "Vera", why: "Ticket 12" });
    expect(receipt).toMatchObject({
      startedAt: "2026-11-24T09:00:00.000Z",
      doneAt: "2026-11-24T09:00:00.000Z",
      by: "Vera",
      why: "Ticket 12",
      erased: { leads: 1, deliveries: 1, touches: 0, people: 2, mentions: 0 },
    });
    expect(await w.privacy.receipts()).toEqual([receipt]);
    expect(JSON.stringify(receipt)).not.toMatch(/jane|globex/i);
    // Whoever has the address finds it.
    expect((await w.exported(" jane@GLOBEX.example")).receipts).toEqual([receipt]);
    expect((await w.exported(joe.email)).receipts).toEqual([]);
  });

  test("is open while a delivery that holds them is worked on, and done when it is erased too", async () => {
    const store = memoryStore();
    let told = false;
    const w = await world(ladder(), {
      at: AT,
      store,
      provider: () => (told ? { found: [] } : { problem: "later", message: "busy" }),
    });
    const found = [
      { kind: "reference" as const, type: "contacts", id: "1", lead: false },
      { kind: "lead" as const, fields: jane },
    ];
    const { delivery } = await w.deliver(found);
    const first = await forgotten(w.relay, store.privacy, jane.email);
    expect(first).toMatchObject({ pending: [delivery] });
    expect(first).not.toHaveProperty("doneAt");
    told = true;
    await w.until("2026-11-24T10:00:00Z");
    const second = await forgotten(w.relay, store.privacy, jane.email);
    expect(second).toMatchObject({
      id: first.id,
      startedAt: first.startedAt,
      pending: [],
      doneAt: "2026-11-24T10:00:00.000Z",
    });
    expect((await store.delivery(delivery))!.body).toHaveLength(0);
  });

  test("names versions of the agreement that name them", async () => {
    const routing = [
      { name: "Jane", when: { email: "jane@globex.example" }, to: "ben", sla: "fast" },
      { name: "Everyone", to: "sales", sla: "fast" },
    ];
    const w = await started(small({ routing }));
    expect((await w.exported(jane.email)).mentions).toEqual([{ in: "agreement", id: "1" }]);
    expect((await w.forgotten(jane.email)).agreements).toEqual([1]);
  });

  test("forgetting again leaves the first receipt as it is", async () => {
    const w = await started();
    await w.send(jane);
    const first = await w.forgotten(jane.email, { why: "Ticket 12" });
    const second = await w.forgotten(jane.email, { why: "Ticket 13" });
    expect(second.id).not.toBe(first.id);
    expect(second.erased).toEqual({ leads: 0, deliveries: 0, touches: 0, people: 0, mentions: 0 });
    const receipts = await w.privacy.receipts();
    expect(receipts).toHaveLength(2);
    expect(receipts).toEqual(expect.arrayContaining([first, second]));
  });

  test("of an erasure that was interrupted is the one that is finished when it is begun again", async () => {
    const w = await started();
    await w.send(jane);
    const interrupted = await forgetPerson(w.relay, w.privacy, { email: jane.email }, AbortSignal.abort());
    expect(interrupted.receipt.doneAt).toBeUndefined();
    const receipt = await w.forgotten(jane.email);
    expect(receipt).toMatchObject({ id: interrupted.receipt.id, erased: { leads: 1, deliveries: 1 } });
    expect(await w.privacy.receipts()).toEqual([receipt]);
  });

  test("of each step that is asked for twice, because its answer was lost, is the same", async () => {
    const routing = [
      { name: "Jane", when: { email: "jane@globex.example" }, to: "ben", sla: "fast" },
      { name: "Everyone", to: "sales", sla: "fast" },
    ];
    const [once, twice] = [await started(small({ routing })), await started(small({ routing }))];
    for (const w of [once, twice]) await w.send(jane);
    const step = (cursor?: string) =>
      forgetPerson(twice.relay, twice.privacy, { email: jane.email, cursor }, AbortSignal.abort());
    let at = await step();
    while (at.next !== null) {
      const cursor = at.next;
      await step(cursor);
      at = await step(cursor);
    }
    const { erased, agreements } = await once.forgotten(jane.email, { hasty: true });
    expect(at.receipt).toMatchObject({ erased, agreements });
    expect(await twice.privacy.receipts()).toEqual([at.receipt]);
  });

  test("that is finished stays as it is when its erasure is asked to go on", async () => {
    const w = await started();
    await w.send(jane);
    const { next } = await forgetPerson(w.relay, w.privacy, { email: jane.email }, AbortSignal.abort());
    const receipt = await w.forgotten(jane.email);
    await w.send(jane);
    const request = { email: jane.email, cursor: next!, why: "Another ticket" };
    expect(await forgetPerson(w.relay, w.privacy, request, new AbortController().signal)).toEqual({
      receipt,
      next: null,
      read: 0,
    });
    expect(await w.privacy.receipts()).toEqual([receipt]);
    expect((await w.exported(jane.email)).leads).toHaveLength(1);
  });

  test("counts the same in many small steps", async () => {
    const [whole, steps] = [await started(), await started()];
    for (const w of [whole, steps]) {
      await w.send(jane);
      await w.rubbish("Jane@globex.example");
      await w.send(joe);
    }
    const { erased } = await whole.forgotten(jane.email);
    expect((await steps.forgotten(jane.email, { hasty: true })).erased).toEqual(erased);
    expect(erased).toMatchObject({ leads: 1, deliveries: 2 });
  });
});
