import type { NoticeView } from "@baton/core/mailing";
import { composeMime, renderNotice } from "@baton/email";
import fc from "fast-check";
import { type ParsedMail, simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { allKinds, noticeView } from "../../helpers/views.ts";

const at = Date.UTC(2026, 10, 24, 9, 0, 0);
const from = "baton@mail.acme.example";

async function compose(view: NoticeView = noticeView(), sender = from): Promise<Buffer> {
  return composeMime({ view, rendered: renderNotice(view), from: sender, noticeId: "notice_01", at });
}

const sent = async (view?: NoticeView): Promise<ParsedMail> => simpleParser(await compose(view));
const headerNames = (mail: ParsedMail): string[] => mail.headerLines.map(({ key }) => key).sort();

describe("a composed mail", () => {
  test("goes from Baton to the recipient, dated by the clock it was given", async () => {
    const mail = await sent(noticeView({ kind: "reminder" }));
    expect(mail.from?.value).toEqual([{ name: "Baton · Reminder", address: "baton@mail.acme.example" }]);
    expect([mail.to].flat()[0]?.value).toEqual([{ name: "Chloé Petit", address: "chloe@acme.example" }]);
    expect(mail.date?.getTime()).toBe(at);
    expect(mail.messageId).toBe("<notice_01@mail.acme.example>");
  });

  test("threads with all mails of its lead, whichever arrives first", async () => {
    for (const kind of allKinds) {
      const mail = await sent(noticeView({ kind }));
      expect(mail.references).toBe("<lead_01JD8ZK3Q@mail.acme.example>");
      expect(mail.inReplyTo).toBe("<lead_01JD8ZK3Q@mail.acme.example>");
      expect(mail.subject?.replace(/^Re: /, "")).toBe("Lead: Jane Doe, Globex GmbH");
    }
  });

  test("carries the HTML and the plain text as they were written", async () => {
    const view = noticeView({ lead: { name: "كريم 👩‍👩‍👧‍👦 Zoë", message: "Grüße aus Köln\n…und 東京" } });
    const rendered = renderNotice(view);
    const mail = await sent(view);
    const unix = (text: string): string => text.replace(/\r\n/g, "\n").trim();
    expect(unix(mail.text ?? "")).toBe(unix(rendered.text));
    expect(unix(String(mail.html))).toBe(unix(rendered.html));
    expect(mail.subject).toBe(rendered.subject);
    expect(mail.attachments).toEqual([]);
  });

  test("says that a machine wrote it and which notice it is", async () => {
    const mail = await sent();
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail.headers.get("x-baton-lead")).toBe("lead_01JD8ZK3Q");
    expect(mail.headers.get("x-baton-notice")).toBe("notice_01");
  });

  test("names the deliveries that brought its leads, however many, by which all of it is found in the log", async () => {
    const named = async (deliveries: string[]) => {
      const view = noticeView();
      const raw = await composeMime({
        view,
        rendered: renderNotice(view),
        from,
        noticeId: "notice_01",
        deliveries,
        at,
      });
      return (await simpleParser(raw)).headers.get("x-baton-delivery");
    };
    const ids = Array.from({ length: 50 }, (_, n) => `dlv_${String(n).padStart(32, "0")}`);
    expect(await named([ids[0]!])).toBe(ids[0]);
    expect(await named(ids)).toEqual(ids);
    expect(await named(["dlv_1\r\nBcc: x@y.example"])).toBe("dlv_1--Bcc--x-y.example");
    expect(headerNames(await sent())).not.toContain("x-baton-delivery");
  });

  test("never asks for replies to the lead", async () => {
    for (const kind of allKinds) {
      const mail = await sent(noticeView({ kind }));
      expect(mail.replyTo).toBeUndefined();
      expect(mail.cc ?? mail.bcc).toBeUndefined();
      const headers = mail.headerLines.map(({ line }) => line).join("\n");
      expect(headers).not.toContain("jane.doe@globex.example");
    }
  });

  test("has no line longer than SMTP allows", async () => {
    const view = noticeView({
      lead: { message: "x".repeat(5000), name: "ö".repeat(300) },
      link: `https://a.example/${"t".repeat(3000)}`,
    });
    for (const line of (await compose(view)).toString("latin1").split("\r\n"))
      expect(line.length).toBeLessThanOrEqual(998);
  });

  test("is refused when the sender is no bare address", async () => {
    for (const from of ["", "Baton <baton@acme.example>", "baton@acme.example\r\nBcc: x@y.example", "baton"]) {
      await expect(compose(noticeView(), from)).rejects.toThrow("bare mail address");
    }
  });
});

describe("a mail to an address that is none", () => {
  test("is refused", async () => {
    for (const email of ["", "chloe", "chloe@acme.example, x@evil.example", "chloe@acme.example\r\nBcc: x@y.example"]) {
      const view = noticeView({ recipient: { name: "Chloé Petit", email } });
      await expect(compose(view)).rejects.toThrow("no bare mail address");
    }
  });
});

describe("header injection", () => {
  test("is impossible by line breaks in name, company or address", async () => {
    const names = headerNames(await sent());
    for (const inject of [
      "\r\nBcc: x@evil.example",
      "\nX-Evil: 1",
      "\rX-Evil: 1",
      "\r\n\r\n<b>body</b>",
      "\u2028X-Evil: 1",
      "\0X-Evil: 1",
    ]) {
      const mail = await sent(
        noticeView({
          lead: {
            name: `Jane${inject}`,
            company: `Globex${inject}`,
            email: `jane@globex.example${inject}`,
            id: `lead_1${inject}`,
          },
          recipient: { name: `Chloé${inject}`, email: "chloe@acme.example" },
        }),
      );
      expect(headerNames(mail)).toEqual(names);
      expect([mail.to].flat()[0]?.value.map(({ address }) => address)).toEqual(["chloe@acme.example"]);
    }
  });

  test("is impossible by any text at all", async () => {
    const names = headerNames(await sent());
    const text = fc.string({
      unit: fc.constantFrom(
        "\r",
        "\n",
        "\0",
        ":",
        " ",
        "<",
        ">",
        '"',
        ",",
        ";",
        "@",
        "=?utf-8?Q?=0D=0ABcc:x?=",
        "Bcc: x@y.example",
        "é",
        "😀",
      ),
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (name, company, id) => {
        const mail = await sent(
          noticeView({ lead: { name, company, id: `lead${id}` }, recipient: { name, email: "chloe@acme.example" } }),
        );
        expect(headerNames(mail)).toEqual(names);
        expect([mail.to].flat().flatMap((to) => to?.value.map(({ address }) => address))).toEqual([
          "chloe@acme.example",
        ]);
        expect(mail.from?.value).toHaveLength(1);
      }),
    );
  });
});
