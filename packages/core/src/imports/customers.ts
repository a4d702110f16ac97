import { z } from "zod";
import { customerEvents } from "../facts/codes.ts";
import type { CustomerRow } from "../lead/row.ts";
import { identifyWho } from "../person/identify.ts";
import type { Relay } from "../ports/relay.ts";
import { masked } from "../text/mask.ts";
import { localDate } from "../zone/index.ts";
import { readLines } from "./file.ts";
import { type Did, eachLine, fit, type Kind } from "./kind.ts";
import { digestOf, instant } from "./lines.ts";

const line = z
  .object({
    email: z.string().max(320).optional(),
    domain: z.string().max(253).optional(),
    event: z.enum(customerEvents),
    at: instant,
    value: z.string().max(200).optional(),
  })
  .refine(({ email, domain }) => email !== undefined || domain !== undefined, "there is neither email nor domain");
export type SaidOfCustomer = z.infer<typeof line>;

/** What customers did after the sale. */
export const customers: Kind = async (relay, file) => {
  const { lines, refused } = readLines(file, {
    needed: ["email|domain", "event", "at"],
    known: ["email", "domain", "event", "at", "value"],
  });
  const read = await eachLine(lines, ({ cells }) => fit(line, cells));
  return {
    lines: read.good.length,
    refused: [...refused, ...read.refused],
    take: (dryRun) =>
      read.good.map((said) => async (): Promise<Did> => {
        if (!dryRun) await recordCustomer(relay, said);
        return "taken";
      }),
  };
};

/** Counts what a customer did, once, with the campaign and segment of the lead that they once were. */
async function recordCustomer(relay: Relay, { email, domain, event, at, value }: SaidOfCustomer): Promise<void> {
  const { timezone } = (await relay.rulebooks.active()).agreement;
  const { person } = email === undefined ? { person: undefined } : await identifyWho(relay, { email });
  const lead = person?.lead === undefined ? undefined : await relay.store.lead(person.lead);
  const { tally } = lead ?? {};
  const when = Date.parse(at);
  const row: CustomerRow = {
    v: 1,
    is: "customer",
    lead: lead?.id ?? null,
    source: lead?.source ?? null,
    campaign: tally?.campaign ?? null,
    team: tally?.decided?.team ?? null,
    policy: tally?.decided?.policy ?? null,
    rule: tally?.decided?.rule ?? null,
    reason: event,
    ...(tally?.decided?.segment !== undefined && { segment: tally.decided.segment }),
    at: new Date(when).toISOString(),
    event,
    ...(value !== undefined && { value: masked(value, []) }),
    person: null,
    out: null,
  };
  const who = digestOf([email ?? domain ?? "", event, row.at]);
  await relay.store.putRows(who, [{ day: localDate(timezone, when), key: `${row.at}#customer#${who}`, rows: [row] }]);
}
