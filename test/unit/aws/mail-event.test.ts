import type { Mailed } from "@baton/core/mailbox";
import { describe, expect, test } from "vitest";
import { readMailEvent } from "../../../packages/aws/src/ses/mail-event.ts";
import { bounce, complaint, rejection } from "../../helpers/sent/mail-events.ts";

const to = "ben@acme.example";
const at = "2026-11-24T09:00:01.000Z";
const about: Mailed = { to: "ben", kind: "handover", notices: [{ lead: "lead_1", notice: "lead_1.1" }] };
const read = (event: object) => readMailEvent(JSON.stringify(event));

describe("an event of SES", () => {
  test.each([
    ["Permanent", "refused"],
    ["Transient", "failed"],
    ["Undetermined", "failed"],
  ] as const)("a %s bounce says that the mail %s, with its one recipient", (type, what) => {
    expect(read(bounce({ to, about }, type))).toEqual({ what, address: to, at, mail: about });
  });

  test("a complaint says that the mail arrived and was called spam", () => {
    expect(read(complaint({ to, about }))).toEqual({ what: "complained", address: to, at, mail: about });
  });

  test("a complaint that SES knew of beforehand says that it sent nothing", () => {
    const known = complaint({ to, about }, { complaintSubType: "OnAccountSuppressionList" });
    expect(read(known)).toMatchObject({ what: "refused" });
  });

  test("a complaint that takes one back says nothing", () => {
    expect(read(complaint({ to, about }, { complaintFeedbackType: "not-spam" }))).toBeUndefined();
  });

  test("a rejection says that the mail was not sent", () => {
    expect(read(rejection({ to, about }))).toEqual({ what: "rejected", address: to, at, mail: about });
  });

  test("of a mail that is none of ours says nothing, however many it went to", () => {
    const { mail, ...event } = bounce({ to, about });
    const foreign = { ...mail, tags: { "ses:from-domain": ["acme.example"], campaign: ["spring"] } };
    for (const of of [{ ...mail, tags: undefined }, foreign, { ...foreign, destination: [to, "ana@acme.example"] }])
      expect(read({ ...event, mail: of })).toBeUndefined();
  });

  test("the greeting to a new topic says nothing", () => {
    expect(readMailEvent("Successfully validated SNS topic for Amazon SES event publishing.\n")).toBeUndefined();
  });

  const { mail, ...event } = bounce({ to, about });
  test.each([
    ["text", `Mail to ${to} has bounced.`],
    ["nothing", ""],
    ["another event", JSON.stringify({ ...event, mail, eventType: "Open" })],
    ["no recipient", JSON.stringify({ ...event, mail: { ...mail, destination: [] } })],
    ["several recipients", JSON.stringify({ ...event, mail: { ...mail, destination: [to, to] } })],
    ["another kind of bounce", JSON.stringify({ ...event, mail, bounce: { bounceType: to, timestamp: at } })],
    ["no instant", JSON.stringify({ ...event, mail, bounce: { bounceType: "Permanent", timestamp: "today" } })],
  ])("that cannot be read (%s) is refused without telling what it holds", (_, body) => {
    const refusal = () => readMailEvent(body);
    expect(refusal).toThrow(expect.objectContaining({ code: "mailEvent.unreadable" }));
    expect(refusal).not.toThrow(/@|acme/);
  });
});
