import type { Calendar, Leave, Week, Weekday } from "../calendar/index.ts";
import type { Resolved } from "../calendar/resolved.ts";
import type { Condition } from "../condition/condition.ts";
import type { Duration } from "../duration/index.ts";
import type { HandoverNeed, Side } from "../facts/codes.ts";
import type { FieldType } from "../fields/builtin.ts";
import type { KnownOffsets } from "../zone/index.ts";

/** A checked agreement as plain data: durations parsed, shorthand spelt out, names verified. What is stored, compiled and compared. */
export interface Agreement {
  name: string;
  timezone: string;
  /** Offsets of the time zones it names, for some years; absent when it was published without. */
  zones?: Record<string, KnownOffsets>;
  /** How far these, and holidays, were found out. */
  resolved?: Resolved;
  /** Who hears of leads that nobody can take. */
  manager?: string;
  /** Who hears of sources that fail; else `manager`. */
  operator?: string;
  signed: Partial<Record<"marketing" | "sales", { by: string; on: string }>>;
  /** Who signs changes of the rules for each side; nobody, if absent. */
  signers?: Record<Side, string>;
  calendars: Record<string, AgreementCalendar>;
  rotas?: Record<string, Rota>;
  people: Record<string, TeamMember>;
  teams: Record<string, Team>;
  sources: Record<string, Source>;
  fields: Record<string, FieldSpec>;
  tables?: Record<string, TableSpec>;
  score: ScoreSpec;
  /** Kinds of customers: a lead is of the first whose condition holds. */
  segments?: Segment[];
  /** Whose lead one is: of the first whose condition holds. */
  motion?: Motion[];
  routing: Route[];
  sla: Record<string, Policy>;
  /** When leads may be contacted, on their own wall clocks. */
  contactHours?: Week;
  reasons: Reason[];
  /** What the sides may ask of each other; absent without any. */
  requests?: RequestKind[];
  /** How far it is in force for whom, `from` a day on; before that owners are reminded from the day `remind` on, and else everybody is observed. */
  rollout?: { from?: string; remind?: string; modes: Record<string, RolloutMode> };
  /** What a hand-over should have; all there is, if absent. */
  handover?: { needs: HandoverNeed[] };
  /** What both sides say of what is sold; absent without any. */
  messages?: { id: string; text: string }[];
  /** That everybody is asked now and then what they say of what is sold, and the match that both sides have to reach. */
  survey?: { every: Duration; atLeast?: number };
  /** To whom parked leads come back, and how often by themselves. */
  recycling?: { to?: "owner" | "rules"; times?: number };
  /** Why deals are lost. */
  lostReasons?: { id: string; name: string }[];
  crm?: { system: CrmSystem; source: string; status: Record<string, CrmAnswer> };
  /** In which most deals are, ISO 4217: forms propose it. */
  currency?: string;
  /** By which models revenue is credited to campaigns, and from how long before a hand-raise on touches count. */
  attribution?: { credit?: Credited[]; lookback?: Duration };
  commitments: Record<Side, Commitment[]>;
  goals?: Goal[];
  review?: ReviewPlan;
  rideAlongs?: RideAlongs;
  retention?: Retention;
  /** Whether reports and rows name people; else teams only. */
  visibility?: "teams" | "names";
  /** Whether a lead that nobody of sales has stays where it is, whatever becomes known of it. */
  reroute?: "on-qualified" | "never";
}

/** CRMs whose word counts as an answer. */
export const crmSystems = ["hubspot", "salesforce", "pipedrive"] as const;
export type CrmSystem = (typeof crmSystems)[number];

/** What a status of the CRM says of a lead. */
export const crmAnswers = ["attempted", "contacted", "opportunity", "won", "lost"] as const;
export type CrmAnswer = (typeof crmAnswers)[number] | { reject: string } | { lost: string };

/** How far an agreement is in force for a team. */
export const rolloutModes = ["observe", "remind", "full"] as const;
export type RolloutMode = (typeof rolloutModes)[number];

/** Models of crediting revenue, as the agreement names them. */
export const credited = ["first", "hand-raise", "last", "linear", "position", "time-decay"] as const;
export type Credited = (typeof credited)[number];

/** In calendar days: how long a lead is kept when it is closed (for ever, if absent), and a raw delivery when it came (90). */
export interface Retention {
  leadDays?: number;
  deliveryDays?: number;
}

/** `holidays` are dates; `regions` are turned into dates, and `closures`, when a version is published. */
export interface AgreementCalendar extends Calendar {
  regions: string[];
}

/** People of a team who take turns at being on call. */
export interface Rota {
  of: string;
  /** How many days a turn has. */
  everyDays: number;
  /** The local date of the first turn. */
  from: string;
  /** Whose turns these are, one after the other. */
  order: string[];
  hours: AgreementCalendar;
}

export interface TeamMember {
  name: string;
  email: string;
  role?: string;
  manager?: string;
  /** Without one the person counts as always at work. */
  calendar?: string;
  timezone?: string;
  languages: string[];
  skills: string[];
  capacity: Capacity;
  away: Leave["away"];
  /** Who gets what comes to them by name while they are on leave. */
  deputy?: string;
  /** Whether reminders and lists wait for their working time. */
  quiet?: boolean;
}

/** How much somebody, or a team together, takes: so many open leads, and so many new ones in a day, a week or a month of theirs. */
export interface Capacity {
  open?: number;
  perDay?: number;
  perWeek?: number;
  perMonth?: number;
}

/** What people and leads are matched by: what the lead itself says or who knows it, or what is listed. */
export type Match = "languages" | "skills" | "familiar" | { languages: string[] } | { skills: string[] };

export interface Team {
  members: { person: string; weight: number }[];
  pick: "round-robin" | "least-loaded" | "claim";
  /** How long a lead is offered to all of them, in calendar time. */
  claim?: { within: Duration };
  /** What a member must match. */
  require: Match[];
  /** What those match who come first, what matters most first. */
  prefer: Match[];
  capacity: Capacity;
  /** `first`: those come first who can answer soonest. `ignore`: shifts do not matter. */
  onDuty: "first" | "ignore";
  manager?: string;
}

/** What an unsigned delivery can prove itself by: the URL's last segment, a header, or HTTP Basic. Every provider takes them, alone or besides its own. */
const shared = ["token", "header", "basic"] as const;
const signed = { proof: ["secret", ...shared], more: ["previousSecret"] } as const;
const unsigned = { proof: shared, more: [] } as const;

/** Providers Baton can receive from, with the roles of `auth` each understands; one of `proof` is needed. */
export const providers = {
  form: unsigned,
  "google-ads": { proof: ["key", ...shared], more: [] },
  "meta-lead-ads": { proof: ["secret", ...shared], more: ["previousSecret", "verifyToken", "accessToken"] },
  linkedin: { proof: ["secret", ...shared], more: ["previousSecret", "accessToken"] },
  typeform: signed,
  tally: signed,
  jotform: unsigned,
  webflow: signed,
  hubspot: { proof: ["secret", ...shared], more: ["previousSecret", "accessToken"] },
  calendly: signed,
  "cal-com": signed,
  segment: signed,
  "standard-webhooks": { proof: ["secret", "publicKey", ...shared], more: ["previousSecret"] },
  svix: { proof: ["secret", "publicKey", ...shared], more: ["previousSecret"] },
  netlify: signed,
  formspree: signed,
  framer: signed,
  intercom: { proof: ["secret", ...shared], more: ["previousSecret", "accessToken"] },
  pipedrive: { proof: shared, more: ["accessToken"] },
  salesforce: unsigned,
  "contact-form-7": unsigned,
  "gravity-forms": unsigned,
  wpforms: unsigned,
  elementor: unsigned,
  unbounce: unsigned,
} as const satisfies Record<string, { proof: readonly AuthRole[]; more: readonly AuthRole[] }>;

export type ProviderName = keyof typeof providers;
export type AuthRole = keyof Auth;

/** Names of secrets by role; never their values, except for `publicKey`, which is none to hide. */
export interface Auth {
  /** Signs deliveries. */
  secret?: string;
  /** The secret before, while a provider still signs with it. */
  previousSecret?: string;
  /** Google's key in the body. */
  key?: string;
  /** Last segment of the URL. */
  token?: string;
  header?: { name: string; secret: string };
  /** `user:password`. */
  basic?: string;
  /** What Meta's handshake must bring. */
  verifyToken?: string;
  /** Lets Baton read from the provider what its webhooks only name. */
  accessToken?: string;
  /** Ed25519, `whpk_` and base64. */
  publicKey?: string;
}

/** Fields of a call tracker: what became of a call, by which values it was answered, by whom and when. */
export interface Calls {
  field: string;
  answered: string[];
  by?: string;
  at: string;
}

export interface Source {
  provider: ProviderName;
  auth: Auth;
  /** Secrets' names by application id, where a provider's application signs with its own (LinkedIn). */
  secrets: Record<string, string>;
  /** The complete registered URL without query, for providers that sign it. */
  publicUrl?: string;
  /** The sender's organisation id (Salesforce). */
  organization?: string;
  campaign?: string;
  promise?: string;
  /** Provider's field name → lead field. */
  fields: Record<string, string>;
  /** Who owns a lead that booked a meeting; `host` when absent. */
  booking?: "host" | "rules";
  /** Which fields say what became of a call. */
  calls?: Calls;
  /** Origins whose pages may post to it by script. */
  origins?: string[];
  /** Where a browser goes after posting the form. */
  redirect?: string;
  /** It promises that nobody calls. */
  noCall?: boolean;
  /** BCP 47: how its people write numbers and dates. */
  locale?: string;
  /** ISO 3166 alpha-2: the country of leads that name none. */
  country?: string;
  /** The team that answers for this source. */
  team?: string;
  /** Which bookings or events count as a response: all, none, or those named by channel, event or booking type. */
  stopsClock: boolean | string[];
}

export interface FieldSpec {
  type: FieldType;
  min?: number;
  max?: number;
  values?: (string | number | boolean)[];
}

/** Rows that are imported apart from the agreement, and give leads values: whose territory they are of. */
export interface TableSpec {
  /** Fields of leads that rows are found by, what matters most first. */
  by: TableKey[];
  /** Columns with what a row gives. */
  gives: TableColumn[];
  /** The rows that were imported last; absent before that. */
  content?: TableContent;
}

/** `key`: one of the values that a cell lists. `prefix`: what the value begins with. `range`: from one to another, `1-49`. */
export const matchings = ["key", "prefix", "range"] as const;
export interface TableKey {
  field: string;
  how: (typeof matchings)[number];
}

/** `target`: a person or a team. */
export interface TableColumn {
  column: string;
  type: "string" | "number" | "boolean" | "target";
  values?: (string | number | boolean)[];
}

/** Rows of a table, as a store has them. */
export interface TableContent {
  /** Digest of the rows: other rows have another one. */
  id: string;
  rows: number;
  /** People and teams that they name. */
  names: string[];
}

export interface ScoreSpec {
  qualified?: number;
  /** Highest threshold first. */
  bands: { name: string; from: number }[];
  rules: { name: string; when: Condition; points: number }[];
  /** Kept for scoring what a person did before; durations are calendar time. */
  touches: { name: string; touch: string; when: Condition; points: number; halfLife?: Duration; max?: number }[];
}

export interface Segment {
  name: string;
  when: Condition;
  /** What such a lead is worth, beside others. */
  value?: number;
}

export interface Motion {
  name: string;
  when: Condition;
  leads: "marketing" | "sales";
}

/** What stands in place of a policy where there is no clock: whoever has the lead holds it, without mail. */
export const NO_CLOCK = "none";

export interface Route {
  name: string;
  when: Condition;
  /** A person, a team, `manager`, `account.owner`, `.ae` or `.csm`, or `person.owner`; or teams that share its leads. */
  to: string | Split[];
  /** Whom to try when `to` cannot take the lead, in this order, and how long to wait for those before. */
  else: Fallback[];
  sla: string;
  /** Besides what the team requires. */
  require?: Match[];
  /** Instead of what the team prefers. */
  prefer?: Match[];
}

/** A team's share of leads, beside the shares of others. */
export interface Split {
  team: string;
  share: number;
}

/** A person or a team; or for how long to wait, in calendar time. */
export type Fallback = string | { wait: Duration };

export interface Policy {
  /** `owner` for the owner's own working time, `lead` for the contact hours where the lead is, or a calendar's name. */
  calendar: string;
  /** When a lead may be contacted, on its own wall clock; the agreement's, when absent. */
  contactHours?: Week;
  acceptHolds: Duration;
  snooze?: { max: Duration };
  clockFrom: "received" | "submitted";
  stages: Stage[];
}

export interface Stage {
  name: string;
  within: Duration;
  /** How often somebody is tried, of a stage that waits for a contact. */
  attempts?: Cadence;
  /** In which time whoever asks again, after an answer, is answered; `within`, when absent. */
  nextResponse?: Duration;
  /** Who takes over a lead that has become an opportunity, and by which policy. */
  handTo?: { to: string; sla: string };
  /** What whoever has a lead does in it, step by step. */
  playbook?: string[];
  steps: Step[];
}

/** Tries to reach somebody: so many, and how long after each the next one is due. */
export interface Cadence {
  count: number;
  /** The last one holds for all that follow. */
  next: Duration[];
}

export type At = { percent: number } | { after: Duration };

export interface Step {
  at: At;
  do: "remind" | "escalate" | "reassign";
  /** For `escalate`: `manager`, a person or a team. For `reassign`: a person or a team that is asked before the lead's own. */
  to?: string;
  /** Fires again `times` more times, `every` so often. */
  repeat?: { every: Duration; times: number };
}

export interface Reason {
  id: string;
  name: string;
  cause?: string;
  recycle?: Duration;
  /** Open only when somebody was tried so often. */
  afterAttempts?: number;
  /** The kind of request that is asked for with it. */
  requests?: string;
}

/** What one side may ask of the other. */
export interface RequestKind {
  id: string;
  name: string;
  from: Side | "any";
  /** A person, a team, or `lead.owner`. */
  to: string;
  /** A policy whose only stage is `answer`. */
  sla: string;
}

/** Who answers a request: whoever has the lead that it is about. */
export const LEAD_OWNER = "lead.owner";

/** How long the periods are over which both sides count. */
export const lengths = ["day", "week", "month", "quarter", "year"] as const;
export type Length = (typeof lengths)[number];

/** A number that is to be reached in each whole period. */
export interface Target {
  name: string;
  measure: string;
  per: Length;
  atLeast?: number;
  atMost?: number;
  /** Whether the target is a share (70% is kept as 0.7). */
  share: boolean;
}

/** The measure of a commitment that people judge. */
export const JUDGED = "judged";

/** What a side promises the other. */
export interface Commitment extends Target {
  /** Commitments, of either side, without which it can hardly be kept, by their names. */
  needs?: string[];
}

/** When both sides meet. */
export interface ReviewPlan {
  everyWeeks: number;
  on: Weekday;
  /** Minutes after midnight, in the agreement's time zone. */
  at: number;
  with: string[];
  minutes: number;
  /** A day of the week of the first one. */
  from?: string;
}

/** How often everybody of a side joins the other at its work. */
export interface RideAlongs {
  per: "month" | "quarter" | "year";
  marketing: number;
  sales: number;
}

/** What both sides want to reach together. */
export interface Goal extends Target {
  owners: Record<Side, string>;
}
