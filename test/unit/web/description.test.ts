import { readFileSync } from "node:fs";
import type { Entry } from "@baton/core/lead";
import { wholeLeadSchema } from "@baton/core/views";
import { type ApiMeans, api } from "@baton/web/api";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "vitest";

const described = async () => (await api({ relay: {} } as unknown as ApiMeans).request("/api/openapi.json")).text();

test("The API's description has nothing that Redocly's recommended rules complain of", async () => {
  const config = await createConfig({ extends: ["recommended"] });
  const problems = await lintFromString({ source: await described(), absoluteRef: "openapi.json", config });
  expect(problems.map(({ message, location }) => `${message} ${location[0]?.pointer}`)).toEqual([]);
});

test("Operations are called by verbs, and each says what it answers when it refuses", async () => {
  const { paths } = JSON.parse(await described()) as {
    paths: Record<string, Record<string, { operationId: string; responses: Record<string, object> }>>;
  };
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  for (const { operationId, responses } of operations) {
    expect(operationId).toMatch(
      /^(add|apply|assign|change|clear|decide|end|export|forget|get|import|list|merge|publish|put|recalculate|record|reopen|replay|rollBack|split)[A-Z]/,
    );
    expect(Object.keys(responses).some((status) => status.startsWith("4"))).toBe(true);
  }
});

test("A lead is described with every fact that there is", () => {
  const { commits } = JSON.parse(readFileSync(new URL("../../fixtures/facts/v1.json", import.meta.url), "utf8")) as {
    commits: { entry: Entry }[];
  };
  const facts = commits.flatMap(({ entry }) => entry.facts.map((fact, n) => ({ id: `lead_1.${n}`, ...fact })));
  expect(facts.length).toBeGreaterThan(25);
  expect(wholeLeadSchema.shape.facts.parse(facts)).toEqual(facts);
});
