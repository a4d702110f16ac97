import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyAddress } from "@baton/core/inbound";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { small, withinAnHour } from "../helpers/agreements.ts";
import { formJson, person, send } from "../helpers/sent/deliveries.ts";
import { inboundDomain, received } from "../helpers/sent/mail-copies.ts";
import { openLink } from "../helpers/sent/rep.ts";
import { heard, tokenIn } from "../helpers/stack/inbox.ts";
import { expectPrivateLog } from "../helpers/stack/privacy.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";
import { hrefs } from "../helpers/views.ts";

const token = "web-token-Kp8sLw2q";
/** Ana has every lead, Sam is above her. */
const agreement = small({
  teams: { sales: { members: ["ana"], manager: "sam" } },
  sla: withinAnHour({ at: "100%", do: "escalate", to: "manager" }),
});

describe("mails to leads of which Baton gets a copy", () => {
  let baton: Baton;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-copies-"));
    await writeFile(join(dir, "small.json"), agreement);
    baton = await startBaton({
      agreement: join(dir, "small.json"),
      env: { BATON_SECRET_WEB: token, BATON_INBOUND: inboundDomain },
    });
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  async function lead(): Promise<{ id: string; name: string; email: string }> {
    const { name, "your-email": email } = person();
    const answer = await send(baton, {
      path: `/hooks/web/${token}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, email }),
    });
    expect(answer.status).toBe(200);
    await baton.advance("0s");
    const { json } = await baton.api("/leads?limit=1");
    expect(json.leads[0]).toMatchObject({ name });
    return { id: json.leads[0].id, name, email };
  }

  /** Where a button that writes to the lead also writes to. */
  const copied = (html: string) =>
    hrefs(html)
      .filter((href) => href.startsWith("mailto:"))
      .map((href) => new URLSearchParams(href.split("?")[1]).get("bcc"));

  test("stop its clock: who wrote, and how that is known, is in the story, and the same copy again changes nothing", async () => {
    const { id, name, email } = await lead();
    const [mail] = await baton.inbox.about(name);
    const { html: page } = await openLink(baton, tokenIn(mail!));
    const address = copyAddress(id, inboundDomain);
    for (const html of [mail!.html, page]) {
      expect(copied(html).length).toBeGreaterThan(0);
      expect(new Set(copied(html))).toEqual(new Set([address]));
    }

    await baton.advance("10m");
    const copy = received({ recipients: [address], to: [`${name} <${email}>`], at: "2026-11-24T09:10:00.000Z" });
    await baton.enqueue("CopiesQueue", copy);
    await baton.advance("0s");
    const contacted = await baton.lead(id);
    expect(contacted.responses).toMatchObject([{ action: "contacted", by: "ana", at: "2026-11-24T09:10:00.000Z" }]);
    expect(contacted.timeline.filter(({ is }) => is === "lead.contacted")).toEqual([
      {
        at: "2026-11-24T09:10:00.000Z",
        is: "lead.contacted",
        text: `Ana wrote an e-mail to ${name}, as the copy of it that came to Baton shows.`,
      },
    ]);
    await baton.enqueue("CopiesQueue", copy);
    await baton.advance("2h");
    expect(await baton.lead(id)).toEqual(contacted);
    expect(heard(await baton.inbox.about(name))).toEqual(["New lead → ana"]);
  });

  test("that are forged, or go elsewhere, change nothing, and nobody is answered", async () => {
    const { id, name, email } = await lead();
    const before = await baton.lead(id);
    const mails = await baton.inbox.all();
    const given = { lead: id, to: [email] };
    for (const forged of [
      received({ ...given, verdicts: { dmarc: "FAIL" } }),
      received({ ...given, verdicts: { dmarc: "GRAY" }, source: "eve@evil.example" }),
      received({ ...given, from: "eve@evil.example", source: "eve@evil.example" }),
      received({ ...given, from: '"ana@acme.example"@evil.example', source: "eve@evil.example" }),
      received({ ...given, to: ["somebody@else.example"] }),
      received({ ...given, verdicts: { spam: "FAIL" } }),
      received({ ...given, recipients: [`postmaster@${inboundDomain}`] }),
    ])
      await baton.enqueue("CopiesQueue", forged);
    await baton.advance("0s");
    expect(await baton.lead(id)).toEqual(before);
    expect(await baton.inbox.all()).toEqual(mails);
    const refusals = [...baton.log().matchAll(/"refusal":"(\w+)"/g)].map(([, refusal]) => refusal);
    expect(refusals.sort()).toEqual(
      ["forged", "forged", "stranger", "stranger", "elsewhere", "spam", "unnamed"].sort(),
    );
    await baton.advance("1h");
    expect(heard(await baton.inbox.about(name))).toEqual(["New lead → ana", "Escalation → sam"]);
    await expectPrivateLog(baton);
  });
});

test("Without a domain for them, no copies are asked for", async () => {
  const baton = await startBaton();
  try {
    const asking = person();
    await send(baton, formJson(asking));
    await baton.advance("0s");
    const [mail] = await baton.inbox.about(asking.name);
    const links = hrefs(mail!.html).filter((href) => href.startsWith("mailto:"));
    expect(links.length).toBeGreaterThan(0);
    expect(links.join()).not.toContain("bcc");
    expect(mail!.text).not.toContain("blind copy");
  } finally {
    await baton.stop();
  }
});
