import { expect, inject, test } from "vitest";
import { readDeployment } from "./deployment.ts";
import { judges } from "./judge/index.ts";
import { grantsOf } from "./judge/privileges.ts";

const { resources, directory } = inject("production");
const deployment = readDeployment(resources, directory);

test.each([
  ["The table has the topology's keys and indexes, expires items, and survives mistakes", "table"],
  ["Every queue has one consumer with time enough, partial batches, and dead letters that wait", "queues"],
  [
    "The table's stream is read from its beginning, as far as it is for somebody, and nothing of it is forgotten",
    "streams",
  ],
  ["Every entry point of the topology is a function, sized on purpose", "functions"],
  ["Every function may do exactly what it does, on exactly its resources", "privileges"],
  ["There is nothing but what is known, and nothing is open to others or tells secrets", "exposure"],
  ["Every schedule runs, tries again, and leaves what never ran in a queue", "schedules"],
  ["The API has the topology's routes to separate functions, a limit, and no tokens in its log", "http"],
  ["Mails come from the one identity through the one configuration set", "mail"],
  ["No mail is received", "inbound"],
  ["Whatever stops, fails or piles up is told by an alarm that says what to do", "alarms"],
  ["The dashboard shows every alarm and all that is measured", "dashboard"],
])("%s", (_, judge) => {
  expect(judges[judge]!(deployment)).toEqual([]);
});

test("The hooks function can neither send mail nor list leads", () => {
  const { statements } = deployment.functions.find(({ handler }) => handler === "functions/http/hooks.handler")!;
  const grants = grantsOf(deployment, statements);
  expect(grants).toContain("dynamodb:GetItem on Table");
  expect(grants.filter((grant) => /^ses:|Scan|PartiQL|\/index\//.test(grant))).toEqual([]);
});
