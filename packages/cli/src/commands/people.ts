import { userInfo } from "node:os";
import { body, connect } from "../service.ts";
import { asTable, print } from "../table.ts";
import { UsageError } from "../usage.ts";
import type { Where } from "../where.ts";

type Correcting = Where & { by?: string; why?: string };

function correction({ by, why }: Correcting): { by: string; why: string } {
  if (!why) throw new UsageError("Say why with --why: it stands in the timeline of the leads.");
  return { by: by ?? userInfo().username, why };
}

/** Whose a lead is, and what each of its requests says of that. */
export async function people(lead: string, { url, json }: Where): Promise<number> {
  const found = await body(connect(url).api.people[":lead"].$get({ param: { lead } }));
  if (json) {
    print(found);
    return 0;
  }
  console.log(`Its person is known in ${found.ways} ways and has the leads ${found.leads.join(", ")}.`);
  console.log(
    asTable(
      ["request", "source", "at", "name", "e-mail", "phone"],
      found.requests.map(({ delivery, source, at, name, email, phone }) => [delivery, source, at, name, email, phone]),
    ),
  );
  return 0;
}

/** Has two leads be of one person. */
export async function mergeLeads(lead: string, other: string, options: Correcting): Promise<number> {
  const sent = { leads: [lead, other] as [string, string], ...correction(options) };
  const answer = await body(connect(options.url).api.people.merge.$post({ json: sent }));
  if (options.json) print(answer);
  else console.log(`They are one person; ${answer.lead} goes on.`);
  return 0;
}

/** Parts two people who were taken for one. */
export async function splitLead(lead: string, deliveries: string[], options: Correcting): Promise<number> {
  const sent = { lead, deliveries, ...correction(options) };
  const answer = await body(connect(options.url).api.people.split.$post({ json: sent }));
  if (options.json) print(answer);
  else if (answer.others.length === 0) console.log(`${lead} is of somebody else than its person's other leads.`);
  else console.log(`The other's requests are ${answer.others.join(", ")} now.`);
  return 0;
}
