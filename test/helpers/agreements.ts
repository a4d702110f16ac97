import { readFileSync } from "node:fs";
import { type Agreement, type Finding, parseAgreement } from "@baton/core/agreement";
import { compileAgreement, type Rulebook } from "@baton/core/rules";

/** The agreement that ships with the project. */
export const acme: string = readFileSync(
  new URL("../../packages/local/example/acme.agreement.yaml", import.meta.url),
  "utf8",
);

/** When agreements of tests are published: Monday, 2 November 2026. */
export const PUBLISHED = Date.parse("2026-11-02T08:00:00Z");

/** The agreement that a text states; fails the test with its findings when it does not check. */
export function checked(text: string): Agreement {
  const parsed = parseAgreement(text, { at: PUBLISHED });
  if (!parsed.ok) throw new Error(`The agreement of the test does not check:\n${listed(parsed.findings)}`);
  return parsed.agreement;
}

export const rulebookOf = (text: string, version = 1): Rulebook => compileAgreement(checked(text), version);

/** What is found besides policies of one stage, which small agreements have. */
export const besideStages = <F extends Pick<Finding, "code">>(findings: readonly F[]): F[] =>
  findings.filter(({ code }) => code !== "policy.oneStage");

/** What is found besides parts of the language that nothing acts on yet. */
export const besideNotYet = <F extends Pick<Finding, "code">>(findings: readonly F[]): F[] =>
  findings.filter(({ code }) => code !== "language.notYet");

const listed = (findings: Finding[]): string =>
  findings.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`).join("\n");

/**
 * A small agreement as text: two people and their manager who always work, one team, one form, one rule. A test names the
 * parts that matter to it; a part is replaced whole.
 */
export function small(parts: Record<string, unknown> = {}): string {
  return JSON.stringify({
    baton: 1,
    name: "Small",
    timezone: "UTC",
    calendars: { always: { week: { "mon-sun": ["00:00-24:00"] } }, office: { week: { "mon-fri": ["09:00-17:00"] } } },
    people: people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
    teams: { sales: { members: ["ana", "ben"], manager: "sam" } },
    sources: { web: { provider: "form", auth: { token: "WEB" } } },
    fields: { employees: { type: "number" } },
    score: {},
    routing: [{ name: "Everyone", to: "sales", sla: "fast" }],
    sla: { fast: { stages: { contact: { within: "1h" } } } },
    ...parts,
  });
}

/** People with a name and an address each, managed by Sam unless they say otherwise. */
export function people(given: Record<string, Record<string, unknown>>): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(given).map(([id, rest]) => [
      id,
      { name: id[0]!.toUpperCase() + id.slice(1), email: `${id}@acme.example`, manager: "sam", ...rest },
    ]),
  );
}

/** A small agreement with reminder, escalation and reassignment around an hour, and a last word to Vera two hours after it. */
export const ladder = (parts: object = {}, contact: object = {}, policy: object = {}) =>
  small({
    sla: {
      fast: {
        snooze: { max: "1d" },
        stages: {
          contact: {
            within: "1h",
            steps: [
              { at: "50%", do: "remind" },
              { at: "100%", do: "escalate", to: "manager" },
              { at: "+15m", do: "reassign" },
              { at: "+2h", do: "escalate", to: "vera" },
            ],
            ...contact,
          },
          disposition: { within: "5d", steps: [{ at: "80%", do: "remind" }] },
        },
        ...policy,
      },
    },
    reasons: [{ id: "not-a-fit", name: "Not a fit" }],
    ...parts,
  });

/** One policy: an hour for the first contact, with these steps. */
export const withinAnHour = (...steps: object[]) => ({ fast: { stages: { contact: { within: "1h", steps } } } });
