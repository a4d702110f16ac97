import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { small, withinAnHour } from "../helpers/agreements.ts";
import { person, send } from "../helpers/sent/deliveries.ts";
import { bounce, complaint } from "../helpers/sent/mail-events.ts";
import { leadNamed } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { eventually } from "../helpers/stack/eventually.ts";
import { heard } from "../helpers/stack/inbox.ts";
import { expectPrivateLog } from "../helpers/stack/privacy.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const token = "web-token-Gh4iJkQ9";
/** Ana has every lead, Sam is above her, Vera above Sam. */
const agreement = small({
  teams: { sales: { members: ["ana"], manager: "sam" } },
  sla: withinAnHour({ at: "50%", do: "remind" }, { at: "100%", do: "escalate", to: "manager" }),
});

describe("mails that come back", () => {
  let baton: Baton;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-undelivered-"));
    await writeFile(join(dir, "small.json"), agreement);
    baton = await startBaton({ agreement: join(dir, "small.json"), env: { BATON_SECRET_WEB: token } });
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  async function lead(): Promise<{ id: string; name: string }> {
    const { name, email } = person();
    const answer = await send(baton, {
      path: `/hooks/web/${token}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, email }),
    });
    expect(answer.status).toBe(200);
    await baton.advance("0s");
    const { id } = await leadNamed(baton, name);
    return { id, name };
  }
  const ana = "ana@acme.example";
  const handover = (id: string) => ({
    to: ana,
    about: { to: "ana", kind: "handover" as const, notices: [{ lead: id, notice: `${id}.1` }] },
  });
  const mails = async (name: string) => heard(await baton.inbox.about(name));
  const cli = (...args: string[]) => runCli(["addresses", ...args], { url: baton.url, cwd: dir });

  test("are escalated at once, once, and the clock goes on", async () => {
    const { id, name } = await lead();
    expect(await mails(name)).toEqual(["New lead → ana"]);
    const event = bounce(handover(id), "Transient");
    await baton.enqueue("MailEventsQueue", event);
    await baton.advance("0s");
    expect(await mails(name)).toEqual(["New lead → ana", "Mail came back → sam"]);
    await baton.enqueue("MailEventsQueue", event);
    await baton.advance("0s");
    expect(await mails(name)).toEqual(["New lead → ana", "Mail came back → sam"]);

    const [, told] = await baton.inbox.about(name);
    const text = told!.text.replace(/\s+/g, " ");
    expect(text).toContain(`Ana does not get our mails about ${name}: ana@acme.example is wrong or refuses them.`);
    expect(text).toContain("give it to somebody else by Tue 24 Nov 2026, 10:00 (UTC)");
    expect(text).toContain("Choose who takes it");
    const { timeline, clock } = await baton.lead(id);
    expect(timeline.filter(({ is }) => is === "mail.bounced")).toEqual([
      {
        at: "2026-11-24T09:00:00.000Z",
        is: "mail.bounced",
        text: "A mail to Ana came back: the mailbox could not take it at the time. Sam was told.",
      },
    ]);
    expect(clock!.steps.map(({ at, state }) => `${at} ${state}`)).toEqual([
      "2026-11-24T09:30:00.000Z pending",
      "2026-11-24T10:00:00.000Z pending",
    ]);
    expect((await baton.api("/addresses")).json).toEqual({ addresses: [] });
  });

  test("because somebody calls them spam are the last to that address: its next lead is escalated at once", async () => {
    const { id, name } = await lead();
    await baton.enqueue("MailEventsQueue", complaint(handover(id)));
    await baton.advance("0s");
    expect(await mails(name)).toEqual(["New lead → ana"]);
    await baton.advance("30m");
    expect(await mails(name)).toEqual(["New lead → ana", "Mail came back → sam"]);
    const next = await lead();
    expect(await mails(next.name)).toEqual(["Mail came back → sam"]);
    const { owner, notices } = await baton.lead(next.id);
    expect({ owner, notices }).toEqual({ owner: "ana", notices: [] });
  });

  test("leave a mark that is shown, and cleared once it is mended", async () => {
    const mark = { address: ana, why: "complained", since: "2026-11-24T09:00:01.000Z", person: "ana" };
    expect((await baton.api("/addresses")).json).toEqual({ addresses: [mark] });
    expect((await cli()).stdout).toMatch(/ana@acme\.example +ana +complained +2026-11-24T09:00:01/);
    expect(await cli("--clear", "Ana@Acme.example")).toEqual({
      code: 0,
      stdout: `Mail goes to ${ana} again.\n`,
      stderr: "",
    });
    expect(await cli("--clear", ana)).toMatchObject({ code: 1, stderr: expect.stringContaining("address.unmarked") });
    expect((await baton.api("/addresses")).json).toEqual({ addresses: [] });
    const { name } = await lead();
    expect(await mails(name)).toEqual(["New lead → ana"]);
  });

  test("are described by the API and closed without its key", async () => {
    expect((await baton.fetch("/api/addresses")).status).toBe(401);
    const { paths } = (await baton.api("/openapi.json")).json;
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(["/api/addresses", "/api/addresses/clear"]));
  });

  test("leave nothing personal in the log, not even when an event of theirs cannot be read", async () => {
    await baton.enqueue("MailEventsQueue", { eventType: "Bounce", mail: { destination: [ana, ana] } });
    await eventually(() => expect(baton.log()).toContain("An event of SES does not fit"));
    await expectPrivateLog(baton);
  });
});
