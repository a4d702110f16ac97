import type { Found } from "@baton/core/delivery";
import type { Rulebook } from "@baton/core/rules";
import { people, rulebookOf, small } from "../agreements.ts";
import type { Chance } from "./chance.ts";
import { noFaults, randomFaults } from "./faults.ts";
import type { Plan } from "./plan.ts";
import type { Arrival } from "./provider.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Both Europe and America leave daylight saving time in the two weeks after it. */
const AUTUMN = Date.parse("2026-10-21T00:00:00Z");

const reasons = [
  { id: "not-a-fit", name: "Not a fit", cause: "fit" },
  { id: "unclear", name: "Unclear", requests: "help" },
];
const calendars = {
  berlin: { timezone: "Europe/Berlin", week: { "mon-fri": ["09:00-12:30", "13:30-18:00"] }, holidays: ["2026-10-30"] },
  york: { timezone: "America/New_York", week: { "mon-fri": ["09:00-17:00"] } },
  night: { timezone: "Australia/Lord_Howe", week: { "mon-sun": ["22:00-06:00"] } },
  always: { week: { "mon-sun": ["00:00-24:00"] } },
};
const ladder = {
  calendar: "owner",
  snooze: { max: "1d" },
  stages: {
    accept: {
      within: "20m",
      steps: [
        { at: "50%", do: "remind" },
        { at: "+10m", do: "reassign" },
      ],
    },
    contact: {
      within: "1h",
      steps: [
        { at: "50%", do: "remind", repeat: { every: "10m", times: 2 } },
        { at: "100%", do: "escalate", to: "manager" },
        { at: "+15m", do: "reassign" },
        { at: "+elapsed 3h", do: "escalate", to: "vera" },
      ],
    },
    disposition: { within: "1d", steps: [{ at: "100%", do: "escalate", to: "vera" }] },
  },
};
const quick = {
  snooze: { max: "1d" },
  stages: {
    contact: {
      within: "15m",
      attempts: { count: 2, next: ["2h", "4h"] },
      nextResponse: "1h",
      steps: [
        { at: "50%", do: "remind" },
        { at: "100%", do: "escalate", to: "manager" },
        { at: "+15m", do: "reassign" },
        { at: "+2h", do: "escalate", to: "vera" },
      ],
    },
    disposition: { within: "5d", steps: [{ at: "80%", do: "remind" }] },
  },
};
const slow = {
  calendar: "berlin",
  stages: {
    contact: {
      within: "4h",
      steps: [
        { at: "75%", do: "remind" },
        { at: "100%", do: "escalate", to: "manager" },
        { at: "+elapsed 24h", do: "remind", repeat: { every: "1d", times: 2 } },
      ],
    },
  },
};

interface Company {
  rulebook: Rulebook;
  /** Its next version. */
  next: Rulebook;
  constant: boolean;
}

type Rule = { name: string } & Record<string, unknown>;

const scoring = (qualified: number, big: number) => ({
  qualified,
  bands: { hot: 40, warm: 20 },
  rules: [
    { name: "Big", when: { employees: { gte: 500 } }, points: big },
    { name: "Middle", when: { employees: { gte: 100, lt: 500 } }, points: 20 },
  ],
});

/** What sides ask of each other, of whoever has a lead and of a team. */
const asking = {
  calendar: "owner",
  snooze: { max: "1d" },
  stages: { answer: { within: "2h", steps: [...ladder.stages.contact.steps] } },
};
const requests = (team: string) => [
  { id: "fix", name: "Data fix", to: "lead.owner", sla: "asking" },
  { id: "help", name: "A hand", to: team, sla: "asking" },
];

/** A company, and the same with another score and its first rule under another name. */
function company(
  parts: { routing?: Rule[]; teams?: Record<string, unknown>; sla: object } & Record<string, unknown>,
  constant = false,
): Company {
  const [team = "sales"] = Object.keys(parts.teams ?? {});
  const common = { calendars, reasons, ...parts, requests: requests(team), sla: { ...parts.sla, asking } };
  const [first, ...others] = parts.routing ?? [{ name: "Everyone", to: "sales", sla: "fast" }];
  const routing = [{ ...first, name: `${first!.name}, as agreed anew` }, ...others];
  return {
    rulebook: rulebookOf(small({ score: scoring(40, 40), ...common })),
    next: rulebookOf(small({ score: scoring(20, 35), ...common, routing }), 2),
    constant,
  };
}

const managers = {
  mia: { role: "marketing", manager: undefined, calendar: "berlin" },
  sam: { manager: "vera", calendar: "berlin" },
  vera: { manager: undefined },
};

/** Companies that differ in what can go wrong with them. */
const companies: readonly Company[] = [
  company({
    people: people({
      ana: { calendar: "berlin", capacity: { open: 3 } },
      ben: { calendar: "york", away: [{ from: "2026-10-23", to: "2026-10-26" }] },
      dan: { calendar: "night" },
      ...managers,
    }),
    teams: { sales: { members: ["ana", { person: "ben", weight: 2 }, "dan"], manager: "sam" } },
    sla: { fast: ladder },
  }),
  company(
    {
      people: people({ ana: {}, ben: {}, dan: {}, ...managers }),
      teams: {
        sales: { members: [{ person: "ana", weight: 3 }, { person: "ben", weight: 2 }, "dan"], manager: "sam" },
      },
      sla: { fast: quick },
    },
    true,
  ),
  company({
    people: people({
      ana: { calendar: "berlin", capacity: { open: 2, perDay: 2 } },
      ben: { capacity: { open: 2 }, away: [{ from: "2026-10-22", to: "2026-10-22" }] },
      dan: { calendar: "york" },
      ...managers,
    }),
    teams: {
      sales: { members: ["ana", "ben"], pick: "least-loaded", manager: "sam" },
      rest: { members: ["dan", "ana"], onDuty: "ignore", manager: "sam" },
    },
    routing: [
      { name: "Large", when: { employees: { gte: 500 } }, to: "sales", sla: "fast" },
      { name: "Dan's", when: { employees: { gte: 100 } }, to: "dan", else: "sales", sla: "late" },
      { name: "Everyone else", to: "rest", else: "sales", sla: "late" },
    ],
    sla: { fast: quick, late: slow },
  }),
  company({
    people: people({
      ana: { calendar: "york", capacity: { open: 1 } },
      ben: { away: [{ from: "2026-10-20", to: "2026-10-27" }] },
      ...managers,
    }),
    teams: { sales: { members: ["ana", "ben"], manager: "sam" } },
    sla: { fast: quick },
  }),
  company({
    contactHours: { "mon-fri": ["08:00-20:00"] },
    people: people({
      ana: { calendar: "berlin", languages: ["de"], skills: ["large"] },
      ben: { calendar: "york", languages: ["de", "en"], capacity: { perWeek: 3 } },
      dan: { calendar: "berlin", languages: ["en"], capacity: { open: 1 } },
      eve: {
        calendar: "york",
        languages: ["en"],
        capacity: { open: 2 },
        away: [{ from: "2026-10-24", to: "2026-10-27" }],
      },
      ...managers,
    }),
    rotas: { weekends: { of: "sales", every: "1w", from: "2026-10-19", hours: { "sat-sun": ["10:00-16:00"] } } },
    teams: {
      sales: {
        members: ["ana", { person: "ben", weight: 2 }],
        manager: "sam",
        prefer: ["familiar", { skills: ["large"] }],
      },
      west: { members: ["dan", "eve"], manager: "sam", capacity: { perDay: 2 } },
    },
    routing: [
      {
        name: "Shared",
        when: { employees: { gte: 400 } },
        to: [
          { team: "sales", share: 60 },
          { team: "west", share: 40 },
        ],
        else: [{ wait: "3h" }, "vera"],
        sla: "fast",
      },
      {
        name: "Spoken",
        when: { employees: { gte: 200 } },
        to: "west",
        require: ["languages"],
        else: [{ wait: "1h" }, "sales", { wait: "1h" }],
        sla: "theirs",
      },
      { name: "Everyone else", to: "sales", require: ["languages"], else: "west", sla: "ladder" },
    ],
    sla: { fast: quick, ladder, theirs: { ...quick, calendar: "lead" } },
  }),
];

/** Marketing nurtures, a team claims, and who sells takes over. */
const relayed = company({
  people: people({
    ana: { calendar: "berlin", quiet: true, capacity: { open: 3 } },
    ben: { calendar: "york" },
    dan: { deputy: "eve" },
    eve: { capacity: { open: 2 } },
    ...managers,
    mia: { role: "marketing", quiet: true, calendar: "berlin" },
  }),
  score: {
    ...scoring(40, 40),
    touches: [{ name: "Saw prices", touch: "page", when: { path: "/prices" }, points: 20, halfLife: "30d" }],
  },
  teams: {
    sales: { members: ["ana", "ben"], pick: "claim", claim: { within: "10m" }, manager: "sam" },
    closers: { members: ["dan", "eve"], manager: "sam" },
  },
  routing: [
    { name: "Large", when: { employees: { gte: 700 } }, to: "sales", else: [{ wait: "1h" }, "closers"], sla: "fast" },
    { name: "Hot", when: { score: { gte: 40 } }, to: "sales", sla: "fast" },
    { name: "Nurture", to: "mia", sla: "slow" },
  ],
  sla: {
    fast: {
      ...quick,
      stages: {
        contact: {
          ...quick.stages.contact,
          steps: [...quick.stages.contact.steps.slice(0, 2), { at: "+15m", do: "reassign", to: "closers" }],
        },
        disposition: { ...quick.stages.disposition, handTo: { to: "closers", sla: "ladder" } },
      },
    },
    ladder,
    slow,
  },
});

/** What both sides promise each other, ask and meet about. */
const together = {
  signers: { marketing: "mo", sales: "vera" },
  commitments: {
    marketing: [{ name: "Good briefs", measure: "judged", per: "week" }],
    sales: [{ name: "In time", measure: "contact-in-time", per: "week", atLeast: "80%" }],
  },
  messages: [{ id: "fast", text: "It is fast" }],
  survey: { every: "4w" },
  review: { every: "1w", on: "thu", at: "10:00", with: ["mia", "sam"] },
  rideAlongs: { per: "month", marketing: 2, sales: 1 },
};

/** The larger company of the month: three teams in three parts of the world, people on leave, limits, three policies. */
const large = () =>
  company({
    ...together,
    people: people({
      ana: { calendar: "berlin", capacity: { open: 60, perDay: 14 }, away: [{ from: "2026-10-26", to: "2026-11-03" }] },
      ben: { calendar: "berlin" },
      chloe: { calendar: "berlin", away: [{ from: "2026-10-30", to: "2026-10-30" }] },
      dan: { calendar: "york", capacity: { open: 80 } },
      eve: { calendar: "york", away: [{ from: "2026-11-09", to: "2026-11-20" }] },
      fay: { calendar: "york" },
      gus: { calendar: "night" },
      hal: { calendar: "night", capacity: { perDay: 12 } },
      ida: { calendar: "always" },
      mia: { role: "marketing", calendar: "berlin", manager: "mo" },
      max: { role: "marketing", calendar: "berlin", manager: "mo" },
      mo: { role: "marketing", calendar: "york", manager: undefined },
      sam: { manager: "vera", calendar: "berlin", away: [{ from: "2026-11-02", to: "2026-11-06" }] },
      vera: { manager: undefined },
    }),
    teams: {
      europe: { members: ["ana", { person: "ben", weight: 2 }, "chloe"], manager: "sam" },
      america: { members: ["dan", "eve", "fay"], pick: "least-loaded", manager: "sam" },
      nights: { members: ["gus", "hal", { person: "ida", weight: 3 }], onDuty: "ignore", manager: "vera" },
    },
    routing: [
      { name: "Large", when: { employees: { gte: 500 } }, to: "america", else: "europe", sla: "fast" },
      { name: "Middle", when: { employees: { gte: 100 } }, to: "europe", else: "nights", sla: "ladder" },
      { name: "Everyone else", to: "nights", else: "europe", sla: "slow" },
    ],
    sla: { fast: quick, ladder, slow },
  });

const escalating = company({
  sla: { fast: { stages: { contact: { within: "4h", steps: [{ at: "100%", do: "escalate", to: "manager" }] } } } },
});

/** Leads at random within a time, some of them by one person, some at once, and calls that another system saw. */
function arrivals(chance: Chance, count: number, start: number, withinMs: number): Arrival[] {
  const found: Arrival[] = [];
  let at = start;
  for (let n = 1; n <= count; n++) {
    const name = `lead ${n}`;
    const burst = n > 1 && chance.number(`${name} in a burst`) < 0.3;
    at = burst ? at + 5 : start + chance.between(`${name} at`, 0, withinMs);
    const whose = chance.number(`${name} again`) < 0.15 ? chance.between(`${name} of`, 1, n) : n;
    const email = `jo${Math.floor(whose)}@globex.example`;
    const employees = Math.floor(chance.between(`${name} employees`, 0, 1_000));
    const language = chance.pick(`${name} speaks`, ["de", "en", "fr"]);
    const country = chance.pick(`${name} is in`, ["DE", "US", "BR"]);
    const booked = chance.number(`${name} books`) < 0.1 && {
      "meeting.at": new Date(at + chance.between(`${name} meets`, 0, 12 * DAY)).toISOString(),
    };
    found.push({
      name,
      at,
      found: [{ kind: "lead", fields: { name: `Jo ${n}`, email, employees, language, country, ...booked } }],
    });
    if (chance.number(`${name} soon again`) < 0.2) {
      const fields = { name: `Jo ${n}`, email, message: "Are you there?" };
      const soon = at + chance.between(`${name} soon again at`, 10 * MINUTE, 8 * HOUR);
      found.push({ name: `${name}, once more`, at: soon, found: [{ kind: "lead", fields }] });
    }
    for (let seen = 0; seen < 3 && chance.number(`${name} saw ${seen}`) < 0.3; seen++) {
      const key = `touch ${seen} of ${name}`;
      const touch = { kind: "touch" as const, touch: "page", label: "/prices", who: { email }, key };
      const later = at + chance.between(`${key} at`, 0, DAY);
      found.push({ name: key, at: later, found: [{ ...touch, facts: { path: "/prices" } }] });
    }
    if (chance.number(`${name} called`) > 0.1) continue;
    const heardAt = at + chance.between(`${name} called at`, MINUTE, 6 * HOUR);
    const happenedAt = heardAt - chance.between(`${name} call told after`, 0, HOUR);
    found.push({ name: `call of ${name}`, at: heardAt, found: [callOf(name, email, happenedAt)] });
  }
  return found;
}

const callOf = (name: string, email: string, at: number): Found => ({
  kind: "contact",
  channel: "call",
  event: "call",
  at: new Date(at).toISOString(),
  who: { email },
  key: name,
});

/** A few leads, some days and a random set of faults. */
export function smallPlan(chance: Chance): Plan {
  const { rulebook, next, constant } = chance.pick("company", [...companies, relayed, relayed]);
  const start = AUTUMN + Math.floor(chance.between("start", 0, 12 * DAY));
  const faultsUntil = start + chance.between("faults until", 2 * HOUR, 3 * DAY);
  const outages = (["sweep", "everything"] as const)
    .filter((of) => chance.happens(`outage of ${of}`, 0.3))
    .map((of) => {
      const from = start + chance.between(`outage of ${of} from`, 0, DAY);
      return { of, from, until: from + chance.between(`outage of ${of} for`, 10 * MINUTE, 8 * HOUR) };
    });
  const published = chance.happens("another version", 0.4)
    ? { published: { at: start + chance.between("another version at", 0, DAY), rulebook: next } }
    : {};
  return {
    rulebook,
    ...published,
    constant,
    start,
    arrivals: arrivals(
      chance,
      1 + Math.floor(chance.between("leads", 0, 3)),
      start,
      chance.pick("within", [MINUTE, DAY]),
    ),
    faults: randomFaults(chance, 0.06),
    outages,
    faultsUntil,
    end: Math.max(faultsUntil, ...outages.map(({ until }) => until), start + DAY + 6 * HOUR) + 2 * HOUR,
    diligence: chance.pick("diligence", [0, 0.3, 0.7]),
    leave: 0.04,
    copies: chance.pick("copies", [1, 1, 1, 1, 1, 1, 1, 3]),
  };
}

/** A month of the larger company. */
export const monthPlan =
  (leads: number, faulty: boolean) =>
  (chance: Chance): Plan => {
    const end = AUTUMN + 30 * DAY;
    const { rulebook, next, constant } = large();
    return {
      rulebook,
      constant,
      rounds: true,
      published: { at: AUTUMN + 12 * DAY, rulebook: next },
      start: AUTUMN,
      arrivals: arrivals(chance, leads, AUTUMN, 29 * DAY),
      faults: faulty ? randomFaults(chance, 0.02) : noFaults,
      outages: faulty ? [{ of: "sweep", from: AUTUMN + 5 * DAY, until: AUTUMN + 5 * DAY + HOUR }] : [],
      faultsUntil: faulty ? end - 2 * HOUR : AUTUMN,
      end,
      diligence: 0.8,
      leave: 0.002,
      copies: 1,
    };
  };

/** Forty leads within a minute, four hours to answer each, and nobody who does; in a company that only escalates. */
export const fortyUntouched =
  ({ copies = 1, sweepStops = 0 }: { copies?: number; sweepStops?: number }) =>
  (): Plan => {
    const start = Date.parse("2026-11-24T09:00:00Z");
    const breach = start + 4 * HOUR;
    return {
      ...escalating,
      start,
      arrivals: Array.from({ length: 40 }, (_, n): Arrival => {
        const fields = { name: `Jo ${n + 1}`, email: `jo${n + 1}@globex.example` };
        return { name: `lead ${n + 1}`, at: start + 1_500 * n, found: [{ kind: "lead", fields }] };
      }),
      faults: noFaults,
      outages: [{ of: "sweep", from: breach - sweepStops / 2, until: breach + sweepStops / 2 }],
      faultsUntil: start,
      end: breach + 2 * HOUR,
      diligence: 0,
      leave: 0,
      copies,
    };
  };
