import { sesMailer } from "@baton/aws/ses";
import { composeMime, renderNotice } from "@baton/email";
import { simpleParser } from "mailparser";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startSes } from "../../packages/local/src/emulators/ses.ts";
import { T0 } from "../helpers/leads.ts";
import { emulatorEnvironment } from "../helpers/stack/env.ts";
import { serve } from "../helpers/stack/http.ts";
import { inbox } from "../helpers/stack/inbox.ts";
import { noticeView } from "../helpers/views.ts";

const from = "baton@baton.example";
const view = noticeView({ lead: { id: "lead_01", name: "Zoë Müller", company: "Globex & Söhne" } });
const to = view.recipient.email;
const about = { to: "chloé", kind: "handover" as const, notices: [{ lead: "lead_01", notice: "lead_01.1" }] };
const compose = () => composeMime({ view, rendered: renderNotice(view), from, noticeId: "lead_01.1", at: T0 });

describe("mailer: SES adapter on aws-ses-v2-local", () => {
  let emulator: Awaited<ReturnType<typeof startSes>>;
  let restore: () => void;
  beforeAll(async () => {
    emulator = await startSes({ port: 0, onLoss: () => {} });
    restore = emulatorEnvironment({ AWS_ENDPOINT_URL_SES: emulator.url });
  });
  afterAll(async () => {
    restore?.();
    await emulator?.stop();
  });

  test("a composed mail arrives, and SES's id of it is the answer", async () => {
    const id = await sesMailer(() => "set")({ raw: await compose(), from, to, about });
    const [mail, ...others] = await inbox(emulator.url).all();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ messageId: id, subject: "Lead: Zoë Müller, Globex & Söhne", replyTo: [] });
    expect(mail?.from).toContain(from);
    expect(mail?.to).toBe(to);
    expect(mail?.text).toContain("Zoë Müller");
    expect(mail?.html).toContain("Globex &amp; Söhne");
  });
});

describe("mailer: what SES is given", () => {
  const undo: (() => void)[] = [];
  afterEach(() => {
    for (const step of undo.splice(0)) step();
  });
  async function against(answer: Parameters<typeof serve>[0]) {
    const { url, stop } = await serve(answer);
    undo.push(stop, emulatorEnvironment({ AWS_ENDPOINT_URL_SES: url }));
    return sesMailer(() => "set");
  }

  test("is the mail byte by byte, for one recipient, with every header, through the configuration set, and tagged with what it is about", async () => {
    let form = new URLSearchParams();
    const send = await against(({ body }) => {
      form = new URLSearchParams(body.toString());
      return {
        status: 200,
        headers: { "content-type": "text/xml" },
        body: "<SendRawEmailResponse><SendRawEmailResult><MessageId>ses-1</MessageId></SendRawEmailResult></SendRawEmailResponse>",
      };
    });
    const raw = await compose();
    expect(await send({ raw, from, to, about })).toBe("ses-1");
    expect(form.get("Action")).toBe("SendRawEmail");
    expect(form.get("Source")).toBe(from);
    expect([...form.keys()].filter((key) => key.startsWith("Destinations"))).toEqual(["Destinations.member.1"]);
    expect(form.get("Destinations.member.1")).toBe(to);
    expect(form.get("ConfigurationSetName")).toBe("set");
    expect([...form].flatMap(([key, value]) => (key.startsWith("Tags.") ? [value] : []))).toEqual([
      "kind",
      "handover",
      "to",
      "Y2hsb8Op",
      "notices0",
      "lead_01-1",
    ]);
    const given = Buffer.from(form.get("RawMessage.Data")!, "base64");
    expect(Buffer.compare(given, raw)).toBe(0);
    const mail = await simpleParser(given);
    expect(mail.references).toBe("<lead_01@baton.example>");
    expect(mail.messageId).toBe("<lead_01.1@baton.example>");
    expect(mail.replyTo).toBeUndefined();
    expect(mail.date?.getTime()).toBe(T0);
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
  });

  test("that it refuses is an error", async () => {
    const send = await against(() => ({
      status: 400,
      headers: { "content-type": "text/xml" },
      body: "<ErrorResponse><Error><Type>Sender</Type><Code>MessageRejected</Code><Message>Email address is not verified.</Message></Error></ErrorResponse>",
    }));
    await expect(send({ raw: await compose(), from, to, about })).rejects.toThrow("not verified");
  });

  test("is an error when nobody is there to take it", async () => {
    undo.push(emulatorEnvironment({ AWS_ENDPOINT_URL_SES: "http://127.0.0.1:9" }));
    await expect(sesMailer(() => "set")({ raw: await compose(), from, to, about })).rejects.toThrow();
  });
});
