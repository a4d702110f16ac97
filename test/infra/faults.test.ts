import { expect, inject, test } from "vitest";
import { readDeployment } from "./deployment.ts";
import { componentOf, type Deployment, ofType, type Resource } from "./graph.ts";
import { judges } from "./judge/index.ts";

const { resources, directory } = inject("production");
const deployment = readDeployment(resources, directory);

/** What is found in a deployment with one fault. */
function found(fault: (deployment: Deployment) => void): string[] {
  const faulty = structuredClone(deployment);
  fault(faulty);
  return Object.values(judges).flatMap((judge) => judge(faulty));
}

const one = (of: Deployment, type: string, component: string): Resource["inputs"] =>
  ofType(of, type).find((resource) => componentOf(resource) === component)!.inputs;
const hooks = ({ functions }: Deployment) =>
  functions.find(({ handler }) => handler === "functions/http/hooks.handler")!;

test("A missing index is found", () => {
  const faults = found((of) => one(of, "aws:dynamodb/table:Table", "Table").globalSecondaryIndexes.shift());
  expect(faults).toEqual([expect.stringMatching(/indexes: due is undefined instead of/)]);
});

test("An index that projects too little is found", () => {
  const faults = found((of) => {
    one(of, "aws:dynamodb/table:Table", "Table").globalSecondaryIndexes[1].projectionType = "KEYS_ONLY";
  });
  expect(faults).toEqual([expect.stringMatching(/indexes: owner is .*keys-only/)]);
});

test("A table that would be deleted with its stack is found", () => {
  const faults = found((of) => {
    ofType(of, "aws:dynamodb/table:Table")[0]!.retainOnDelete = false;
  });
  expect(faults).toEqual(["the table: it goes when its stack goes"]);
});

test("A queue without redrive to its dead letters is found", () => {
  const faults = found((of) => {
    delete one(of, "aws:sqs/queue:Queue", "NoticesQueue").redrivePolicy;
  });
  expect(faults).toContain("NoticesQueue: its dead letters go nowhere");
});

test("A queue whose messages come again while they are worked on is found", () => {
  const faults = found((of) => {
    one(of, "aws:sqs/queue:Queue", "IntakeQueue").visibilityTimeoutSeconds = 60;
  });
  expect(faults).toEqual(["IntakeQueue: messages come again while they are worked on"]);
});

test("A worker whose bad message takes the batch along is found", () => {
  const faults = found((of) => {
    for (const { inputs } of ofType(of, "aws:lambda/eventSourceMapping:EventSourceMapping"))
      inputs.functionResponseTypes = [];
  });
  expect(faults).toHaveLength(3);
});

test("A handler path that does not exist is found", () => {
  const faults = found((of) => {
    hooks(of).handler = "functions/http/hook.handler";
  });
  expect(faults).toContain("functions/http/hook.handler: there is no functions/http/hook.ts");
});

test("A wildcard action is found", () => {
  const faults = found((of) => {
    const role = ofType(of, "aws:iam/role:Role").find(({ name }) => name === "HooksHandlerRole")!;
    const { Statement } = JSON.parse(role.inputs.inlinePolicies[0].policy);
    Statement[0].actions = ["dynamodb:*"];
    role.inputs.inlinePolicies[0].policy = JSON.stringify({ Statement });
  });
  expect(faults).toEqual(["HooksHandlerRole may do dynamodb:*"]);
});

test("A function that may do more than it does, or less, is found", () => {
  const faults = found((of) => {
    const [records] = hooks(of).statements;
    records!.actions = records!.actions.map((action) => action.replace("Query", "Scan"));
  });
  expect(faults).toEqual([
    "functions/http/hooks.handler may dynamodb:Scan on Table, which it does not need",
    "functions/http/hooks.handler may not dynamodb:Query on Table",
  ]);
});

test("A resource that a function uses but is not linked to is found", () => {
  const faults = found((of) => {
    delete hooks(of).links.SourceSecrets;
  });
  expect(faults).toEqual(["functions/http/hooks.handler is not linked to SourceSecrets"]);
});

test("A schedule without dead letters is found", () => {
  const faults = found((of) => {
    delete one(of, "aws:scheduler/schedule:Schedule", "SweepClocks").target.deadLetterConfig;
  });
  expect(faults).toEqual(["SweepClocks: what never ran is forgotten"]);
});

test("A route to another function, and one that is missing, are found", () => {
  const faults = found((of) => {
    const routes = ofType(of, "aws:apigatewayv2/route:Route");
    const route = (key: string) => routes.find(({ inputs }) => inputs.routeKey === key)!;
    route("POST /r/{token}").inputs.target = route("GET /health").inputs.target;
    of.resources.splice(of.resources.indexOf(route("GET /r/{token}")), 1);
  });
  expect(faults).toContain("GET /r/{token}: there is no such route");
  expect(faults).toContain("POST /r/{token}: it is answered by functions/http/api.handler");
});

test("An API without a limit is found", () => {
  const faults = found((of) => {
    delete one(of, "aws:apigatewayv2/stage:Stage", "Api").defaultRouteSettings;
  });
  expect(faults).toEqual(["the API: there is no limit"]);
});

test("An access log that tells paths, which hold tokens, is found", () => {
  const faults = found((of) => {
    one(of, "aws:apigatewayv2/stage:Stage", "Api").accessLogSettings.format += "$context.path";
  });
  expect(faults).toEqual(["the API: its log tells paths, tokens or addresses"]);
});

test("A role that others than its service may assume is found", () => {
  const faults = found((of) => {
    const role = ofType(of, "aws:iam/role:Role").find(({ name }) => name === "ApiHandlerRole")!;
    role.inputs.assumeRolePolicy.Statement.push({ Principal: { AWS: "arn:aws:iam::123456789012:root" } });
  });
  expect(faults).toEqual([expect.stringMatching(/^the role ApiHandlerRole of ApiHandler can be assumed by .*root/)]);
});

test("A function of another size, runtime or architecture is found", () => {
  const faults = found((of) => {
    Object.assign(hooks(of).lambda, { memorySize: 128, timeout: 3, runtime: "nodejs20.x", architectures: ["x86_64"] });
  });
  expect(faults).toEqual([
    "functions/http/hooks.handler: it runs on nodejs20.x",
    "functions/http/hooks.handler: it runs on x86_64",
    "functions/http/hooks.handler: it has 128 MB",
    "functions/http/hooks.handler: it has 3 s",
  ]);
});

test("Mail that may come from any address is found", () => {
  const faults = found((of) => {
    for (const { statements } of of.functions) for (const statement of statements) delete statement.conditions;
  });
  expect(faults).toContain("the mail: it may come from another address");
});

test("Mail from an identity without its configuration set is found", () => {
  const faults = found((of) => {
    delete one(of, "aws:sesv2/emailIdentity:EmailIdentity", "Mail").configurationSetName;
  });
  expect(faults).toEqual(["the mail: its identity has no configuration set"]);
});
