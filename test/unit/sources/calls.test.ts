import { describe, expect, test } from "vitest";
import { small } from "../../helpers/agreements.ts";
import { foundIn } from "../../helpers/sent/crm.ts";
import { world } from "../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const calls = { field: "status", answered: ["answered"], by: "agent_email", at: "start_time" };
const call = {
  caller: "+4930123456",
  caller_name: "Jo Doe",
  start_time: "2026-11-24T08:58:00Z",
  agent_email: "ben@acme.example",
};
const read = (said: object) =>
  foundIn("form", { ...call, ...said }, { fields: { caller: "phone", caller_name: "name" }, calls });
const company = small({
  sla: { fast: { stages: { contact: { within: "15m" }, disposition: { within: "5d" } } } },
});

describe("a call that call tracking tells of", () => {
  test("is a hand-raise when it was missed, from when it rang", async () => {
    const w = await world(company, { at: T });
    const { id } = await w.deliver(await read({ status: "missed" }));
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ stage: "contact", fields: { phone: "+4930123456", name: "Jo Doe" } });
    expect(lead.tally.contact).toBeUndefined();
  });

  test("is a contact as well when somebody answered, by whoever did", async () => {
    const w = await world(company, { at: T });
    const { id } = await w.deliver(await read({ status: "Answered" }));
    const lead = await w.lead(id);
    expect(lead.stage).toBe("disposition");
    expect(lead.tally.contact).toMatchObject({ by: "ben", evidence: "observed" });
    expect(lead.responses).toMatchObject([{ action: "contacted", evidence: { channel: "call", event: "Answered" } }]);
  });

  test("stops the clock of the open lead of whoever called, once, and asks for nothing more", async () => {
    const w = await world(company, { at: T });
    const { id } = await w.send({ phone: "+4930123456", name: "Jo Doe" });
    await w.until("2026-11-24T09:05:00Z");
    const answered = await read({ status: "answered", start_time: "2026-11-24T09:04:00Z" });
    await w.deliver(answered);
    await w.deliver(answered);
    const lead = await w.lead(id);
    expect(lead.responses).toHaveLength(1);
    expect(lead.tally.contact).toMatchObject({ at: "2026-11-24T09:04:00.000Z", by: "ben" });
    expect(w.mailed(id).filter((mail) => mail.startsWith("touched"))).toEqual([]);
  });

  test("may say so by a boolean, as JSON has it", async () => {
    const said = (answered: boolean) =>
      foundIn(
        "form",
        { ...call, answered },
        { fields: { caller: "phone" }, calls: { ...calls, field: "answered", answered: ["true"] } },
      );
    expect((await said(true)).map(({ kind }) => kind)).toEqual(["lead", "contact"]);
    expect((await said(false)).map(({ kind }) => kind)).toEqual(["lead"]);
  });

  test("that does not say when it began asks only: nothing tells it from the next one", async () => {
    expect((await read({ status: "answered", start_time: "" })).map(({ kind }) => kind)).toEqual(["lead"]);
  });

  test("of which nothing says what became is an ordinary lead", async () => {
    expect(await read({})).toMatchObject([{ kind: "lead" }]);
  });
});
