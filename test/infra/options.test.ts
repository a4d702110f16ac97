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
  const settings = { BATON_SENDER: "acme.example", BATON_INBOUND: inboundDomain };
  const deployed = async (account: Account, more: Record<string, string> = {}): Promise<Deployment> => {
    const project = await makeProject({ hollow: true });
    onTestFinished(project.remove);
    const resources = await diff(project, "production", {
      ...settings,
      ...more,
      INFRA_ACCOUNT: JSON.stringify(account),
    });
    return readDeployment(resources, project.directory);
  };
  const identities = (of: Deployment) =>
    ofType(of, "aws:sesv2/emailIdentity:EmailIdentity").map(({ inputs }) => inputs.emailIdentity);
  const records = (of: Deployment) => ofType(of, "aws:route53/record:Record").map(({ inputs }) => inputs.name);
  const outputs = (of: Deployment) => ofType(of, "pulumi:pulumi:Stack")[0]!.outputs;

  test("identities that are there are used, and nothing of them or of their DNS is touched", async () => {
    const of = await deployed({ zones: ["acme.example"], identities: { "acme.example": {}, [inboundDomain]: {} } });
    expect([identities(of), records(of)]).toEqual([[], []]);
    // Which it has from somebody else.
    const found = ["inbound mail: SES does not know its domain"];
    expect(Object.values(judges).flatMap((judge) => judge(of))).toEqual(found);
  });

  test("a second stage uses what the first has made, and the first goes on having it", async () => {
    const tags = (stage: string) => ({ "sst:app": "baton", "sst:stage": stage });
    const account = (stage: string) => ({
      zones: ["acme.example"],
      identities: { "acme.example": tags(stage), [inboundDomain]: tags(stage) },
    });
    expect(identities(await deployed(account("staging")))).toEqual([]);
    expect(identities(await deployed(account("production"))).sort()).toEqual(["acme.example", inboundDomain].sort());
  });

  test("an address of a domain that is there needs no identity of its own", async () => {
    const account = { zones: [], identities: { "acme.example": {}, [inboundDomain]: {} } };
    expect(identities(await deployed(account, { BATON_SENDER: "leads@acme.example" }))).toEqual([]);
  });

  test("a domain whose DNS is elsewhere is made known, and what its DNS needs is told", async () => {
    const of = await deployed({ zones: [], identities: {} });
    expect(identities(of).sort()).toEqual(["acme.example", inboundDomain].sort());
    expect(records(of)).toEqual([]);
    expect(outputs(of)).toMatchObject({
      senderDns: ["token._domainkey.acme.example CNAME token.dkim.amazonses.com"],
      inboundDns: [
        `${inboundDomain} MX 10 inbound-smtp.us-east-1.amazonaws.com`,
        `token._domainkey.${inboundDomain} CNAME token.dkim.amazonses.com`,
      ],
    });
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
