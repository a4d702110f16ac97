import { kindOf, otherSide, sides } from "../../facts/codes.ts";
import { type MeasureId, measureIds, measureUnits } from "../../report/ids.ts";
import { ACTION } from "../../requests/action.ts";
import { takingPart } from "../../rules/people/taking-part.ts";
import type { Path, ReportFinding } from "../finding.ts";
import { type Agreement, type Commitment, JUDGED, LEAD_OWNER, type Target } from "../model.ts";
import { sideOf } from "../side.ts";

/** Reports a value that names nothing there is, with the nearest name. */
type Expect = (value: string | undefined, known: ReadonlySet<string>, path: Path, what: string) => void;

/** What the sides may ask of each other: who answers, by whose clock, and which reasons ask for it. */
export function checkRequests(
  { requests = [], routing, sla, reasons }: Agreement,
  report: ReportFinding,
  {
    expect,
    takers,
    policies,
  }: {
    expect: Expect;
    takers: ReadonlySet<string>;
    policies: ReadonlySet<string>;
  },
): void {
  const answers = (policy: string) => (sla[policy]?.stages ?? []).some(({ name }) => kindOf(name) === "answer");
  if (Object.hasOwn(sla, ACTION))
    report(
      ["sla", ACTION],
      "schema.value",
      `"${ACTION}" is a word of the language: what a review writes down is timed by it`,
      {
        atKey: true,
      },
    );
  routing.forEach((route, i) => {
    if (answers(route.sla))
      report(
        ["routing", i, "sla"],
        "request.policy",
        `the stage answer of "${route.sla}" is for requests; leads need a policy of their own`,
      );
  });
  requests.forEach(({ id, to, sla: policy }, i) => {
    if (id === ACTION)
      report(
        ["requests", i, "id"],
        "schema.value",
        `"${ACTION}" is a word of the language: reviews have such requests`,
      );
    expect(to, takers.union(new Set([LEAD_OWNER])), ["requests", i, "to"], "person or team");
    expect(policy, policies, ["requests", i, "sla"], "policy under sla");
    const stages = sla[policy]?.stages;
    if (stages && !(stages.length === 1 && answers(policy)))
      report(
        ["requests", i, "sla"],
        "request.policy",
        `a request has one stage, answer, and "${policy}" has ${stages.map(({ name }) => name).join(", ") || "none"}`,
      );
    if (sla[policy]?.calendar === "lead")
      report(
        ["requests", i, "sla"],
        "request.policy",
        `the clock of "${policy}" runs in the contact hours of leads, and a request is answered by a colleague`,
      );
  });
  const kinds = new Map(requests.map((kind) => [kind.id, kind]));
  reasons.forEach(({ requests: kind }, i) => {
    expect(kind, new Set(kinds.keys()), ["reasons", i, "requests"], "request");
    if (kind !== undefined && kinds.get(kind)?.from === "marketing")
      report(
        ["reasons", i, "requests"],
        "schema.value",
        `"${kind}" is for marketing to ask, and sales hands leads back`,
      );
  });
}

/** In calendar days: people answer and put together for four weeks, and what is asked less than once a year is forgotten. */
const SURVEY_DAYS = { least: 28, most: 366 };
/** With fewer people of a side there is never a verdict. */
const FEWEST_ASKED = 3;

/** How often both sides are asked what they say of what is sold, and what they have to reach. */
export function checkSurvey({ survey, people }: Agreement, report: ReportFinding): void {
  if (!survey) return;
  const { every, atLeast } = survey;
  const days = every.days + 7 * every.weeks;
  if (every.elapsed || every.ms > 0 || !Number.isInteger(days) || days < SURVEY_DAYS.least || days > SURVEY_DAYS.most)
    report(
      ["survey", "every"],
      "schema.value",
      `a survey comes every ${SURVEY_DAYS.least} to ${SURVEY_DAYS.most} days, in whole ones, such as 13w`,
    );
  if (atLeast !== undefined && (atLeast <= 0 || atLeast > 1))
    report(["survey", "atLeast"], "schema.value", "a match that is reached always, or never: more than 0%, up to 100%");
  for (const side of ["marketing", "sales"] as const) {
    const count = Object.keys(people).filter((id) => sideOf({ people }, id) === side).length;
    if (count < FEWEST_ASKED)
      report(
        ["survey"],
        "survey.few",
        `a verdict takes ${FEWEST_ASKED} answers of each side, and ${count === 1 ? "one person is" : `${count} people are`} on the side of ${side}`,
        { severity: "warning", atKey: true },
      );
  }
}

const measureNames: ReadonlySet<string> = new Set(measureIds);

interface Reporting {
  expect: Expect;
  report: ReportFinding;
}

/** What each side promises the other, and what both want to reach: things that can be kept and can be broken. */
export function checkPromises(agreement: Agreement, { expect, report }: Reporting): void {
  const { commitments, goals = [], signers, people } = agreement;
  for (const side of sides) {
    const own = commitments[side];
    const others = commitments[otherSide(side)];
    for (const [i, commitment] of own.entries()) {
      const here = ["commitments", side, i];
      if (commitment.measure === JUDGED) checkJudged(commitment, here, signers, report);
      else checkTarget(commitment, here, { expect, report }, [JUDGED]);
      const known = new Set([...others.map(({ name }) => name), ...own.map(({ name }) => name)]);
      commitment.needs?.forEach((need, n) => {
        expect(need, known, [...here, "needs", n], "commitment");
        if (need === commitment.name && !others.some(({ name }) => name === need))
          report([...here, "needs", n], "commitment.needs", `"${need}" cannot need itself`);
      });
    }
  }
  for (const [i, goal] of goals.entries()) {
    const here = ["goals", i];
    checkTarget(goal, here, { expect, report });
    for (const side of sides) {
      const owner = goal.owners[side];
      expect(owner, new Set(Object.keys(people)), [...here, "owners", side], "person");
      if (people[owner] && sideOf(agreement, owner) !== side)
        report(
          [...here, "owners", side],
          "schema.value",
          `"${owner}" is not on the side of ${side}; their role says which`,
        );
    }
  }
}

/** Who meets, and who looks over whose shoulder. */
export function checkMeetings(agreement: Agreement, { expect, report }: Reporting): void {
  const { review, rideAlongs, people } = agreement;
  for (const [i, person] of review?.with.entries() ?? [])
    expect(person, new Set(Object.keys(people)), ["review", "with", i], "person");
  if (rideAlongs && rideAlongs.marketing + rideAlongs.sales === 0)
    report(["rideAlongs"], "schema.required", "nobody owes any: say how many marketing or sales does");
  const guests = takingPart(agreement);
  for (const side of sides)
    if (rideAlongs && rideAlongs[side] > 0 && guests[side].length === 0)
      report(
        ["rideAlongs", side],
        "schema.value",
        `nobody is of ${side} who could come along; roles and teams say who is`,
      );
}

/** People say whether it was kept: there is nothing to count. */
function checkJudged(
  { per, atLeast, atMost }: Commitment,
  here: Path,
  signers: Agreement["signers"],
  report: ReportFinding,
): void {
  if (!signers)
    report([...here, "measure"], "commitment.judged", "nobody would judge it: signers, who do, are missing");
  if (atLeast !== undefined || atMost !== undefined)
    report(here, "commitment.judged", "it is kept or not as people judge, so it has no atLeast and no atMost");
  if (per === "day")
    report([...here, "per"], "commitment.judged", "nobody can be asked every day: judge it by the week or longer");
}

/** Something that is measured, in its unit, and that can be reached and can be missed. */
function checkTarget(
  { measure, atLeast, atMost, share }: Target,
  here: Path,
  { expect, report }: Reporting,
  besides: readonly string[] = [],
): void {
  expect(measure, measureNames.union(new Set(besides)), [...here, "measure"], "measure");
  if (atLeast === undefined && atMost === undefined) {
    report(here, "schema.required", '"atLeast" or "atMost" is missing');
    return;
  }
  if (!measureNames.has(measure)) return;
  const unit = measureUnits[measure as MeasureId];
  const wrong = (text: string) => report(here, "commitment.never", `${text}: it could be kept always, or never`);
  if (unit === "duration" || unit === "money")
    report(
      [...here, "measure"],
      "commitment.unit",
      `"${measure}" is ${unit === "money" ? "an amount of money" : "a duration"}, and a target is a share or a number`,
    );
  else if ((unit === "share") !== share)
    report(
      here,
      "commitment.unit",
      `"${measure}" is a ${unit}, so its target is ${unit === "share" ? "a share, such as 70%" : "a number, such as 20"}`,
    );
  else if (
    unit === "share" &&
    ((atLeast !== undefined && (atLeast <= 0 || atLeast > 1)) || (atMost !== undefined && (atMost < 0 || atMost >= 1)))
  )
    wrong(`a share lies between 0% and 100%`);
  else if ((atLeast !== undefined && atLeast <= 0) || (atMost !== undefined && atMost < 0))
    wrong(`a count is never below 0`);
  else if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    wrong(`at least ${atLeast} and at most ${atMost} cannot both be`);
}
