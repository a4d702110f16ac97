import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamoReports, dynamoStore } from "@baton/aws/dynamo";
import { writeMessage } from "@baton/aws/sqs";
import { deliveryId } from "@baton/core/delivery";
import type { LeadSummary } from "@baton/core/lead";
import { links } from "@baton/core/signed";
import { secretsOf } from "@baton/sources";
import { compose } from "@baton/sources/send";
import { streamEvent } from "../../packages/local/src/runtime/stream-poller.ts";
import { alongside } from "../helpers/leads.ts";
import { bounce } from "../helpers/sent/mail-events.ts";
import type { Subject } from "./cold.ts";
import { dayOfLeads, putRows } from "./day.ts";
import { formLead, multipart, shortFormFields, shortFormLead, workingMorning } from "./load.ts";
import type { Running } from "./stack.ts";

const dayMs = 86_400_000;
const REPORT_DAY = "2026-11-20";

/** The functions with an event each that makes them do their work, and what they are compared with. */
export async function coldSubjects(stack: Running, people: () => number): Promise<Subject[]> {
  Object.assign(process.env, stack.environment);
  const linked = (name: string) => JSON.parse(stack.environment[`SST_RESOURCE_${name}`]!) as Record<string, string>;
  const store = dynamoStore({ table: linked("Table").name! });
  const signing = links(linked("LinkKey").value!);
  const start = Date.parse(workingMorning);

  const reports = dynamoReports({ table: linked("Table").name! });
  await putRows(new DynamoDBClient(), linked("Table").name!, dayOfLeads(REPORT_DAY, 1_000));

  const leads: LeadSummary[] = [];
  const until = new Date(start + dayMs).toISOString();
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await store.leads({ limit: 100, until, ...(cursor !== undefined && { cursor }) });
    leads.push(...page.items);
    cursor = page.next;
  }
  const now = new Date(start + 60_000).toISOString();
  const quiet = new Date(start - dayMs).toISOString();
  const subject = (name: string, entry: string, event: Subject["event"], at = now): Subject => ({
    name,
    entry,
    event,
    now: at,
  });

  /** A delivery whose process died after it was kept. */
  const unfinished = async () => {
    const body = Buffer.from(formLead(people()));
    const id = deliveryId("website-demo", { content: body });
    const receivedAt = new Date(start).toISOString();
    const contentType = "application/x-www-form-urlencoded";
    await store.keepDelivery(
      {
        id,
        source: "website-demo",
        provider: "form",
        contentType,
        receivedAt,
        bytes: body.length,
        outcome: "pending",
        leads: [],
      },
      body,
      { expiresAt: start + dayMs },
    );
    return { delivery: id };
  };

  const hookPost = (path: string, contentType: string, body: string, headers: Record<string, string> = {}) =>
    http("POST", `/hooks/${path}`, {
      pathParameters: { path },
      headers: { ...headers, "content-type": contentType },
      body: Buffer.from(body).toString("base64"),
      isBase64Encoded: true,
    });
  const formPost = (body: string, contentType = "application/x-www-form-urlencoded") =>
    hookPost(`website-demo/${stack.token}`, contentType, body);

  /** A delivery as its provider writes it. */
  const delivered = async (
    path: string,
    provider: "google-ads" | "meta-lead-ads" | "salesforce",
    secret: string,
    lead: Record<string, unknown>,
  ) => {
    const role = { "google-ads": "key", "meta-lead-ads": "secret", salesforce: "token" }[provider];
    const secrets = secretsOf({ auth: { [role]: secret }, secrets: {} }, stack.secrets)!;
    const { headers, body } = await compose(provider, { lead, secrets, now: Date.parse(now), source: {} });
    return hookPost(path, headers["content-type"]!, body, headers);
  };
  // In the order of their leads, which nobody has contacted yet.
  let contacted = 0;
  let mailed = 0;

  return [
    subject("empty handler", "test/bench/empty.ts", () => http("GET", "/")),
    subject("hello world with the clients", "test/bench/hello.ts", () => http("GET", "/")),
    subject("the same, one GetItem", "test/bench/hello-call.ts", () => http("GET", "/")),
    subject("hooks, short form", "functions/http/hooks.ts", () => formPost(shortFormLead(people()))),
    subject("hooks, form with phone", "functions/http/hooks.ts", () => formPost(formLead(people()))),
    subject("hooks, multipart form", "functions/http/hooks.ts", () => {
      const { body, contentType } = multipart(shortFormFields(people()));
      return formPost(body, contentType);
    }),
    subject("hooks, google-ads", "functions/http/hooks.ts", () => {
      const n = people();
      const lead = { name: `Nora Lindqvist ${n}`, email: `nora.${n}@firm-${n}.example`, country: "DE" };
      return delivered("google-search", "google-ads", "GOOGLE_ADS_KEY", lead);
    }),
    subject("hooks, meta (a reference)", "functions/http/hooks.ts", () =>
      delivered("meta", "meta-lead-ads", "META_SECRET", {}),
    ),
    subject("hooks, salesforce (a response)", "functions/http/hooks.ts", () => {
      const n = ++contacted;
      const path = `salesforce/${stack.secrets.SALESFORCE_TOKEN}`;
      return delivered(path, "salesforce", "SALESFORCE_TOKEN", { email: `nora.${n}@firm-${n}.example` });
    }),
    subject("respond", "functions/http/respond.ts", () => {
      const { id, owner } = leads[0]!;
      const token = signing.sign({ lead: id, person: owner! }, start);
      return http("GET", `/r/${token}`, { pathParameters: { token } });
    }),
    subject("api", "functions/http/api.ts", () =>
      http("GET", "/api/leads", { headers: { authorization: `Bearer ${stack.apiKey}` } }),
    ),
    {
      ...subject("api, an agreement proven", "functions/http/api.ts", () =>
        http("PUT", "/api/agreement", {
          headers: { authorization: `Bearer ${stack.apiKey}`, "content-type": "application/yaml" },
          body: stack.agreementText,
        }),
      ),
      series: 2,
    },
    subject("privacy, an export", "functions/http/privacy.ts", () =>
      http("POST", "/api/privacy/export", {
        headers: { authorization: `Bearer ${stack.apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({ email: leads[0]!.email }),
      }),
    ),
    subject("bounced", "functions/email/bounced.ts", () => {
      const { id, owner } = leads[0]!;
      const about = { to: owner!, kind: "handover" as const, notices: [{ lead: id, notice: `${id}.1` }] };
      return sqs(JSON.stringify(bounce({ to: "somebody@acme.example", about })));
    }),
    subject("send-notice", "functions/queue/send-notice.ts", async () => {
      const { id } = leads.pop()!;
      const lead = (await store.lead(id))!;
      // Each of a minute of its own: more than a few of one would become a list.
      mailed += 1;
      const at = new Date(start - mailed * 60_000).toISOString();
      const notices = lead.notices.map((notice) => ({ ...notice, at }));
      await store.commit({ ...lead, revision: lead.revision + 1, notices }, alongside());
      return sqs(writeMessage({ lead: id, notice: `${id}.1` }));
    }),
    subject("run-check", "functions/queue/run-check.ts", () => {
      const { id, dueAt } = leads[0]!;
      return sqs(writeMessage({ lead: id, dueAt }));
    }),
    subject("take-intake", "functions/queue/take-intake.ts", async () => sqs(writeMessage(await unfinished()))),
    // At a time when nothing is due, so that it is the function that is measured and not the backlog.
    subject("sweep-clocks", "functions/cron/sweep-clocks.ts", () => ({}), quiet),
    { ...subject("sweep-clocks, all leads due", "functions/cron/sweep-clocks.ts", () => ({})), series: 2 },
    subject("watch-clocks", "functions/cron/watch-clocks.ts", () => ({}), quiet),
    subject("watch-sources", "functions/cron/watch-sources.ts", () => ({})),
    {
      ...subject("fold-days, a thousand leads, then none", "functions/queue/fold-days.ts", async () => {
        await reports.markDay(REPORT_DAY, start);
        return sqs(writeMessage({ fold: REPORT_DAY }));
      }),
      series: 5,
    },
    subject("rows, a hundred changes", "functions/stream/rows.ts", () =>
      streamEvent(Array.from({ length: 100 }, (_, n) => change(n, `ROWS#${REPORT_DAY}#${n % 4}`, String(n)))),
    ),
    subject("clues, a hundred leads", "functions/stream/clues.ts", () =>
      streamEvent(leads.slice(0, 100).map(({ id }, n) => change(n, `LEAD#${id}`, "LEAD"))),
    ),
    subject("check-days", "functions/cron/check-days.ts", () => ({})),
  ];
}

function http(method: string, path: string, more: Record<string, unknown> = {}): object {
  return {
    version: "2.0",
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: "",
    headers: {},
    isBase64Encoded: false,
    requestContext: {
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "" },
      stage: "$default",
    },
    ...more,
  };
}

const change = (n: number, pk: string, sk: string) => ({
  eventID: String(n),
  eventName: "MODIFY" as const,
  dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, SequenceNumber: String(n), SizeBytes: 100 },
});

const sqs = (body: string) => ({
  Records: [{ messageId: "1", body, attributes: { ApproximateReceiveCount: "1" } }],
});
