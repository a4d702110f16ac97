import { readFile } from "node:fs/promises";
import { tagsOf } from "@baton/aws/ses";
import { BatonError } from "@baton/core/error";
import { respond } from "@baton/core/lead";
import { askFor } from "@baton/core/requests";
import { dayStart, localDate } from "@baton/core/zone";
import { atTheFair, type Character, character, named } from "./cast.ts";
import { between, chance, pick } from "./chance.ts";
import { demonstrationAgreement } from "./settings.ts";
import type { World } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What marketing describes, with the days of the six weeks on which it starts and ends. */
const campaigns = [
  {
    id: "demo-request",
    name: "Demo requests",
    owner: "mia",
    promise: "A 20-minute demo with your own data",
    message: "your-data",
    goal: { measure: "acceptance-rate", atLeast: 0.7 },
    starts: 0,
  },
  {
    id: "pricing",
    name: "Prices on the page",
    owner: "mia",
    promise: "A price within the day",
    message: "live-in-a-week",
    starts: 0,
  },
  {
    id: "autumn-webinar",
    name: "Webinar: one warehouse, one list",
    owner: "mia",
    promise: "The recording and a checklist",
    audience: "Heads of logistics of companies with more than fifty people",
    question: "What do people ask first when they hear of one list?",
    message: "one-list",
    starts: 9,
  },
  { id: "search-ads", name: "Search ads", owner: "mo", promise: "Pricing on one page", starts: 0 },
  {
    id: "logistics-fair",
    name: "Logistics fair",
    owner: "noa",
    promise: "A call in the week after the fair",
    question: "What should the stand show?",
    starts: 24,
    ends: 26,
  },
  {
    id: "winter-guide",
    name: "The winter guide",
    owner: "mia",
    promise: "Twelve pages on counting stock in winter",
    question: "What stops your customers in winter?",
    message: "one-list",
    starts: 50,
  },
];
/** What campaigns cost, EUR a week. */
const spend = {
  "demo-request": 380,
  "search-ads": 1_450,
  "autumn-webinar": 620,
  pricing: 240,
  "logistics-fair": 2_900,
};
const collateral = [
  { id: "harborline", name: "How Harborline counts", fits: { segment: ["Enterprise", "Mid-market"] } },
  { id: "checklist", name: "The first-week checklist", fits: { campaign: ["autumn-webinar"] } },
  { id: "scanners", name: "Which scanners work" },
];
/** What somebody asks for whose request is answered by occasion, not by whoever reads of it. */
export const SENT_BACK = "A case study in German, please.";
const askedOfSales = [
  "May we quote them on the page?",
  "Do they say “one list” by themselves?",
  "What made them switch?",
];
const askedOfMarketing = [
  "A case of their size, please.",
  "Something in German about scanners.",
  "Who else is in their trade?",
];

/** What happens besides people asking and being answered; answers who asks in it. */
export function occasions(
  world: World,
  options: {
    /** How many ask by themselves. */
    people: number;
    /** The lead of one of them, once they asked. */
    leadOf(character: number): string | undefined;
  },
): Character[] {
  const { relay, start, end, rulebook } = world;
  const { leadOf } = options;
  /** One of those who ask by themselves, by their place among them. */
  const among = (share: number): number => Math.floor(share * options.people);
  /** Somebody who had asked by a share of the time, and was given to somebody. */
  const someLead = (share: number): string | undefined =>
    Array.from({ length: among(share) }, (_, n) => leadOf(among(share) - 8 - n)).find((lead) => lead !== undefined);
  const zone = rulebook.agreement.timezone;
  const date = (day: number): string => localDate(zone, start + day * DAY);
  /** An instant of one of the days, 0 being the first, on the clock of the wall. */
  const on = (day: number, hour: number): number => dayStart(zone, date(day)) + hour * HOUR;
  const at = (day: number, hour: number, happen: () => Promise<unknown>): void => {
    const instant = on(day, hour);
    if (instant <= end)
      world.at(instant, async () => {
        await happen();
      });
  };

  world.at(start, async () => {
    for (const { starts, ends, id, ...said } of campaigns)
      await world.api("PUT", `/campaigns/${id}`, {
        ...said,
        starts: date(starts),
        ...(ends !== undefined && { ends: date(ends) }),
      });
    for (const { id, ...said } of collateral)
      await world.api("PUT", `/collateral/${id}`, { ...said, url: `https://www.acme.example/${id}.pdf` });
    await world.api(
      "POST",
      "/imports/accounts",
      "domain,owner\nharborline.example,chloe\ndockhand-retail.example,ben\n",
    );
  });
  for (let week = 1; week <= 6; week++)
    at(7 * week - 1, 18, () => {
      const [from, to] = [date(7 * week - 7), date(7 * week - 1)];
      const lines = Object.entries(spend).flatMap(([id, amount]) =>
        id === "logistics-fair" && week !== 4
          ? []
          : `${id},${from},${to},${(amount * between(`${id} ${week}`, 0.8, 1.2)).toFixed(2)},EUR`,
      );
      return world.api("POST", "/imports/spend", ["campaign,from,to,amount,currency", ...lines].join("\n"));
    });

  for (let n = 0; n < 12; n++) {
    // The last ones are still open when the six weeks are over.
    const day = n < 10 ? 6 + Math.floor(n * 3.4) : 41;
    const ask = async (kind: string, text: string, by: string) => {
      const lead = someLead(day / 42);
      if (lead !== undefined) await askFor(relay, { kind, lead, text, by }).catch(unlessRefused);
    };
    if (n % 2 === 0)
      at(day, 10.5, () => ask(pick(`kind ${n}`, ["quote", "is-this-true"]), pick(`text ${n}`, askedOfSales), "mia"));
    else
      at(day, 11, () =>
        ask("case-study", pick(`text ${n}`, askedOfMarketing), pick(`asks ${n}`, ["ben", "chloe", "dora"])),
      );
  }

  world.at(end - 0.5 * HOUR, async () => {
    await askFor(relay, { kind: "case-study", text: "Something about scanners for a first call.", by: "dora" });
  });
  // One that is sent back shortly before the end, so that it waits to be answered again.
  world.at(end - 26 * HOUR, async () => {
    const lead = someLead(0.9);
    const asked = await askFor(relay, { kind: "case-study", lead, text: SENT_BACK, by: "ben" });
    if (asked.owner === null) return;
    const { id, owner } = asked;
    world.at(end - 5 * HOUR, async () => {
      await respond(relay, id, { action: "answer", by: owner, note: "Here is the one of Harborline." });
    });
    world.at(end - 2 * HOUR, async () => {
      await respond(relay, id, { action: "return", by: "ben", note: "It is in English: we need German." });
    });
  });

  at(14, 16, () =>
    world.api("POST", "/absences", { person: "dora", from: date(16), until: date(21), deputy: "ben", by: "dora" }),
  );
  at(40, 12, () =>
    world.api("POST", "/absences", { person: "chloe", from: date(46), until: date(50), deputy: "ben", by: "chloe" }),
  );
  at(17, 14, () =>
    world.api("POST", "/leads", {
      by: "ben",
      fields: { name: "Runa Feldkamp", email: "runa.feldkamp@seilbahn-parts.example", company: "Seilbahn Parts" },
      note: "Met on the train to the fair",
    }),
  );
  at(25, 9.5, () => world.api("POST", `/imports/leads?source=fair`, fairList(on(24, 10))));
  at(33, 13, () => world.post("website", "{ this is no form"));
  world.at(end - 20 * HOUR, () => bounce(world, "ana"));

  const propose = async (from: string, to: string, why: string) => {
    const text = await readFile(demonstrationAgreement, "utf8");
    await world.api("PUT", `/agreement?${new URLSearchParams({ by: "sam", why })}`, text.replace(from, to));
  };
  at(18, 10, () => propose("within: 4h", "within: 3h", "Whoever asks in the morning is called before lunch"));
  at(39, 11, () => propose("within: 4h", "within: 2h", "Whoever asks is called while they are still at their desk"));

  const others: Character[] = [];
  const asks = (day: number, hour: number, who: Pick<Character, "n" | "email" | "employees" | "course" | "fields">) => {
    const { email, employees } = who;
    const whole = { ...who, source: "website", saw: [], fields: { ...who.fields, email, employees, interest: "demo" } };
    others.push(whole);
    at(day, hour, () => world.deliver(whole.source, named(whole)));
  };
  asks(8, 11, {
    n: 900,
    email: "tjark.moller@harborline.example",
    employees: 900,
    course: "prompt",
    fields: { name: "Tjark Møller", company: "Harborline" },
  });
  const twice = {
    employees: 180,
    course: "ignored",
    fields: { name: "Ottilie Brandauer", company: "Fernhill Tools" },
  } as const;
  asks(29, 10, { ...twice, n: 901, email: "o.brandauer@fernhill-tools.example" });
  asks(29, 12, { ...twice, n: 902, email: "ottilie.brandauer@brandauer.example" });
  at(29, 12.1, async () => {
    const leads = [leadOf(901), leadOf(902)];
    if (leads[0] !== undefined && leads[1] !== undefined)
      await world.api("POST", "/people/merge", { leads, by: "ben", why: "Same person, two addresses: she told me" });
  });
  for (const n of [among(0.12), among(0.4)]) {
    // Somebody asks again two days later, by another form.
    const { fields } = character(n);
    const again = { ...fields, interest: "pricing", message: "I had asked for a demo: what does it cost?" };
    world.at(start + (n / options.people) * 42 * DAY + 2 * DAY, () =>
      world.deliver("pricing-page", named({ source: "pricing-page", fields: again })),
    );
  }
  return others;
}

const unlessRefused = (error: unknown): void => {
  if (!(error instanceof BatonError)) throw error;
};

/** Who was at the stand, as somebody typed it. */
const fairList = (at: number): string =>
  [
    "email,name,company,employees,interest,at",
    ...atTheFair.map(({ fields }, n) => {
      const asked = new Date(at + chance(`fair ${n}`) * 20 * HOUR).toISOString();
      return [fields.email, fields.name, fields.company ?? "", fields.employees, "fair", asked].join(",");
    }),
  ].join("\n");

/**
 * The latest hand-over to somebody comes back for good: from then on their mail goes to whoever stands above them, until the operator clears
 * the address.
 */
async function bounce(world: World, person: string): Promise<void> {
  const { email } = world.rulebook.agreement.people[person]!;
  const timestamp = new Date(world.now()).toISOString();
  const { items } = await world.relay.store.leads({ owner: person, open: true, until: timestamp, limit: 1 });
  const [lead] = items;
  if (!lead) return;
  const tags = tagsOf({ to: person, kind: "handover", notices: [{ lead: lead.id, notice: `${lead.id}.1` }] });
  await world.mailEvent({
    eventType: "Bounce",
    bounce: {
      bounceType: "Permanent",
      bounceSubType: "General",
      bouncedRecipients: [{ emailAddress: email, action: "failed", status: "5.1.1", diagnosticCode: "550 unknown" }],
      timestamp,
      feedbackId: "demonstration",
    },
    mail: {
      timestamp,
      messageId: "demonstration",
      destination: [email],
      tags: Object.fromEntries(tags.map(({ Name, Value }) => [Name, [Value]])),
    },
  });
}
