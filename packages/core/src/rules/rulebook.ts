import { type Language, spokenOf } from "@baton/words";
import type { Agreement, Policy, Route, TableContent } from "../agreement/model.ts";
import { type OnCall, WorkingTime } from "../calendar/index.ts";
import { type Facts, fieldsOf } from "../condition/condition.ts";
import type { FieldValue, LeadFields } from "../fields/normalise.ts";
import type { UnnamedValue } from "../health/model.ts";
import { ACTION, actionPolicy } from "../requests/action.ts";
import { type TableValues, tableOf } from "../tables/fields.ts";
import type { Table } from "../tables/table.ts";
import { knowOffsets } from "../zone/index.ts";
import type { LeadZone } from "../zone/of-lead.ts";
import { isOwnerTarget } from "./known.ts";
import { type Away, peopleWith } from "./people/absences.ts";
import { isLimited } from "./people/capacity.ts";
import { receivedFacts } from "./received.ts";
import { inTurn, type Search } from "./search/in-turn.ts";
import { type Sort, sorter } from "./sorting.ts";
import { type ScoredTouch, touchScoring } from "./touch-score.ts";
import { unnamedIn } from "./unnamed.ts";

/**
 * One agreement version, compiled: what it decides and when people work. Built once per version and process;
 * pure, without schema, YAML or holiday library.
 */
export interface Rulebook {
  version: number;
  /** Its people have the leave that they said beside it. */
  agreement: Agreement;
  /** Who says they are away, beside the agreement. */
  absences: readonly Away[];
  /** The same version with other absences; nothing is compiled again. */
  withAbsences(absences: readonly Away[]): Rulebook;
  /** Fields that any rule asks about. */
  asked: ReadonlySet<string>;
  /** People and teams whose open leads are counted: those with a capacity and the members of least-loaded teams. */
  counted: ReadonlySet<string>;
  /** Whether the score looks at touches at all; if not, they need not be read. */
  asksTouches: boolean;
  /** Those of some touches that the score counts, in their order, with the facts that it asks about. */
  countedTouches(touches: readonly ScoredTouch[]): ScoredTouch[];
  /**
   * The plain sum of points, its band, and the reasons that add up to it. Touches count with what is left of their points at
   * `at` (epoch ms).
   */
  score(facts: Facts, touches?: readonly ScoredTouch[], at?: number): Score;
  /** What rules ask of the instant of a receipt, epoch ms. */
  received(at: number): Facts;
  /** What tables say of a lead with these facts, of tables that any rule asks; undefined when none does. */
  lookUp(facts: Facts): Promise<TableValues | undefined>;
  /** What segment and motion a lead is of, by facts that hold `score` and `band`, and that then hold these too. */
  sort(facts: Facts): Sort;
  /** The first routing rule that takes these facts, which must hold `score` and `band`, and what they are sorted by. */
  route(facts: Facts): Route | undefined;
  /** Which of a lead's values no rule names although rules ask about their field. */
  unnamed(lead: LeadFields): UnnamedValue[];
  /** A person's own working time, leave taken out. */
  workingTime(person: string): WorkingTime;
  /** The calendar a policy's clock runs in: its own, that of whoever holds the lead, or the lead's contact hours. */
  clockTime(policy: Pick<Policy, "calendar" | "contactHours">, whose: Whose): WorkingTime;
  /** Where a lead is, by its fields; undefined when they do not tell, or no policy asks. */
  zoneOfLead(fields: Readonly<Record<string, FieldValue>>): LeadZone | undefined;
  /** The zone a person reads times in: their own, else their calendar's, else the agreement's. */
  zone(person: string | undefined): string;
  /** The language a person reads: the first of theirs that Baton speaks, else English. */
  language(person: string | undefined): Language;
  /** The next person above, in a chain that cannot loop: the person's manager, else none. */
  managersAbove(person: string): string[];
  /** Whom leads without owner are reported to: the agreement's manager, else the topmost one. */
  topManager: string | undefined;
}

/** Whose time a clock may run in. */
export interface Whose {
  /** Whoever has the lead. */
  holder?: string | undefined;
  /** The time zone of the lead; the agreement's, where that is not known. */
  zone?: string | undefined;
}

export interface Score {
  total: number;
  band: string | null;
  reasons: { name: string; points: number }[];
}

/** Around the clock, for people without a calendar. */
const always = {
  week: Object.fromEntries(["sun", "mon", "tue", "wed", "thu", "fri", "sat"].map((day) => [day, [[0, 1440]]])),
  holidays: [],
};

/** Rows that were imported, laid out to be looked up in. */
export type OpenTable = (content: TableContent) => Promise<Table>;

/** What is loaded only where an agreement asks for it. */
export interface Parts {
  /** How rules are found; `indexed` of `search/rule-index.ts` where there are many. */
  search?: Search;
  /** Without it tables say nothing. */
  openTable?: OpenTable | undefined;
  /** `zoneOfLead` of `zone/of-lead.ts`; without it nobody knows where leads are. */
  zoneOfLead?: Rulebook["zoneOfLead"];
}

export function compileAgreement(
  given: Agreement,
  version: number,
  { search = inTurn, openTable, zoneOfLead = () => undefined }: Parts = {},
): Rulebook {
  const agreement = withOwnNamesOnly(given);
  knowOffsets(agreement.zones ?? {});
  const { people, score: spec } = agreement;
  const scoring = search.all(spec.rules.map(({ when }) => when));
  const touches = touchScoring(spec.touches);
  const routing = search.first(agreement.routing.map(({ when }) => when));
  let naming: ReturnType<typeof unnamedIn> | undefined;
  const calendar = calendarsOf(agreement);

  const named = new Set([
    ...[...spec.rules, ...agreement.routing, ...(agreement.segments ?? []), ...(agreement.motion ?? [])].flatMap(
      ({ when }) => fieldsOf(when),
    ),
    ...agreement.routing.flatMap(({ to }) => (typeof to === "string" && isOwnerTarget(to) ? [to] : [])),
  ]);
  const tables = [...new Set([...named].flatMap((field) => tableOf(field) ?? []))];
  const asked = named.union(
    new Set(tables.flatMap((name) => agreement.tables?.[name]?.by.map(({ field }) => field) ?? [])),
  );
  const compiled: Omit<Rulebook, "agreement" | "absences" | keyof PeopleTime> = {
    version,
    asked,
    received: receivedFacts(agreement, asked, calendar),
    counted: new Set([
      ...Object.keys(people).filter((id) => isLimited(people[id]!.capacity)),
      ...Object.keys(agreement.teams).filter((name) => isLimited(agreement.teams[name]!.capacity)),
      ...Object.values(agreement.teams).flatMap((team) =>
        team.pick === "least-loaded" ? team.members.map(({ person }) => person) : [],
      ),
    ]),
    asksTouches: spec.touches.length > 0,
    countedTouches: touches.counted,
    score(facts, given = [], at) {
      const reasons = scoring(facts).map((found) => {
        const { name, points } = spec.rules[found]!;
        return { name, points };
      });
      reasons.push(...touches.reasons(given, at));
      const total = clean(reasons.reduce((sum, { points }) => sum + points, 0));
      return { total, band: spec.bands.find(({ from }) => total >= from)?.name ?? null, reasons };
    },
    sort: sorter(agreement),
    route(facts) {
      const found = routing(facts);
      return found === undefined ? undefined : agreement.routing[found];
    },
    async lookUp(facts) {
      if (tables.length === 0) return undefined;
      const found: TableValues = {};
      for (const name of tables) {
        const { content, gives = [] } = agreement.tables?.[name] ?? {};
        const row = content && openTable && (await openTable(content)).find(facts);
        // Rows may give more than they are asked for.
        if (row)
          found[name] = Object.fromEntries(
            gives.flatMap(({ column }) => (row[column] === undefined ? [] : [[column, row[column]]])),
          );
      }
      return found;
    },
    unnamed: (lead) => {
      naming ??= unnamedIn(agreement);
      return naming(lead);
    },
    zoneOfLead,
    managersAbove(start) {
      const above = new Set<string>();
      for (
        let id = people[start]?.manager;
        id !== undefined && people[id] && id !== start && !above.has(id);
        id = people[id]?.manager
      )
        above.add(id);
      return [...above];
    },
    topManager: agreement.manager ?? topmost(agreement),
    withAbsences: (absences) => withPeople(peopleWith(people, absences), absences),
  };
  const withPeople = (there: Agreement["people"], absences: readonly Away[]): Rulebook => {
    const staffed = { ...agreement, people: there };
    return { ...compiled, agreement: staffed, absences, ...timeOf(staffed, calendar) };
  };
  return withPeople(people, []);
}

type Calendars = (name: string) => WorkingTime;

/** An agreement's calendars, each laid out once. */
function calendarsOf({ calendars }: Agreement): Calendars {
  const working = new Map<string, WorkingTime>();
  return (name) => remembered(working, name, () => new WorkingTime(calendars[name]!));
}

function remembered(working: Map<string, WorkingTime>, key: string, make: () => WorkingTime): WorkingTime {
  const found = working.get(key) ?? make();
  working.set(key, found);
  return found;
}

type PeopleTime = Pick<Rulebook, "workingTime" | "clockTime" | "zone" | "language">;

/** When the people of an agreement work, and in which zones. */
function timeOf(agreement: Agreement, calendar: Calendars): PeopleTime {
  const { people } = agreement;
  const working = new Map<string, WorkingTime>();
  const remember = (key: string, make: () => WorkingTime) => remembered(working, key, make);
  const zone = (id: string | undefined) => {
    const person = id === undefined ? undefined : people[id];
    return (
      person?.timezone ?? (person?.calendar && agreement.calendars[person.calendar]?.timezone) ?? agreement.timezone
    );
  };
  const workingTime = (id: string) => {
    const person = people[id];
    const onCall = turnsOf(agreement, id);
    // Without leave and rotas everybody's working time is the calendar's, laid out once for all.
    if (person?.calendar !== undefined && person.away.length === 0 && onCall.length === 0)
      return calendar(person.calendar);
    return remember(`person ${id}`, () => {
      const own =
        person?.calendar === undefined ? { ...always, timezone: zone(id) } : agreement.calendars[person.calendar]!;
      return new WorkingTime(own, person && { timezone: zone(id), away: person.away }, onCall);
    });
  };
  return {
    zone,
    language: (id) => spokenOf((id === undefined ? undefined : people[id]?.languages) ?? []),
    workingTime,
    clockTime(policy, { holder, zone: at = agreement.timezone }) {
      if (policy.calendar === "lead") {
        const week = policy.contactHours ?? agreement.contactHours!;
        return remember(
          `contact ${at} ${JSON.stringify(week)}`,
          () => new WorkingTime({ timezone: at, week, holidays: [] }),
        );
      }
      if (policy.calendar !== "owner") return calendar(policy.calendar);
      return holder === undefined
        ? remember("nobody", () => new WorkingTime({ ...always, timezone: agreement.timezone }))
        : workingTime(holder);
    },
  };
}

/** Somebody's turns at being on call. */
function turnsOf({ rotas = {} }: Agreement, person: string): OnCall[] {
  return Object.values(rotas).flatMap(({ hours, from, everyDays, order }) =>
    order.flatMap((id, place): OnCall[] =>
      id === person ? [{ hours, from, everyDays, of: order.length, place }] : [],
    ),
  );
}

/** Its lists by name without what every object has, so that nobody is called "constructor" or "__proto__". */
function withOwnNamesOnly(given: Agreement): Agreement {
  const own = <T>(named: Record<string, T>): Record<string, T> => Object.assign(Object.create(null), named);
  const { calendars, people, teams, sources, fields, sla } = given;
  return {
    ...given,
    calendars: own(calendars),
    people: own(people),
    teams: own(teams),
    sources: own(sources),
    fields: own(fields),
    // Known by its name and in no list: it is Baton's own, and stored with no version.
    sla: Object.defineProperty(own(sla), ACTION, { value: actionPolicy }),
  };
}

/** With more rules than these, an index is worth being loaded and built. */
const FEW_RULES = 8;

const runsWhereLeadsAre = ({ sla }: Agreement): boolean =>
  Object.values(sla).some(({ calendar }) => calendar === "lead");

/** Compiles with the search that suits the number of rules. */
export async function compileBest(agreement: Agreement, version: number, openTable?: OpenTable): Promise<Rulebook> {
  const few = agreement.routing.length <= FEW_RULES && agreement.score.rules.length <= FEW_RULES;
  const [search, places] = await Promise.all([
    few ? undefined : import("./search/rule-index.ts"),
    runsWhereLeadsAre(agreement) ? import("../zone/of-lead.ts") : undefined,
  ]);
  return compileAgreement(agreement, version, {
    openTable,
    ...(search && { search: search.indexed }),
    ...(places && { zoneOfLead: places.zoneOfLead }),
  });
}

/** A sum without the error of floating point, so that it equals what its reasons show and reaches the band it should. */
const clean = (sum: number): number => Number(sum.toFixed(6));

/** Who manages others and is managed by nobody; the first such in the order written. */
function topmost({ people, teams }: Agreement): string | undefined {
  const managers = new Set([...Object.values(people), ...Object.values(teams)].map(({ manager }) => manager));
  return (
    Object.keys(people).find((id) => managers.has(id) && !people[id]!.manager) ??
    Object.keys(people).find((id) => managers.has(id))
  );
}
