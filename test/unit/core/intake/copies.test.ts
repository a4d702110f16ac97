import { copyAddress, leadOfAddress, type MailCopy } from "@baton/core/inbound";
import { heedCopy } from "@baton/core/intake";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ladder, small, withinAnHour } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00.000Z";
const clock = (time: string) => `2026-11-24T${time}.000Z`;
const domain = "in.leads.acme.example";
const jane = { name: "Jane", email: "Jane@globex.example" };

/** Ana has every lead; above her are Sam and Vera. */
const mine = (parts: object = {}) => ladder({ teams: { sales: { members: ["ana"], manager: "sam" } }, ...parts });
const start = (agreement = mine()) => world(agreement, { at: T });

/** Ana's mail to Jane. */
const mail = (lead: string, changes: Partial<MailCopy> = {}): MailCopy => ({
  id: "ses-1",
  receivedAt: clock("09:10:00"),
  recipients: [copyAddress(lead, domain)],
  from: "Ana@acme.example",
  to: ["jane@globex.example"],
  messageId: "<1@mail.acme.example>",
  ...changes,
});

async function comes(w: World, ...copies: MailCopy[]): Promise<void> {
  for (const copy of copies) await heedCopy(w.relay, copy);
  await w.settle();
}
const refusals = (w: World) =>
  w.logged.flatMap(({ fields }) => {
    const { refusal } = (fields ?? {}) as { refusal?: string };
    return refusal === undefined ? [] : [refusal];
  });
const told = async (w: World, id: string) =>
  (await w.lines(id)).filter(({ is }) => is === "lead.contacted").map(({ at, text }) => `${at} ${text}`);

describe("the address for copies", () => {
  test("names its lead, however its letters are written, and fits into an address", () => {
    const id = fc.stringMatching(/^lead_[0-9A-HJKMNP-TV-Z]{26}$/);
    fc.assert(
      fc.property(id, (lead) => {
        const address = copyAddress(lead, domain);
        expect(address).toBe(address.toLowerCase());
        expect(address.indexOf("@")).toBeLessThanOrEqual(64);
        expect([address, address.toUpperCase()].map(leadOfAddress)).toEqual([lead, lead]);
      }),
    );
  });

  test.each(["postmaster@in.example", "lead_1@in.example", "lead_01JD8ZK3Q0000000000000000U@in.example", "", "lead_"])(
    "%j names none",
    (address) => expect(leadOfAddress(address)).toBeUndefined(),
  );
});

describe("a mail to a lead of which Baton gets a copy", () => {
  test("stops the clock at the time it came, with the evidence kept, and the story says who wrote and how that is known", async () => {
    const w = await start();
    const { id } = await w.send(jane);
    await w.until(clock("09:20:00"));
    await comes(w, mail(id));
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ stage: "disposition", clock: { startedAt: clock("09:10:00") } });
    expect(lead.responses).toEqual([
      {
        action: "contacted",
        by: "ana",
        at: clock("09:10:00"),
        stage: "contact",
        evidence: { source: "mail", channel: "email", event: "copy", key: "<1@mail.acme.example>" },
      },
    ]);
    expect(await told(w, id)).toEqual([
      `${clock("09:10:00")} Ana wrote an e-mail to Jane, as the copy of it that came to Baton shows.`,
    ]);
    await w.until(clock("11:00:00"));
    expect(w.mailed(id)).toEqual(["handover ana"]);
  });

  test("counts once, however often it comes", async () => {
    const w = await start();
    const { id } = await w.send(jane);
    await w.until(clock("09:20:00"));
    await comes(w, mail(id));
    const { revision } = await w.lead(id);
    await comes(w, mail(id), mail(id, { id: "ses-2", receivedAt: clock("09:15:00") }));
    expect((await w.lead(id)).revision).toBe(revision);
    expect(refusals(w)).toEqual([]);
  });

  test("counts once when it comes several times at the same moment", async () => {
    const w = await start();
    const { id } = await w.send(jane);
    await w.until(clock("09:20:00"));
    await Promise.all(Array.from({ length: 5 }, () => heedCopy(w.relay, mail(id))));
    expect((await w.lead(id)).responses).toHaveLength(1);
  });

  test("counts for each lead that it was written to", async () => {
    const w = await start();
    const leads = [await w.send(jane), await w.send({ name: "Joe", email: "joe@globex.example" })].map(({ id }) => id);
    await w.until(clock("09:20:00"));
    const recipients = leads.map((id) => copyAddress(id, domain));
    const to = ["jane@globex.example", "joe@globex.example"];
    await comes(w, mail(leads[0]!, { recipients: [...recipients, recipients[0]!], to }));
    for (const id of leads) expect((await w.lead(id)).responses).toMatchObject([{ by: "ana" }]);
  });

  test("that came late says how late; one that came before a breach of which others heard withdraws it", async () => {
    const w = await start(mine({ sla: withinAnHour({ at: "100%", do: "escalate", to: "manager" }) }));
    const late = (await w.send(jane)).id;
    const slow = (await w.send({ name: "Joe", email: "joe@globex.example" })).id;
    await w.until(clock("10:30:00"));
    await comes(w, mail(late, { receivedAt: clock("10:20:00") }), mail(slow, { to: ["joe@globex.example"] }));
    expect((await w.lead(late)).responses).toMatchObject([{ lateMs: 20 * 60_000 }]);
    expect((await w.lead(slow)).responses[0]).not.toHaveProperty("lateMs");
    expect(w.mailed(slow)).toEqual(["handover ana", "escalation sam", "in-time sam"]);
  });

  test("counts for whoever wrote it: a former owner, or a manager", async () => {
    const w = await start(small({ sla: withinAnHour() }));
    const first = (await w.send(jane)).id;
    const second = (await w.send({ name: "Joe", email: "joe@globex.example" })).id;
    const had = (await w.lead(first)).owner!;
    await w.answer(first, "sam", "reassign", { to: "sam" });
    await w.until(clock("09:20:00"));
    await comes(w, mail(first, { from: `${had}@acme.example` }));
    await comes(w, mail(second, { from: "sam@acme.example", to: ["joe@globex.example"] }));
    expect((await w.lead(first)).responses.at(-1)).toMatchObject({ action: "contacted", by: had });
    expect((await w.lead(second)).responses.at(-1)).toMatchObject({ action: "contacted", by: "sam" });
  });

  test("to a lead that is closed changes nothing", async () => {
    const w = await start();
    const { id } = await w.send(jane);
    await w.answer(id, "ana", "reject", { reason: "not-a-fit" });
    const before = await w.lead(id);
    await w.until(clock("09:20:00"));
    await comes(w, mail(id));
    expect(await w.lead(id)).toEqual(before);
  });

  test.each<[string, Partial<MailCopy>, string]>([
    ["is spam", { flaw: "spam" }, "spam"],
    ["has a virus", { flaw: "virus" }, "virus"],
    ["nobody vouches for", { flaw: "forged" }, "forged"],
    ["is from somebody else", { from: "eve@evil.example" }, "stranger"],
    ["is from the lead", { from: "jane@globex.example" }, "stranger"],
    ["is from nobody in particular", { from: undefined }, "stranger"],
    ["goes to somebody else", { to: ["joe@globex.example"] }, "elsewhere"],
    ["goes to nobody openly", { to: [] }, "elsewhere"],
    ["comes to an address of no lead", { recipients: [`postmaster@${domain}`] }, "unnamed"],
    [
      "comes to an address of a lead that there is not",
      { recipients: [copyAddress(`lead_${"0".repeat(26)}`, domain)] },
      "unnamed",
    ],
  ])("that %s changes nothing, is answered by nobody, and leaves a reason in the log", async (_, changes, refusal) => {
    const w = await start();
    const { id } = await w.send(jane);
    const before = await w.lead(id);
    await w.until(clock("09:20:00"));
    await comes(w, mail(id, changes));
    expect(await w.lead(id)).toEqual(before);
    expect(w.mailed(id)).toEqual(["handover ana"]);
    expect(refusals(w)).toEqual([refusal]);
    expect(JSON.stringify(w.logged)).not.toContain("@");
  });

  test("is a stranger's when whoever wrote it has left", async () => {
    const w = await start();
    const { id } = await w.send(jane);
    const sam = { name: "Sam", email: "sam@acme.example" };
    await w.publish(small({ people: { sam }, teams: { sales: { members: ["sam"] } }, sla: withinAnHour() }), 1);
    await w.until(clock("09:20:00"));
    await comes(w, mail(id));
    expect(refusals(w)).toEqual(["stranger"]);
    expect((await w.lead(id)).responses).toEqual([]);
  });

  test("counts wherever the lead's address needs letters that mail servers do not know", async () => {
    const w = await start();
    const { id } = await w.send({ name: "Zoë", email: "zoë@müller.example" });
    await w.until(clock("09:20:00"));
    await comes(w, mail(id, { to: ["Zoë@xn--mller-kva.example"] }));
    expect((await w.lead(id)).responses).toMatchObject([{ by: "ana" }]);
  });

  test("to a lead that gave no address goes elsewhere", async () => {
    const w = await start();
    const { id } = await w.send({ name: "Jane", phone: "+49 30 1234567" });
    await w.until(clock("09:20:00"));
    await comes(w, mail(id));
    expect(refusals(w)).toEqual(["elsewhere"]);
  });
});
