import { kindOf } from "../facts/codes.ts";
import { derivedFields, givenFields } from "../fields/builtin.ts";
import { leadFieldsOf } from "../fields/facts.ts";
import { pathOf } from "../fields/path.ts";
import { isOwnerTarget, ownersNamed } from "../rules/known.ts";
import { TABLE_FIELD, targetFields } from "../tables/fields.ts";
import { fold } from "../text/index.ts";
import { checkMeetings, checkPromises, checkRequests, checkSurvey } from "./checks/promises.ts";
import type { Path, ReportFinding } from "./finding.ts";
import { isRegion } from "./holidays.ts";
import { type Agreement, type AuthRole, type Match, NO_CLOCK, providers } from "./model.ts";
import type { Written } from "./schema.ts";
import { sideOf } from "./side.ts";
import { didYouMean } from "./suggest.ts";

/** Providers whose fields are named by whoever made the form, and may lie inside others. */
const FREELY_NAMED = new Set(["form", "contact-form-7", "wpforms", "elementor", "unbounce"]);

/** Checks what one part of an agreement says of another: names exist, are unique, and mean one thing. */
export function checkReferences(written: Written, agreement: Agreement, report: ReportFinding): void {
  const people = new Set(Object.keys(agreement.people));
  const teams = new Set(Object.keys(agreement.teams));
  const calendars = new Set(Object.keys(agreement.calendars));
  const takers = people.union(teams);
  const expect = (value: string | undefined, known: ReadonlySet<string>, path: Path, what: string) => {
    if (value !== undefined && !known.has(value))
      report(path, "reference.unknown", `unknown ${what} "${value}"${didYouMean(value, [...known])}`);
  };
  const unique = (names: string[], path: (i: number) => Path) => {
    const used = new Set<string>();
    names.forEach((name, i) => {
      if (used.has(name)) report(path(i), "schema.duplicate", `"${name}" is already used in this list`);
      used.add(name);
    });
  };

  const spoken = new Set(Object.values(agreement.people).flatMap(({ languages }) => languages));
  const skills = new Set(Object.values(agreement.people).flatMap((person) => person.skills));
  const matching = (matches: readonly Match[], path: Path) =>
    matches.forEach((match, n) => {
      if (typeof match === "string") return;
      const [what, listed, known] =
        "skills" in match
          ? (["skill", match.skills, skills] as const)
          : (["language", match.languages, spoken] as const);
      for (const [m, one] of listed.entries())
        if (![...known].some((other) => fold(other) === fold(one)))
          expect(one, known, [...path, n, `${what}s`, m], what);
    });

  /** What is kept with the version, and nothing acts on so far. */
  const notYet = (path: Path, key: string) =>
    report(path, "language.notYet", `"${key}" is checked and kept, and nothing acts on it yet`, {
      atKey: true,
      severity: "warning",
    });

  expect(agreement.manager, people, ["manager"], "person");
  expect(agreement.operator, people, ["operator"], "person");
  for (const side of ["marketing", "sales"] as const)
    expect(agreement.signed[side]?.by, people, ["signed", side, "by"], "person");

  for (const side of ["marketing", "sales"] as const) {
    const signer = agreement.signers?.[side];
    expect(signer, people, ["signers", side], "person");
    if (signer !== undefined && agreement.people[signer] && sideOf(agreement, signer) !== side)
      report(["signers", side], "schema.value", `"${signer}" is not on the side of ${side}; their role says which`);
  }
  if (agreement.signers && Object.keys(agreement.signed).length > 0)
    report(["signed"], "schema.key", "signed is for agreements without signers: theirs are signed by their mails", {
      atKey: true,
    });

  if (agreement.contactHours && !Object.values(agreement.sla).some(({ calendar }) => calendar === "lead"))
    report(["contactHours"], "schema.key", "contactHours counts only where a policy's calendar is lead", {
      atKey: true,
    });
  for (const [name, { holidays }] of Object.entries(written.calendars)) {
    if (name === "owner" || name === "lead")
      report(["calendars", name], "schema.value", `"${name}" is a word of the language and cannot be a calendar`, {
        atKey: true,
      });
    holidays.forEach((holiday, i) => {
      if (typeof holiday !== "string" && !isRegion(holiday.region))
        report(
          ["calendars", name, "holidays", i, "region"],
          "reference.unknown",
          `unknown holiday region "${holiday.region}"`,
        );
    });
  }

  for (const [name, { of, order }] of Object.entries(agreement.rotas ?? {})) {
    const here = ["rotas", name];
    expect(of, teams, [...here, "of"], "team");
    if (teams.has(of) && order.length === 0)
      report([...here, "of"], "schema.value", `"${of}" has no members who could take turns`);
    const members = new Set(agreement.teams[of]?.members.map(({ person }) => person));
    order.forEach((person, i) => {
      const where = written.rotas[name]!.order ? [...here, "order", i] : [...here, "of"];
      if (teams.has(of)) expect(person, members, where, `member of "${of}"`);
      if (agreement.people[person] && agreement.people[person].calendar === undefined)
        report(where, "schema.value", `"${person}" has no calendar and so is always at work: give them one`);
    });
  }

  for (const [name, person] of Object.entries(agreement.people)) {
    const here = ["people", name];
    expect(person.manager, people, [...here, "manager"], "person");
    expect(person.calendar, calendars, [...here, "calendar"], "calendar");
    expect(person.deputy, people, [...here, "deputy"], "person");
    if (person.deputy === name) report([...here, "deputy"], "schema.value", `"${name}" cannot stand in for themselves`);
    person.away.forEach(({ from, to }, i) => {
      if (to < from)
        report([...here, "away", i, "to"], "schema.value", `the leave ends on ${to}, before it begins on ${from}`);
    });
    if (["manager", "owner"].includes(name) || isOwnerTarget(name))
      report(here, "schema.value", `"${name}" is a word of the language and cannot be a person`, { atKey: true });
    if (teams.has(name))
      report(["teams", name], "schema.duplicate", `"${name}" is already a person; people and teams share their names`, {
        atKey: true,
      });
  }

  for (const [name, team] of Object.entries(agreement.teams)) {
    const here = ["teams", name];
    for (const [i, { person }] of team.members.entries()) expect(person, people, [...here, "members", i], "person");
    unique(
      team.members.map(({ person }) => person),
      (i) => [...here, "members", i],
    );
    expect(team.manager, people, [...here, "manager"], "person");
    matching(team.require, [...here, "require"]);
    matching(team.prefer, [...here, "prefer"]);
    if (team.pick === "claim" && !team.claim)
      report(
        [...here, "pick"],
        "schema.required",
        "pick claim needs to say how long they have: claim: { within: 10m }",
      );
    if (team.pick !== "claim" && team.claim)
      report([...here, "claim"], "schema.key", "claim counts only where pick is claim", { atKey: true });
  }

  for (const [name, field] of Object.entries(agreement.fields)) {
    if (Object.hasOwn(givenFields, name) || Object.hasOwn(derivedFields, name))
      report(["fields", name], "schema.duplicate", `"${name}" is a built-in field`, { atKey: true });
    if (name.startsWith(TABLE_FIELD))
      report(["fields", name], "schema.value", `fields that begin with ${TABLE_FIELD} come of tables`, { atKey: true });
    field.values?.forEach((value, i) => {
      if (typeof value !== (field.type === "instant" ? "string" : field.type))
        report(
          ["fields", name, "values", i],
          "schema.type",
          `expected a ${field.type}, found ${JSON.stringify(value)}`,
        );
    });
  }

  const fillable = new Set([...Object.keys(givenFields), ...Object.keys(leadFieldsOf(agreement.fields))]);
  for (const [name, source] of Object.entries(agreement.sources)) {
    const here = ["sources", name];
    const { proof, more } = providers[source.provider] as Record<"proof" | "more", readonly AuthRole[]>;
    const ownSecrets = Object.keys(source.secrets).length > 0;
    const roles = Object.keys(source.auth) as AuthRole[];
    for (const role of roles) {
      if (![...proof, ...more].includes(role))
        report(
          [...here, "auth", role],
          "schema.key",
          `${source.provider} does not use "${role}"; it takes ${[...proof, ...more].join(", ")}`,
          { atKey: true },
        );
    }
    if (!ownSecrets && !proof.some((role) => source.auth[role]))
      report(
        here,
        "source.unauthenticated",
        `anybody could post to "${name}": give it auth with ${proof.join(" or ")}`,
        { atKey: true },
      );
    for (const [from, to] of Object.entries(source.fields)) {
      if (!fillable.has(to))
        report([...here, "fields", from], "schema.field", `unknown field "${to}"${didYouMean(to, [...fillable])}`);
      if (FREELY_NAMED.has(source.provider) && (pathOf(from) === undefined || /^[$/]/.test(from)))
        report(
          [...here, "fields", from],
          "schema.value",
          `nothing can have the name "${from}"; a field inside others is data.email or data[email]`,
          { atKey: true },
        );
    }
    expect(source.team, teams, [...here, "team"], "team");
    if (source.team !== undefined) notYet([...here, "team"], "team");
    if (source.provider === "hubspot" && source.auth.secret && !source.publicUrl)
      report(here, "source.incomplete", "HubSpot signs the URL it posts to: without publicUrl nothing authenticates", {
        atKey: true,
        severity: "warning",
      });
    if (ownSecrets && source.provider !== "linkedin")
      report([...here, "secrets"], "schema.key", "only LinkedIn signs with a secret per application", { atKey: true });
    if ((source.provider === "meta-lead-ads" || source.provider === "linkedin") && !source.auth.accessToken)
      report(
        here,
        "source.incomplete",
        `${source.provider} sends ids only: without auth.accessToken its leads stay in stage fetching`,
        { atKey: true, severity: "warning" },
      );
    if (source.booking && source.provider !== "calendly" && source.provider !== "cal-com")
      report([...here, "booking"], "schema.key", "only Calendly and Cal.com send bookings", { atKey: true });
    if (source.calls && source.provider !== "form")
      report([...here, "calls"], "schema.key", "only a form is told of calls by call tracking", { atKey: true });
    if (source.redirect && source.provider !== "form")
      report([...here, "redirect"], "schema.key", "only a form sends a browser on", { atKey: true });
  }

  unique(
    agreement.score.rules.map(({ name }) => name),
    (i) => ["score", "rules", i, "name"],
  );
  unique(
    agreement.score.touches.map(({ name }) => name),
    (i) => ["score", "touches", i, "name"],
  );

  for (const [key, entries] of [
    ["segments", agreement.segments ?? []],
    ["motion", agreement.motion ?? []],
  ] as const)
    unique(
      entries.map(({ name }) => name),
      (i) => [key, i, "name"],
    );
  for (const name of Object.keys(agreement.rollout?.modes ?? {}))
    if (name !== "default") expect(name, teams, ["rollout", name], "team");
  const policies = new Set(Object.keys(agreement.sla));
  if (policies.has(NO_CLOCK))
    report(["sla", NO_CLOCK], "schema.value", `"${NO_CLOCK}" is what rules say that give no clock`, { atKey: true });
  const targets = takers.union(new Set(["manager", ...ownersNamed, ...targetFields(agreement.tables)]));
  unique(
    agreement.routing.map(({ name }) => name),
    (i) => ["routing", i, "name"],
  );
  agreement.routing.forEach((route, i) => {
    if (typeof route.to === "string") expect(route.to, targets, ["routing", i, "to"], "person or team");
    else {
      const split = route.to;
      for (const [n, { team, share }] of split.entries()) {
        expect(team, teams, ["routing", i, "to", n, "team"], "team");
        if (share === 0)
          report(["routing", i, "to", n, "share"], "schema.value", "a share of nothing: leave the team out");
      }
      unique(
        split.map(({ team }) => team),
        (n) => ["routing", i, "to", n, "team"],
      );
    }
    const single = typeof written.routing[i]!.else === "string";
    route.else.forEach((one, n) => {
      const here = single ? ["routing", i, "else"] : ["routing", i, "else", n];
      if (typeof one === "string") expect(one, takers, here, "person or team");
      else if (n + 1 < route.else.length && typeof route.else[n + 1] !== "string")
        report(here, "schema.value", "two waits in a row are one; give a person or a team between them");
    });
    matching(route.require ?? [], ["routing", i, "require"]);
    matching(route.prefer ?? [], ["routing", i, "prefer"]);
    if (route.sla !== NO_CLOCK) expect(route.sla, policies, ["routing", i, "sla"], "policy under sla");
  });

  const clocks = calendars.union(new Set(["owner", "lead"]));
  const heard = takers.union(new Set(["manager"]));
  for (const [name, policy] of Object.entries(agreement.sla)) {
    const here = ["sla", name];
    expect(policy.calendar, clocks, [...here, "calendar"], "calendar");
    if (policy.calendar === "lead" && !policy.contactHours && !agreement.contactHours)
      report([...here, "calendar"], "schema.required", "calendar lead needs contactHours, here or at the top");
    if (policy.calendar !== "lead" && policy.contactHours)
      report([...here, "contactHours"], "schema.key", `contactHours counts only where calendar is lead`, {
        atKey: true,
      });
    const [only, ...others] = policy.stages;
    if (!only) report([...here, "stages"], "schema.value", "a policy needs at least one stage");
    else if (others.length === 0 && kindOf(only.name) !== "answer")
      report(
        [...here, "stages", only.name],
        "policy.oneStage",
        `"${only.name}" is the only stage of "${name}": the first tap ends a lead for good, and nobody asks what came of it; a stage disposition after it would`,
        { severity: "warning", atKey: true },
      );
    for (const stage of policy.stages) {
      if (["closed", "fetching", "waiting", "offered", "unrouted"].includes(stage.name))
        report(
          [...here, "stages", stage.name],
          "schema.value",
          `"${stage.name}" is a word of the language and cannot be a stage`,
          { atKey: true },
        );
      const at = [...here, "stages", stage.name];
      for (const [i, step] of stage.steps.entries())
        expect(step.to, step.do === "reassign" ? takers : heard, [...at, "steps", i, "to"], "person or team");
      if (stage.handTo) {
        expect(stage.handTo.to, takers, [...at, "handTo", "to"], "person or team");
        expect(stage.handTo.sla, policies, [...at, "handTo", "sla"], "policy under sla");
        if (kindOf(stage.name) !== "disposition")
          report([...at, "handTo"], "schema.key", `"handTo" belongs to the stage disposition`, { atKey: true });
      }
      for (const key of ["attempts", "nextResponse"] as const)
        if (stage[key] !== undefined && kindOf(stage.name) !== "contact")
          report([...at, key], "schema.key", `"${key}" belongs to a stage that waits for a contact`, { atKey: true });
      const { attempts } = stage;
      if (attempts && attempts.next.length > attempts.count)
        report(
          [...at, "attempts", "next", attempts.count],
          "schema.value",
          `there are ${attempts.count} tries, so at most as many times to wait after one`,
        );
    }
  }

  checkRequests(agreement, report, { expect, takers, policies });
  checkSurvey(agreement, report);
  for (const list of ["reasons", "lostReasons", "messages", "requests"] as const)
    unique(
      (agreement[list] ?? []).map(({ id }) => id),
      (i) => [list, i, "id"],
    );
  if (agreement.crm) {
    const { system, source, status } = agreement.crm;
    const named = agreement.sources[source];
    expect(source, new Set(Object.keys(agreement.sources)), ["crm", "source"], "source");
    if (named && named.provider !== system)
      report(["crm", "source"], "schema.value", `"${source}" is a source of ${named.provider}, not of ${system}`);
    const reasons = new Set(agreement.reasons.map(({ id }) => id));
    const lostReasons = new Set((agreement.lostReasons ?? []).map(({ id }) => id));
    for (const [value, answer] of Object.entries(status)) {
      const path = ["crm", "status", value];
      if (typeof answer === "string") {
        if (answer === "lost" && lostReasons.size > 0)
          report(path, "schema.required", "a deal is lost for a reason: { lost: … }");
      } else if ("reject" in answer) expect(answer.reject, reasons, [...path, "reject"], "reason");
      else expect(answer.lost, lostReasons, [...path, "lost"], "lost reason");
    }
  }
  if (agreement.currency !== undefined && !Intl.supportedValuesOf("currency").includes(agreement.currency))
    report(["currency"], "schema.value", `"${agreement.currency}" is no currency of ISO 4217, such as EUR`);
  for (const side of ["marketing", "sales"] as const)
    unique(
      agreement.commitments[side].map(({ name }) => name),
      (i) => ["commitments", side, i, "name"],
    );
  unique(
    (agreement.goals ?? []).map(({ name }) => name),
    (i) => ["goals", i, "name"],
  );
  checkPromises(agreement, { expect, report });
  checkMeetings(agreement, { expect, report });
}
