import * as z from "zod";
import { handoverNeeds } from "../facts/codes.ts";
import { credited, crmAnswers, crmSystems, lengths, matchings, providers, rolloutModes } from "./model.ts";
import {
  at,
  clockTime,
  country,
  date,
  days,
  duration,
  email,
  language,
  lasting,
  locale,
  origin,
  region,
  share,
  url,
  weekday,
  weeks,
  window,
  zone,
} from "./scalars.ts";

/**
 * The shape of an agreement as people write it. Parsing turns shorthand into the model's values;
 * what refers to something else is checked afterwards, when everything has been read.
 * Descriptions, patterns and examples are for the JSON Schema, which editors read.
 */

const name = z.string().trim().min(1, "must not be empty");

const list = <T extends z.ZodType>(item: T) => z.array(item).default([]);
/** Names become keys of objects, so those that every object has cannot be one. */
const key = name.refine((text) => !(text in Object.prototype), "cannot be a name");
const named = <T extends z.ZodType>(value: T) => z.record(key, value);
/** Read by the condition reader, which knows the fields. */
export const condition = z.unknown().meta({
  id: "condition",
  description:
    "Fields with a value, a list of values or operators; several fields in one map mean all of them. all, any and not combine conditions.",
});

const week = z.record(z.string().meta(days.meta()!), z.array(window));

const calendar = z.strictObject({
  timezone: zone.optional().describe("Whose wall clock its windows are read on; else the agreement's."),
  week: week.optional().describe("Weekdays or ranges of them, with the windows in which there is work."),
  weeks: z
    .strictObject({ odd: week, even: week })
    .optional()
    .describe("Instead of week: two weeks that alternate, by their number in ISO 8601."),
  holidays: list(z.union([date, region])).describe(
    "Dates, or regions whose public holidays count, half ones from the hour at which they begin.",
  ),
  dates: z
    .record(z.string().meta({ ...date.meta(), id: undefined }), z.union([z.array(window), name]))
    .default({})
    .describe(
      "Windows of single dates, whatever else says of them; week for those of their weekday, fri for a Friday's.",
    ),
});

const rota = z.strictObject({
  of: name.describe("The team whose members take turns."),
  every: lasting.describe("How long a turn is, in whole days: 1w."),
  from: date.describe("The first day of the first turn."),
  order: z
    .array(name)
    .min(1)
    .optional()
    .describe("Whose turns these are, one after the other; else the team's members."),
  timezone: zone.optional().describe("Whose wall clock its hours are read on; else the agreement's."),
  hours: week.describe("When whoever's turn it is works besides their calendar. Holidays do not matter, leave does."),
});

const capacity = z
  .strictObject({
    open: z.int().min(0).optional().describe("At most so many open leads."),
    perDay: z.int().min(0).optional().describe("At most so many new leads a day."),
    perWeek: z.int().min(0).optional().describe("At most so many in a week, from Monday on."),
    perMonth: z.int().min(0).optional().describe("At most so many in a calendar month."),
  })
  .default({});

const match = z.union([
  z.enum(["languages", "skills", "familiar"]),
  z.strictObject({ languages: z.array(language).min(1) }),
  z.strictObject({ skills: z.array(name).min(1) }),
]);

const person = z.strictObject({
  name: name.describe("What mails and pages call them."),
  email: email.describe("Where their leads and reminders are sent."),
  role: name
    .optional()
    .describe("marketing: they are on marketing's side of the numbers; everybody else is on sales'."),
  manager: name.optional().describe("Who hears of what this person does not do in time."),
  calendar: name.optional().describe("Their working time; without one they count as always at work."),
  timezone: zone.optional().describe("In which they are told times; else their calendar's."),
  languages: list(language).describe(
    "What they speak, for teams and rules that match by it. The first that Baton speaks (`en`, `de`) is the one they read mails and pages in; else English.",
  ),
  skills: list(name).describe("What they can, likewise."),
  capacity,
  away: list(
    z.strictObject({
      from: date.describe("The first day."),
      to: date.describe("The last day."),
      hours: z
        .array(window)
        .min(1)
        .optional()
        .describe("Only these hours of each day: they are not at work then, and keep their leads."),
    }),
  ).describe("Leave; both days are part of it."),
  deputy: name
    .optional()
    .describe("Who gets meanwhile what comes to them by name: leads, reminders, escalations. Nobody's turn is theirs."),
  quiet: z
    .boolean()
    .optional()
    .describe(
      "Whether reminders, and mails that list several leads, wait for their working time, unless a window of less than an hour runs.",
    ),
});

const memberWithWeight = z.strictObject({
  person: name,
  weight: z.int().min(1).max(100).default(1).describe("Turns they get for one of somebody with weight 1."),
});

const team = z.strictObject({
  members: z
    .array(z.union([name, memberWithWeight]))
    .describe("People, with a weight where somebody takes more than the others."),
  pick: z
    .enum(["round-robin", "least-loaded", "claim"])
    .default("round-robin")
    .describe(
      "round-robin: in turn, by weight. least-loaded: who has the fewest open leads for their weight. claim: all are told, and the first to say so has it.",
    ),
  claim: z
    .strictObject({
      within: lasting.describe(
        "How long, in calendar time; then the rule goes on, and at its end it is somebody's turn.",
      ),
    })
    .optional()
    .describe("With pick claim: how long they have."),
  onDuty: z
    .enum(["first", "ignore"])
    .default("first")
    .describe("first: those come first who can answer soonest. ignore: shifts do not matter."),
  require: list(match).describe(
    "What a member must match: the lead's language, the skills that its values name, who knows it (familiar), or what is listed.",
  ),
  prefer: z
    .array(match)
    .default(["familiar"])
    .describe("Those who match it come first, what matters most first. Who is familiar does so whoever is at work."),
  capacity,
  manager: name.optional().describe("Who answers for leads of members without a manager of their own."),
});

const source = z.strictObject({
  provider: z.enum(Object.keys(providers) as [keyof typeof providers]).describe("Where deliveries come from."),
  auth: z
    .strictObject({
      secret: name.optional().describe("Signs deliveries."),
      previousSecret: name.optional().describe("The secret before, while the provider still signs with it."),
      key: name.optional().describe("Google's key in the body."),
      token: name.optional().describe("Last segment of the URL."),
      header: z
        .strictObject({
          name: name.describe("The header that a delivery must have."),
          secret: name.describe("What is in it."),
        })
        .optional(),
      basic: name.optional().describe("HTTP Basic; the secret's value is user:password."),
      verifyToken: name.optional().describe("What the provider's handshake must bring."),
      accessToken: name.optional().describe("Reads from the provider what its webhooks only name."),
      publicKey: name.optional().describe("Ed25519: the value itself, whpk_ and base64."),
    })
    .default({})
    .describe("Names of secrets by what they prove; never their values."),
  secrets: z.record(name, name).default({}).describe("Secrets' names by application id (LinkedIn)."),
  publicUrl: url.optional().describe("The complete registered URL without query, where the provider signs it."),
  organization: name.optional().describe("The sender's organisation id (Salesforce)."),
  campaign: name.optional().describe("The campaign of leads that name none."),
  promise: name.optional().describe("What the lead was promised; the owner reads it."),
  fields: z.record(name, name).default({}).describe("The provider's names of fields, and the lead fields they become."),
  noCall: z
    .boolean()
    .optional()
    .describe("Whether it promises that nobody calls: then no rule may give its leads a clock for a contact."),
  locale: locale.optional().describe("How its people write numbers and dates: de-DE reads 1.200 and 07.12.2026."),
  country: country.optional().describe("The country of leads that name none, and of telephone numbers without code."),
  team: name.optional().describe("The team that answers for this source."),
  stopsClock: z
    .union([z.boolean(), z.array(name)])
    .default(true)
    .describe("Which bookings or events count as a response: all, none, or those named."),
  calls: z
    .strictObject({
      field: name.describe("The field that says what became of a call."),
      answered: z
        .array(name)
        .min(1)
        .describe("Its values by which somebody answered; with any other the call was missed."),
      by: name.optional().describe("The field with the e-mail address of who answered."),
      at: name.describe("The field that says when the call began, by which one call is told from another."),
    })
    .optional()
    .describe("Call tracking that posts to a form: a missed call is somebody who asks, an answered one a contact."),
  booking: z
    .enum(["host", "rules"])
    .optional()
    .describe(
      "Who owns a lead that booked a meeting: the host, if they are in the agreement (host), or whom the rules find.",
    ),
  origins: z
    .array(origin)
    .optional()
    .describe("Websites whose pages may post to it by script, and read the answer: scheme and host, no path."),
  redirect: url.optional().describe("Where a browser goes after posting the form."),
});

const field = z.strictObject({
  type: z.enum(["string", "number", "boolean", "instant"]),
  min: z.number().optional().describe("A smaller number is kept beside the lead's fields, where rules do not see it."),
  max: z.number().optional().describe("Likewise a larger one."),
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .optional()
    .describe(
      "The only values there are: of leads others are kept like too large numbers, in rules they are an error.",
    ),
});

/** Parts of a field's name, so without the sign between them. */
const part = key.regex(/^[\p{L}\p{N}_-]+$/u, "cannot be a name: letters, digits, - and _ only");
const given = z.enum(["target", "string", "number", "boolean"]);
const table = z.strictObject({
  by: z
    .record(key, z.enum(matchings))
    .describe(
      "Fields of leads that a row is found by, what matters most first. key: one of the values in the cell; prefix: what the value begins with; range: 1-49, or 10000-19999 of texts.",
    ),
  gives: z
    .record(
      part,
      z.union([
        given,
        z.strictObject({
          values: z
            .array(z.union([z.string(), z.number()]))
            .min(1)
            .describe("The only ones that rows may give."),
        }),
      ]),
    )
    .describe(
      "Columns that are fields for rules, table.NAME.COLUMN: target for a person or a team, or a type, or the values there are.",
    ),
});

const score = z.strictObject({
  qualified: z.number().optional().describe("From this score on a lead is qualified."),
  bands: named(z.number()).default({}).describe("Names of bands, and the score from which each begins."),
  rules: list(
    z.strictObject({
      name: name.describe("What stands beside the points, for whoever reads the score."),
      when: condition.describe("Which leads get them."),
      points: z.number().describe("May be negative."),
    }),
  ).describe("Points of every rule that holds add up."),
  touches: list(
    z.strictObject({
      name: name.describe("What stands beside the points."),
      touch: name.describe("The kind of touch: page, or the name of the event."),
      when: condition.optional().describe("Asks about what the site sent with the touch."),
      points: z.number().describe("For each touch."),
      halfLife: lasting.optional().describe("After this long a touch is worth half."),
      max: z.number().optional().describe("At most so many points for all touches of the kind."),
    }),
  ).describe("Points for what a person did before."),
});

const split = z.union([z.number().positive().max(100), share]);

const route = z.strictObject({
  name: name.describe("What receipts, lists and reports call the rule."),
  when: condition.optional().describe("Which leads it takes; without it, every lead that comes so far."),
  to: z
    .union([name, z.array(z.strictObject({ team: name, share: split })).min(1)])
    .describe(
      "A person, a team, manager, account.owner, account.ae, account.csm, person.owner or table.NAME.COLUMN; or teams, each with its share of the leads.",
    ),
  else: z
    .union([name, z.array(z.union([name, z.strictObject({ wait: lasting })]))])
    .optional()
    .describe(
      "A person or a team, when `to` cannot take the lead; or several, in this order. `wait` has the lead wait so long for those before it, in calendar time.",
    ),
  sla: name.describe("The policy whose clock runs; none: whoever gets it holds it without mail or clock."),
  require: z.array(match).optional().describe("What whoever takes it must match, besides what the team requires."),
  prefer: z.array(match).optional().describe("Who comes first, instead of what the team prefers."),
});

const repeat = z.strictObject({
  every: lasting.describe("How long after the one before."),
  times: z.int().min(1).max(50).describe("Fires at its instant and then so many times more."),
});
const step = z.discriminatedUnion("do", [
  z.strictObject({ at, do: z.literal("remind"), repeat: repeat.optional() }),
  z.strictObject({ at, do: z.literal("escalate"), to: name, repeat: repeat.optional() }),
  z.strictObject({
    at,
    do: z.literal("reassign"),
    to: name.optional().describe("A person or a team that gets it, before the team it came from."),
  }),
]);

const policy = z.strictObject({
  calendar: name
    .default("owner")
    .describe("Whose time counts: owner, a calendar's name, or lead for the contact hours where the lead is."),
  contactHours: week
    .optional()
    .describe("With calendar lead: when its leads may be contacted, on their own wall clocks; else the agreement's."),
  acceptHolds: duration.prefault("30m").describe("How long an owner who accepted keeps a lead from being reassigned."),
  snooze: z
    .strictObject({ max: duration.describe("How long at most, from the first time on.") })
    .optional()
    .describe("That an owner may let a lead wait; without it none does."),
  clockFrom: z
    .enum(["received", "submitted"])
    .default("received")
    .describe("submitted: the provider's own time, never after the receipt and at most an hour before it."),
  stages: named(
    z.strictObject({
      within: lasting.describe("The window in which the owner has to respond."),
      attempts: z
        .strictObject({
          count: z.int().min(1).max(20).describe("How many tries there are."),
          next: z
            .array(lasting)
            .min(1)
            .describe("How long after each try the next one is due; the last one holds for all that follow."),
        })
        .optional()
        .describe("How often an owner tries to reach somebody; else three times, a working day apart."),
      nextResponse: lasting
        .optional()
        .describe("How soon whoever asks again, after an answer or a try, is answered; else within."),
      handTo: z
        .strictObject({
          to: name.describe("A person or a team."),
          sla: name.describe("The policy whose clock runs for them."),
        })
        .optional()
        .describe("In disposition: who takes over a lead that has become an opportunity, as account executives do."),
      playbook: list(z.string().trim().min(1).max(200)).describe(
        "What whoever has a lead in this stage does, step by step; it stands in the mail and on the page.",
      ),
      steps: list(step).describe("What happens meanwhile and after: at a share of the time, or so long after it."),
    }),
  ).describe("What has to be done, in this order, and how soon."),
});

const target = {
  atLeast: z.union([z.number(), share]).optional(),
  atMost: z.union([z.number(), share]).optional(),
};
const per = z.enum(lengths).describe("Over which whole periods, in the agreement's time zone.");

const commitment = z.strictObject({
  name,
  measure: name.describe(
    "What is counted: a measure of shares or counts, such as acceptance-rate; judged, where whoever signs for the other side says at the end of a period whether it was kept.",
  ),
  per,
  ...target,
  needs: list(name).describe("Commitments, of either side, without which it can hardly be kept."),
});

const goal = z.strictObject({
  name,
  measure: name.describe("What is counted: a measure of shares or counts, such as won-deals."),
  per,
  ...target,
  owners: z.strictObject({ marketing: name, sales: name }).describe("Who answers for it on each side."),
});

const wholeDays = z.number().int().min(1).max(36_500);

const signature = z.strictObject({ by: name, on: date });

export const agreementSchema = z.strictObject({
  baton: z.literal(1).describe("The version of this language."),
  name: name.describe("What both sides call the agreement."),
  timezone: zone.describe("The time zone of whatever names none."),
  manager: name.optional().describe("Who hears of leads that nobody can take."),
  operator: name.optional().describe("Who hears of sources that fail; else the manager."),
  signed: z
    .strictObject({ marketing: signature.optional(), sales: signature.optional() })
    .default({})
    .describe("Who agreed to it for each side, and when."),
  signers: z
    .strictObject({ marketing: name, sales: name })
    .optional()
    .describe(
      "Who signs changes of the rules for each side; without them whoever publishes a version puts it in force.",
    ),
  calendars: named(calendar).describe("Working time, by name."),
  rotas: named(rota).default({}).describe("Who is on call when, by name."),
  people: named(person).describe("Everyone who may own a lead or hear of one, by id."),
  teams: named(team).describe("Who shares leads, by name."),
  sources: named(source).describe("What sends leads, by the name that is part of the webhook's URL."),
  fields: named(field).default({}).describe("Lead fields beyond the built-in ones; rules may use no others."),
  tables: z
    .record(part, table)
    .default({})
    .describe("Territories and the like, by name: rows are imported apart from the agreement."),
  score: score.describe("What makes a lead worth calling first."),
  segments: list(
    z.strictObject({
      name: name.describe("What reports call such customers; the field segment."),
      when: condition.optional().describe("Which leads are of it; without it, every lead that comes so far."),
      value: z.number().optional().describe("What such a lead is worth, beside others; the field value."),
    }),
  ).describe("Kinds of customers: a lead is of the first whose condition holds."),
  motion: list(
    z.strictObject({
      name: name.describe("What people call it."),
      when: condition.optional().describe("Which leads go this way; without it, every lead that comes so far."),
      leads: z.enum(["marketing", "sales"]).describe("Whose leads they are, for rules and reports; the field motion."),
    }),
  ).describe("Which leads buy by themselves and stay with marketing, and which go to sales: the first that holds."),
  routing: z.array(route).describe("Who takes a lead: the first rule that holds decides."),
  sla: named(policy).describe("How soon owners have to respond, and what happens when they do not, by name."),
  contactHours: week
    .optional()
    .describe(
      "When leads may be contacted, for policies whose calendar is lead: on the wall clock where each lead is.",
    ),
  reasons: list(
    z.strictObject({
      id: name,
      name: name.describe("What whoever hands a lead back chooses from."),
      cause: name
        .optional()
        .describe("For measures: data, fit, timing, duplicate or other; anything else counts as fit."),
      recycle: duration
        .optional()
        .describe("The lead is parked, and comes back after so long, in calendar time, as recycling says."),
      afterAttempts: z.int().min(1).max(20).optional().describe("Open only when somebody was tried so often."),
      requests: name.optional().describe("Whoever hands a lead back for it asks for this kind of request at once."),
    }),
  ).describe("Why sales may hand a lead back."),
  requests: list(
    z.strictObject({
      id: name,
      name: name.describe("What whoever asks chooses from, and what mails call it."),
      from: z.enum(["marketing", "sales", "any"]).default("any").describe("Which side may ask."),
      to: name.describe("Who answers: a person, a team, or lead.owner for whoever has the lead it is about."),
      sla: name.describe("The policy whose clock runs; its only stage is answer."),
    }),
  ).describe("What the sides may ask of each other, with a clock that runs until it is answered."),
  rollout: z
    .record(key, z.union([z.enum(rolloutModes), date]))
    .optional()
    .describe(
      "A gentle start, by team or default: observe (clocks run, and what they would have caused is only noted; no measure counts it), remind (owners are reminded, and nothing else) or full. from: the day from which on these hold; until then everybody is observed. remind: a day before that, from which on owners are reminded meanwhile.",
    ),
  handover: z
    .strictObject({
      needs: z
        .array(z.enum(handoverNeeds))
        .min(1)
        .describe(
          "What marketing owes with each lead: name, contact (an address or number that can be used), company, words (their own, or something they did before).",
        ),
    })
    .optional()
    .describe("What a hand-over has to have to count as complete; if absent, all of it."),
  recycling: z
    .strictObject({
      to: z
        .enum(["owner", "rules"])
        .optional()
        .describe(
          "To whom a parked lead comes back: whoever parked it, while they are there (owner, if absent), or whom the rules find.",
        ),
      times: z.int().min(1).max(20).optional().describe("How often by itself; from then on its manager is asked."),
    })
    .optional()
    .describe("How leads come back that were parked."),
  lostReasons: list(
    z.strictObject({ id: name, name: name.describe("What whoever records that a deal is lost chooses from.") }),
  ).describe("Why deals are lost. Where there are any, a deal is lost for one of them."),
  crm: z
    .strictObject({
      system: z.enum(crmSystems).describe("Which CRM it is."),
      source: name.describe("The source it sends its webhooks to."),
      status: z
        .record(
          z.string().trim().min(1).max(100),
          z.union([z.enum(crmAnswers), z.strictObject({ reject: name }), z.strictObject({ lost: name })]),
        )
        .describe(
          "What its statuses say of a lead: attempted, contacted, opportunity, won, lost, { lost: a lost reason } or { reject: a reason }. Others are counted and say nothing.",
        ),
    })
    .optional()
    .describe("The CRM where sales works: a status that somebody sets there is their answer."),
  messages: list(z.strictObject({ id: name, text: z.string().trim().min(1).max(280) })).describe(
    "What both sides say of what is sold, in the same words; a campaign names the one it carries.",
  ),
  survey: z
    .strictObject({
      every: lasting.describe("How long after the last one the next begins, in calendar days: 13w."),
      atLeast: share
        .optional()
        .describe("The match that each side has to reach, or what both say is not shared; else 60%."),
    })
    .optional()
    .describe(
      "That everybody is asked now and then what they say of what is sold, to see whether both sides say the same.",
    ),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "expected a currency of ISO 4217 such as EUR")
    .optional()
    .describe("In which most deals are: forms propose it, and reports show it first."),
  attribution: z
    .strictObject({
      credit: z
        .array(z.enum(credited))
        .min(1)
        .optional()
        .describe("By which models reports credit revenue to campaigns; else by first touch and hand-raise."),
      lookback: lasting.optional().describe("From how long before a hand-raise on touches count; else 90d."),
    })
    .optional()
    .describe("How revenue is credited to campaigns."),
  commitments: z
    .strictObject({ marketing: list(commitment), sales: list(commitment) })
    .default({ marketing: [], sales: [] })
    .describe("What each side promises the other, as measures."),
  goals: list(goal).describe("What both sides want to reach together."),
  review: z
    .strictObject({
      every: weeks.describe("How often both sides look at it together."),
      on: weekday,
      at: clockTime.describe("When it begins, in the agreement's time zone."),
      with: z.array(name).min(1).describe("Who comes, whoever signs among them or not."),
      minutes: z.int().min(5).max(240).optional().describe("How long it is; 30, if absent."),
      from: date.optional().describe("In whose week the first one is; every so many weeks is counted from it."),
    })
    .optional()
    .describe("When both sides meet, and only about what needs them."),
  rideAlongs: z
    .strictObject({
      per: z.enum(["month", "quarter", "year"]),
      marketing: z.int().min(0).max(50).optional().describe("How often everybody of marketing joins a call of sales."),
      sales: z.int().min(0).max(50).optional().describe("How often everybody of sales joins marketing at its work."),
    })
    .optional()
    .describe("How often each side looks over the other's shoulder."),
  retention: z
    .strictObject({
      leadDays: wholeDays.optional().describe("A lead is deleted so many days after it was closed; if absent, never."),
      // What waits for a token, or lies in quarantine, waits for a human.
      deliveryDays: wholeDays
        .min(30)
        .optional()
        .describe("A raw delivery is deleted so many days after it came; if absent, 90."),
    })
    .optional()
    .describe("How long personal data is kept, in calendar days."),
  reroute: z
    .enum(["on-qualified", "never"])
    .default("on-qualified")
    .describe(
      "Whether a lead that nobody of sales has is routed again when its score reaches `qualified`, or another rule takes it that reaches sales.",
    ),
  visibility: z
    .enum(["teams", "names"])
    .optional()
    .describe("Whether reports and rows name people, or teams only; if absent, teams."),
});

export type Written = z.infer<typeof agreementSchema>;
export { days };
