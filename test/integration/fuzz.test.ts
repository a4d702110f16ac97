import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FuzzedRequest, fuzzed } from "../helpers/random/requests.ts";
import { oneSeed } from "../helpers/random/seeds.ts";
import { formJson, person, send } from "../helpers/sent/deliveries.ts";
import { allLeads } from "../helpers/stack/arrivals.ts";
import { apiKey, type Baton, startBaton } from "../helpers/stack/stack.ts";

/** Requests of each route. */
const EACH = 60;
const AT_ONCE = 8;

let baton: Baton;
beforeAll(async () => {
  baton = await startBaton();
  for (let n = 0; n < 3; n++) await send(baton, formJson(person()));
  await baton.advance("0s");
});
afterAll(() => baton?.stop());

/** What is wrong with an answer; undefined when nothing is. */
async function faultOf({ method, path, headers, body }: FuzzedRequest): Promise<string | undefined> {
  const answer = await baton.fetch(path, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...headers },
    ...(body !== undefined && { body }),
  });
  const said = await answer.text();
  if (answer.status >= 500) return `${answer.status} ${said}`;
  if (answer.status < 400) return undefined;
  try {
    const { error, ...rest } = JSON.parse(said);
    if (/^[a-zA-Z]+\.[a-zA-Z]+$/.test(error.code) && error.message.length > 0 && Object.keys(rest).length === 0)
      return undefined;
  } catch {
    // Said below.
  }
  return `${answer.status} is no error of the API: ${said.slice(0, 300)}`;
}

test("Whatever is sent to a route of the API, it never fails, and every refusal is of one shape", async () => {
  const described = (await baton.api("/openapi.json")).json;
  const leads = await allLeads(baton);
  const { delivery } = await baton.lead(leads[0]!.id);
  const words = ["ana", "emea", "website-demo", "person1@globex1.example", "2026-11-24T09:00:00Z", "hot", "contact"];
  const known = [...leads.map(({ id }) => id), delivery, ...words];
  const requests = fuzzed(described, known).flatMap((route, n) =>
    fc.sample(route, { numRuns: EACH, seed: oneSeed() + n }),
  );
  const faults: unknown[] = [];
  const left = requests.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const request of left) {
        const fault = await faultOf(request);
        if (fault !== undefined) faults.push({ ...request, fault });
      }
    }),
  );
  expect(faults).toEqual([]);
  expect(requests.length).toBeGreaterThan(1_000);
});
