import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { days } from "../helpers/days.ts";
import { formEncoded, formJson, formMultipart } from "../helpers/sent/deliveries.ts";
import { tap } from "../helpers/sent/rep.ts";
import { type Arrived, arrive, mailName } from "../helpers/stack/arrivals.ts";
import { expectPrivateLog } from "../helpers/stack/privacy.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** Somebody asks for a demo: who gets the lead, and what happens when nothing happens. */
describe("from a form to a person who answers", () => {
  let baton: Baton;
  const day = days(() => baton);
  beforeAll(async () => {
    baton = await startBaton();
  });
  afterAll(() => baton?.stop());

  /** The mails of the way of a lead that nobody looks at. */
  const way = ({ owner, other }: Arrived) => ({
    handOver: `New lead → ${mailName(owner)}`,
    reminder: `Reminder → ${mailName(owner)}`,
    escalation: "Escalation → sam",
    reassigned: [`Handed on → ${mailName(owner)}`, `Your lead now → ${mailName(other)}`],
  });

  describe("a form of 600 employees in Germany", () => {
    test.each([
      ["JSON", formJson],
      ["form-encoded", formEncoded],
      ["multipart", formMultipart],
    ])("sent as %s goes to the enterprise team, and the owner is told", async (_, as) => {
      const arrived = await arrive(
        baton,
        { phone: "+49 30 123456", message: "Grüße – können Sie uns das zeigen?" },
        as,
      );
      const lead = await arrived.lead();
      expect(lead).toMatchObject({
        stage: "contact",
        test: false,
        score: { total: 100, band: "hot" },
        decision: { rule: "Enterprise", team: "enterprise" },
        fields: {
          name: arrived.name,
          employees: 600,
          country: "DE",
          phone: "+4930123456",
          campaign: "demo-request",
          message: "Grüße – können Sie uns das zeigen?",
        },
        dueAt: "2026-11-24T09:07:30.000Z",
        notices: [],
      });
      expect(await arrived.heard()).toEqual([way(arrived).handOver]);
      const [mail] = await arrived.mails();
      expect(mail).toMatchObject({ subject: `Lead: ${arrived.name} – demo, within 15 minutes`, replyTo: [] });
      expect(mail?.text).toContain("Grüße – können Sie uns das zeigen?");
      expect(mail?.text).toContain("A 20-minute demo with your own data");
    });
  });

  test("nobody answers: a reminder after half the time, the manager at the end of it, somebody else after twice of it", async () => {
    const { until, at } = await day.next();
    const arrived = await arrive(baton);
    const { owner, other } = arrived;
    const { handOver, reminder, escalation, reassigned } = way(arrived);
    expect((await arrived.lead()).clock?.steps.map(({ do: what, at }) => [what, at])).toEqual([
      ["remind", at("09:07:30")],
      ["escalate", at("09:15:00")],
      ["reassign", at("09:30:00")],
      ["escalate", at("11:15:00")],
    ]);

    await until("09:07:29");
    expect(await arrived.heard()).toEqual([handOver]);
    await until("09:07:30");
    expect(await arrived.heard()).toEqual([handOver, reminder]);
    await until("09:14:59");
    expect(await arrived.heard()).toEqual([handOver, reminder]);
    await until("09:15:00");
    expect(await arrived.heard()).toEqual([handOver, reminder, escalation]);
    await until("09:29:59");
    expect(await arrived.lead()).toMatchObject({ owner });
    await until("09:30:00");
    expect((await arrived.heard()).slice(0, 3)).toEqual([handOver, reminder, escalation]);
    expect((await arrived.heard()).slice(3).sort()).toEqual(reassigned);
    expect(await arrived.lead()).toMatchObject({
      owner: other,
      owners: [
        { person: owner, how: "routed" },
        { person: other, how: "reassigned" },
      ],
      dueAt: at("09:37:30"),
    });
    expect((await arrived.lead()).facts.map(({ is }) => is)).toEqual([
      "lead.received",
      "lead.decided",
      "lead.assigned",
      "stage.started",
      "lead.reminded",
      "stage.breached",
      "lead.escalated",
      "lead.assigned",
      "stage.ended",
      "stage.started",
    ]);

    const mails = await arrived.mails();
    expect(new Set(mails.map(({ subject }) => subject.replace(/^Re: /, "")))).toEqual(
      new Set([`Lead: ${arrived.name} – demo, within 15 minutes`]),
    );
    expect(mails.flatMap(({ replyTo }) => replyTo)).toEqual([]);

    // The new owner has a window of their own, and reports the contact in it.
    await until("09:40:00");
    expect((await arrived.heard()).slice(5)).toEqual([`Reminder → ${mailName(other)}`]);
    const page = await tap(baton, await arrived.tokenOf(other), { action: "contacted" });
    expect(page.status).toBe(200);
    expect(page.html).toContain("The clock has stopped");
    const contacted = await arrived.lead();
    expect(contacted).toMatchObject({
      stage: "disposition",
      owner: other,
      responses: [{ action: "contacted", by: other }],
    });
    expect(contacted.responses[0]).not.toHaveProperty("lateMs");

    // Nothing of the contact stage comes after that, for the rest of the day.
    await until("20:00:00");
    expect(await arrived.heard()).toHaveLength(6);
    expect(await arrived.lead()).toMatchObject({ revision: contacted.revision, stage: "disposition" });
  });

  test("the second owner does nothing either: the one above the manager hears of it, and nobody gets it a third time", async () => {
    const { until } = await day.next();
    const arrived = await arrive(baton);
    await until("09:30:00");
    expect(await arrived.lead()).toMatchObject({ owner: arrived.other });
    await until("11:14:59");
    expect(await arrived.heard()).not.toContain("Escalation → vera");
    await until("11:15:00");
    expect((await arrived.heard()).at(-1)).toBe("Escalation → vera");
    const { length } = await arrived.heard();
    await until("22:00:00");
    expect(await arrived.heard()).toHaveLength(length);
    expect(await arrived.lead()).toMatchObject({ owner: arrived.other, stage: "contact", dueAt: null });
  });

  test("contacted at once through the link in the mail: no further mail, until an outcome is due", async () => {
    const { until } = await day.next();
    const arrived = await arrive(baton);
    await until("09:03:00");
    expect((await tap(baton, arrived.token, { action: "contacted" })).status).toBe(200);
    await until("17:00:00");
    expect(await arrived.heard()).toEqual([way(arrived).handOver]);

    // Four fifths of five working days later.
    const { dueAt } = await arrived.lead();
    expect(dueAt! > "2026-11-30T09:00").toBe(true);
    await baton.moveTo(dueAt!);
    expect(await arrived.heard()).toEqual([way(arrived).handOver, way(arrived).reminder]);
    expect(
      (await tap(baton, await arrived.tokenOf(arrived.owner), { action: "outcome", outcome: "opportunity" })).status,
    ).toBe(200);
    expect(await arrived.lead()).toMatchObject({ stage: "closed", closed: { as: "opportunity" }, dueAt: null });
  });

  test("received at night it is given at once, and its time runs from the opening", async () => {
    await baton.moveTo("2026-12-02T22:00:00Z");
    const arrived = await arrive(baton);
    expect(await arrived.heard()).toEqual([way(arrived).handOver]);
    expect((await arrived.lead()).dueAt).toBe("2026-12-03T08:07:30.000Z");
  });

  test("its log holds nothing of all this that is personal or secret", () => expectPrivateLog(baton));
});
