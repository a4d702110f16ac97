import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { readDeployment } from "./deployment.ts";
import { type Deployment, nameOfArn, ofType } from "./graph.ts";
import { judges } from "./judge/index.ts";
import { diff } from "./sst/diff.ts";
import { makeProject, type Project } from "./sst/project.ts";

const { resources, directory } = inject("production");
const bare = readDeployment(resources, directory);

let project: Project;
let asked: Deployment;
beforeAll(async () => {
  project = await makeProject();
  const options = { BATON_DOMAIN: "leads.acme.example", BATON_ALARMS: "ops@acme.example" };
  asked = readDeployment(await diff(project, "production", options), project.directory);
});
afterAll(() => project.remove());

const domains = (of: Deployment) => ofType(of, "aws:apigatewayv2/domainName:DomainName");
const readers = (of: Deployment) =>
  ofType(of, "aws:sns/topicSubscription:TopicSubscription").filter(({ inputs }) => inputs.protocol === "email");
const linksInMails = (of: Deployment) =>
  of.functions.find(({ handler }) => handler === "functions/queue/send-notice.handler")!.links.Api!.url;

test("Without being asked for, there is no domain, and nobody gets mails about alarms", () => {
  expect([domains(bare), readers(bare)]).toEqual([[], []]);
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

test("Alarms are mailed to the address that is given", () => {
  expect(readers(asked).map(({ inputs }) => [nameOfArn(asked, inputs.topic), inputs.endpoint])).toEqual([
    ["Alarms", "ops@acme.example"],
  ]);
});

test("With every option the deployment is as sound as without", () => {
  expect(Object.values(judges).flatMap((judge) => judge(asked))).toEqual([]);
});
