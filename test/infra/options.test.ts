import { describe, expect, inject, onTestFinished, test } from "vitest";
import { inboundDomain } from "../helpers/sent/mail-copies.ts";
import { readDeployment } from "./deployment.ts";
import { type Deployment, nameOfArn, ofType } from "./graph.ts";
import { judges } from "./judge/index.ts";
import { diff } from "./sst/diff.ts";
import { makeProject } from "./sst/project.ts";
import type { Account } from "./stand-ins/provider.ts";

const built = [inject("production"), inject("withEverything")] as const;
const [bare, asked] = built.map(({ resources, directory }) => readDeployment(resources, directory)) as [
  Deployment,
  Deployment,
];

const domains = (of: Deployment) => ofType(of, "aws:apigatewayv2/domainName:DomainName");
const readers = (of: Deployment) =>
  ofType(of, "aws:sns/topicSubscription:TopicSubscription").filter(({ inputs }) => inputs.protocol === "email");
const linksInMails = (of: Deployment) =>
  of.functions.find(({ handler }) => handler === "functions/queue/send-notice.handler")!.links.Api!.url;

/** What there may be of receiving mail. */
const receiving = (of: Deployment) =>
  of.resources.filter(({ type, name }) => type.startsWith("aws:ses/") || /^(Inbound|Copies)/.test(name));

test("Without being asked for, there is no domain, nobody gets mails about alarms, and no mail is received", () => {
  expect([domains(bare), readers(bare), receiving(bare)]).toEqual([[], [], []]);
  expect(linksInMails(bare)).toMatch(/^https:\/\/api\.execute-api\./);
});

test("A domain that is asked for leads to the API, with a certificate and its DNS, and links in mails use it", () => {
  expect(domains(asked).map(({ inputs }) => inputs.domainName)).toEqual(["leads.acme.example"]);
  expect(ofType(asked, "aws:apigatewayv2/apiMapping:ApiMapping").map(({ inputs }) => inputs)).toEqual([
    expect.objectContaining({ apiId: "ApiApi-id", domainName: `${domains(asked)[0]!.name}-id` }),
  ]);
  expect(ofType(asked, "aws:acm/certificate:Certificate").map(({ inputs }) => inputs.domainName)).toEqual([
    "leads.acme.example",
  ]);
  const records = ofType(asked, "aws:route53/record:Record").map(({ inputs: { name, type } }) => `${type} ${name}`);
  expect(records).toEqual(expect.arrayContaining(["A leads.acme.example", "AAAA leads.acme.example"]));
  expect(linksInMails(asked)).toBe("https://leads.acme.example");
});

test("Production is not deployed without a sender, and told what is missing", async () => {
  const senderless = await makeProject({ hollow: true });
  onTestFinished(senderless.remove);
  await expect(diff(senderless, "production")).rejects.toThrow("BATON_SENDER is missing");
});

test("Nothing is deployed with a key that can be guessed, and the message tells how to make one", async () => {
  const weak = await makeProject({ hollow: true });
  onTestFinished(weak.remove);
  const settings = { BATON_SENDER: "baton@acme.example", SST_SECRET_LinkKey: "summer2026" };
  await expect(diff(weak, "production", settings)).rejects.toThrow(
    "LinkKey: key 1 holds 7 bytes and has to hold 32 random ones. Make one with: openssl rand -hex 32",
  );
});

describe("In an account that sends and receives mails already", () => {
  const deployed = async (account: Account, settings: Record<string, string>): Promise<Deployment> => {
    const project = await makeProject({ hollow: true });
    onTestFinished(project.remove);
    const more = { BATON_INBOUND: inboundDomain, INFRA_ACCOUNT: JSON.stringify(account) };
    return readDeployment(await diff(project, "production", { ...settings, ...more }), project.directory);
  };
  const identities = (of: Deployment) =>
    ofType(of, "aws:sesv2/emailIdentity:EmailIdentity")
      .map(({ inputs }) => inputs.emailIdentity)
      .sort();
  const records = (of: Deployment) => ofType(of, "aws:route53/record:Record").map(({ inputs }) => inputs.name);
  const madeBy = (stage: string) => ({ "sst:app": "baton", "sst:stage": stage });
  /** Batches of each queue at once, and how the mails' queue is worked off. */
  const consumers = (of: Deployment) => {
    const mappings = ofType(of, "aws:lambda/eventSourceMapping:EventSourceMapping").filter(
      ({ inputs }) => inputs.scalingConfig,
    );
    const mails = mappings.find(({ inputs }) => nameOfArn(of, inputs.eventSourceArn) === "NoticesQueue")!.inputs;
    const atOnce = mappings.map(({ inputs }) => inputs.scalingConfig.maximumConcurrency as number);
    return { atOnce, mails: mails.batchSize * mails.scalingConfig.maximumConcurrency };
  };

  test("identities of others and of another stage are used as they are, and a new account's ten executions left to the hooks", async () => {
    const of = await deployed(
      { zones: ["acme.example"], identities: { "acme.example": madeBy("staging"), [inboundDomain]: {} } },
      { BATON_SENDER: "leads@acme.example", BATON_MAIL_RATE: "1" },
    );
    expect([identities(of), records(of)]).toEqual([[], []]);
    // Which it has from somebody else.
    expect(Object.values(judges).flatMap((judge) => judge(of))).toEqual([
      "NoticesQueue: batches of 1",
      "inbound mail: SES does not know its domain",
    ]);
    expect(consumers(of)).toEqual({ atOnce: [2, 2, 2, 2, 2, 2], mails: 2 });
  });

  test("what the stage itself has made stays its own, and consumers take what they need of a thousand executions", async () => {
    const of = await deployed(
      {
        zones: ["acme.example"],
        identities: { "acme.example": madeBy("production"), [inboundDomain]: madeBy("production") },
      },
      { BATON_SENDER: "acme.example", BATON_EXECUTIONS: "1000", BATON_MAIL_RATE: "140" },
    );
    expect(identities(of)).toEqual(["acme.example", inboundDomain].sort());
    expect(consumers(of)).toEqual({ atOnce: expect.arrayContaining([10, 20, 5, 2]), mails: 40 });
  });

  test("a domain whose DNS is elsewhere is made known, and what its DNS needs is told; of a hundred executions a quarter is taken", async () => {
    const of = await deployed({ zones: [], identities: {} }, { BATON_SENDER: "acme.example", BATON_EXECUTIONS: "100" });
    expect(identities(of)).toEqual(["acme.example", inboundDomain].sort());
    expect(records(of)).toEqual([]);
    expect(ofType(of, "pulumi:pulumi:Stack")[0]!.outputs).toMatchObject({
      senderDns: ["token._domainkey.acme.example CNAME token.dkim.amazonses.com"],
      inboundDns: [
        `${inboundDomain} MX 10 inbound-smtp.us-east-1.amazonaws.com`,
        `token._domainkey.${inboundDomain} CNAME token.dkim.amazonses.com`,
      ],
    });
    expect(consumers(of).atOnce.reduce((a, b) => a + b)).toBeLessThanOrEqual(25);
    expect(consumers(of).mails).toBe(4);
  });
});

test("Alarms are mailed to the address that is given", () => {
  expect(readers(asked).map(({ inputs }) => [nameOfArn(asked, inputs.topic), inputs.endpoint])).toEqual([
    ["Alarms", "ops@acme.example"],
  ]);
});

test("Mail is received for the domain that is given, once its DNS leads there, and which rules are active is left alone", () => {
  expect(ofType(asked, "aws:ses/receiptRule:ReceiptRule").map(({ inputs }) => inputs)).toEqual([
    expect.objectContaining({ ruleSetName: "baton-production", recipients: [inboundDomain] }),
  ]);
  const records = ofType(asked, "aws:route53/record:Record").map(({ inputs }) => inputs);
  expect(records).toContainEqual(
    expect.objectContaining({
      name: inboundDomain,
      type: "MX",
      records: ["10 inbound-smtp.us-east-1.amazonaws.com"],
    }),
  );
  expect(records).toContainEqual(expect.objectContaining({ name: `token._domainkey.${inboundDomain}`, type: "CNAME" }));
  expect(ofType(asked, "aws:ses/activeReceiptRuleSet:ActiveReceiptRuleSet")).toEqual([]);
  const [stack] = ofType(asked, "pulumi:pulumi:Stack");
  expect(stack!.outputs).toMatchObject({
    inboundRules: "aws ses set-active-receipt-rule-set --rule-set-name baton-production",
  });
});

const rule = (of: Deployment) => ofType(of, "aws:ses/receiptRule:ReceiptRule")[0]!.inputs;
test.each<[string, (of: Deployment) => void, string]>([
  [
    "is kept",
    (of) => Object.assign(rule(of), { s3Actions: [{}] }),
    "inbound mail: what becomes of it is s3Actions,stopActions",
  ],
  [
    "is told with its content",
    (of) => Object.assign(rule(of), { stopActions: undefined, snsActions: [{}] }),
    "inbound mail: what becomes of it is snsActions",
  ],
  [
    "of every domain comes in",
    (of) => Object.assign(rule(of), { recipients: [] }),
    "inbound mail: it is received for ",
  ],
  ["is not scanned", (of) => Object.assign(rule(of), { scanEnabled: false }), "inbound mail: it is not scanned"],
])("A rule by which mail %s is found", (_, plant, finding) => {
  const faulty = structuredClone(asked);
  plant(faulty);
  expect(judges.inbound!(faulty)).toContain(finding);
});

test("A topic for copies of mails that others may publish to is found", () => {
  const faulty = structuredClone(asked);
  const { inputs } = ofType(faulty, "aws:sns/topicPolicy:TopicPolicy").find(({ name }) => name === "CopiesPolicy")!;
  const { Statement } = JSON.parse(inputs.policy);
  delete Statement[0].conditions;
  inputs.policy = JSON.stringify({ Statement });
  expect(judges.inbound!(faulty)).toEqual(["copies of mails: their topic is open to sns:Publish by ses.amazonaws.com"]);
});

test("With every option the deployment is as sound as without", () => {
  expect(Object.values(judges).flatMap((judge) => judge(asked))).toEqual([]);
});
