import { describe, expect, test } from "vitest";
import { readCopy } from "../../../packages/aws/src/ses/received.ts";
import { received } from "../../helpers/sent/mail-copies.ts";

const lead = "lead_01JD8ZK3Q0000000000000000A";
const read = (given: Parameters<typeof received>[0]) => readCopy(JSON.stringify(received({ lead, ...given })));

describe("what SES tells of a mail that it received", () => {
  test("is who wrote it, to whom, when it came, and its id", () => {
    expect(read({ cc: ["Legal <legal@globex.example>, it@globex.example"] })).toEqual({
      id: "d6iitobk75ur44p8kdnnp7g2n800",
      receivedAt: "2026-11-24T09:10:00.000Z",
      recipients: ["lead_01jd8zk3q0000000000000000a@in.leads.acme.example"],
      from: "ana@acme.example",
      to: ["jane@globex.example", "legal@globex.example", "it@globex.example"],
      messageId: "<CAF3x9@mail.acme.example>",
    });
  });

  test("is known by SES's id when it has none of its own", () => {
    expect(read({ messageId: "" })).toMatchObject({ messageId: "d6iitobk75ur44p8kdnnp7g2n800" });
  });

  test.each([
    ["ana@acme.example"],
    ["<ana@acme.example>"],
    ['"Silva, Ana (Sales)" <ana@acme.example>'],
    ["=?utf-8?Q?Ana_Silva=2C_Vertrieb?= <ana@acme.example>"],
    ["Silva, Ana <ana@acme.example>"],
    ['"ana@acme.example" <ana@acme.example>'],
  ])("is from Ana when it says %s, wherever SES cut its headers off", (from) => {
    expect(read({ from })).toMatchObject({ from: "ana@acme.example" });
    expect(read({ from, headersTruncated: true })).toMatchObject({ from: "ana@acme.example" });
  });

  test.each([
    ['"ana@acme.example"@evil.example'],
    ['<"ana@acme.example"@evil.example>'],
    ["ana@acme.example@evil.example"],
    ["ana@acme.example, eve@evil.example"],
    ["ana@acme.example <eve@evil.example>, <ana@acme.example>"],
    ["eve@evil.example <ana@acme.example>"],
    ["<ana@acme.example> <eve@evil.example>"],
    ["Sales: ana@acme.example, eve@evil.example;"],
    ["<@evil.example:ana@acme.example>"],
    ["Ana Silva"],
    [""],
  ])("is from nobody in particular when it says %s", (from) => {
    expect(read({ from })?.from).toBeUndefined();
  });

  test("is from nobody in particular when it says so twice, differently", () => {
    const headers = ["eve@evil.example", "ana@acme.example"].map((value) => ({ name: "From", value }));
    expect(read({ headers })?.from).toBeUndefined();
  });

  test.each(["FAIL", "GRAY", "PROCESSING_FAILED"] as const)("proves nothing as spam (%s)", (spam) => {
    expect(read({ verdicts: { spam } })).toMatchObject({ flaw: "spam" });
  });

  test.each(["FAIL", "PROCESSING_FAILED"] as const)("proves nothing with a virus (%s)", (virus) => {
    expect(read({ verdicts: { virus } })).toMatchObject({ flaw: "virus" });
  });

  test.each(["FAIL", "PROCESSING_FAILED"] as const)("proves nothing against its domain's policy (%s)", (dmarc) => {
    expect(read({ verdicts: { dmarc, spf: "PASS", dkim: "PASS" } })).toMatchObject({ flaw: "forged" });
  });

  test("without a policy of its domain proves as much as the servers of that domain do", () => {
    expect(read({ verdicts: { dmarc: "GRAY" } })?.flaw).toBeUndefined();
    expect(read({ verdicts: { dmarc: "GRAY" }, source: "bounces@ACME.example" })?.flaw).toBeUndefined();
    expect(read({ verdicts: { dmarc: "GRAY", spf: "FAIL" } })).toMatchObject({ flaw: "forged" });
  });

  test("proves nothing when it is only the servers of another domain that vouch for it", () => {
    expect(read({ verdicts: { dmarc: "GRAY" }, source: "eve@evil.example" })).toMatchObject({ flaw: "forged" });
    expect(read({ verdicts: { dmarc: "GRAY" }, source: "eve@acme.example.evil.example" })).toMatchObject({
      flaw: "forged",
    });
  });

  test("proves nothing without what SES found of it", () => {
    const { receipt, ...event } = received({ lead });
    for (const verdict of ["spamVerdict", "virusVerdict", "dmarcVerdict"]) {
      const rest = Object.fromEntries(Object.entries(receipt).filter(([name]) => name !== verdict));
      expect(readCopy(JSON.stringify({ ...event, receipt: rest }))?.flaw).toBeDefined();
    }
  });

  test("may lack whatever a sender leaves out", () => {
    const { mail, ...event } = received({ lead });
    const bare = { ...mail, source: "", headers: [], commonHeaders: {} };
    const copy = readCopy(JSON.stringify({ ...event, mail: bare }));
    expect(copy).toMatchObject({ to: [], messageId: mail.messageId });
    expect(copy?.from).toBeUndefined();
  });

  test("is nothing when it greets a new topic", () => {
    expect(readCopy("Successfully validated SNS topic for Amazon SES event publishing.")).toBeUndefined();
  });

  test("is refused without telling what it holds when it is something else", () => {
    const refusal = () =>
      readCopy(JSON.stringify({ notificationType: "Bounce", mail: { source: "ana@acme.example" } }));
    expect(refusal).toThrow(expect.objectContaining({ code: "mailEvent.unreadable" }));
    expect(refusal).not.toThrow(/@|acme/);
  });
});
