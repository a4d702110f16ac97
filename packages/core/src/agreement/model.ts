import type { Calendar, Leave, Weekday } from "../calendar/index.ts";
import type { Condition } from "../condition/index.ts";
import type { Duration } from "../duration/index.ts";
import type { FieldType } from "../fields/builtin.ts";

/** A checked agreement as plain data: durations parsed, shorthand spelt out, names verified. What is stored, compiled and compared. */
export interface Agreement {
  name: string;
  timezone: string;
  /** Who hears of leads that nobody can take. */
  manager?: string;
  signed: Partial<Record<"marketing" | "sales", { by: string; on: string }>>;
  calendars: Record<string, AgreementCalendar>;
  people: Record<string, Person>;
  teams: Record<string, Team>;
  sources: Record<string, Source>;
  fields: Record<string, FieldSpec>;
  score: ScoreSpec;
  routing: Route[];
  sla: Record<string, Policy>;
  reasons: Reason[];
  commitments: Record<"marketing" | "sales", Commitment[]>;
}

/** `holidays` are dates; `regions` are turned into dates when a version is published. */
export interface AgreementCalendar extends Calendar {
  week: Partial<Record<Weekday, [number, number][]>>;
  regions: string[];
}

export interface Person {
  name: string;
  email: string;
  role?: string;
  manager?: string;
  /** Without one the person counts as always at work. */
  calendar?: string;
  timezone?: string;
  languages: string[];
  skills: string[];
  capacity: { open?: number; perDay?: number };
  away: Leave["away"];
}

export interface Team {
  members: { person: string; weight: number }[];
  pick: "round-robin" | "least-loaded";
  /** `first`: those at work now come before those who are not. `ignore`: shifts do not matter. */
  onDuty: "first" | "ignore";
  manager?: string;
}

/** Providers Baton can receive from, with the roles of `auth` each understands; one of `proof` is needed. */
export const providers = {
  form: { proof: ["token", "header", "basic"], more: [] },
  "google-ads": { proof: ["key"], more: ["token"] },
  "standard-webhooks": { proof: ["secret"], more: ["previousSecret", "token"] },
  svix: { proof: ["secret"], more: ["previousSecret", "token"] },
  typeform: { proof: ["secret"], more: ["previousSecret", "token"] },
} as const satisfies Record<string, { proof: AuthRole[]; more: AuthRole[] }>;

export type Provider = keyof typeof providers;
export type AuthRole = keyof Auth;

/** Names of secrets by role; never their values. */
export interface Auth {
  secret?: string;
  previousSecret?: string;
  key?: string;
  token?: string;
  header?: { name: string; secret: string };
  basic?: string;
}

export interface Source {
  provider: Provider;
  auth: Auth;
  campaign?: string;
  promise?: string;
  /** Provider's field name → lead field. */
  fields: Record<string, string>;
  /** Where a browser goes after posting the form. */
  redirect?: string;
}

export interface FieldSpec {
  type: FieldType;
  min?: number;
  max?: number;
  values?: (string | number | boolean)[];
}

export interface ScoreSpec {
  qualified?: number;
  /** Highest threshold first. */
  bands: { name: string; from: number }[];
  rules: { name: string; when: Condition; points: number }[];
  /** Kept for scoring what a person did before; durations are calendar time. */
  touches: { name: string; touch: string; when: Condition; points: number; halfLife?: Duration; max?: number }[];
}

export interface Route {
  name: string;
  when: Condition;
  /** A person, a team, `manager`, `account.owner` or `person.owner`. */
  to: string;
  /** A person or a team, when `to` cannot take the lead. */
  else?: string;
  sla: string;
}

export interface Policy {
  /** `owner` for the owner's own working time, or a calendar's name. */
  calendar: string;
  acceptHolds: Duration;
  snooze?: { max: Duration };
  clockFrom: "received" | "submitted";
  stages: Stage[];
}

export interface Stage {
  name: string;
  within: Duration;
  steps: Step[];
}

export type At = { percent: number } | { after: Duration };

export interface Step {
  at: At;
  do: "remind" | "escalate" | "reassign";
  /** For `escalate`: `manager`, a person or a team. */
  to?: string;
  /** Fires again `times` more times, `every` so often. */
  repeat?: { every: Duration; times: number };
}

export interface Reason {
  id: string;
  name: string;
  cause?: string;
  recycle?: Duration;
}

export interface Commitment {
  name: string;
  measure: string;
  per: string;
  atLeast?: number;
  atMost?: number;
  /** Whether the target is a share (70% is kept as 0.7). */
  share: boolean;
}
