import type { HandedOn } from "@baton/core/lead";
import { body, connect } from "../../service.ts";
import { print } from "../../table.ts";
import { readBytes, UsageError } from "../../usage.ts";
import type { Where } from "../../where.ts";

interface Said extends Where {
  by?: string;
  why?: string;
}

interface Assigning extends Said {
  of?: string;
  set?: string[];
}

function saying({ by, why }: Said): { by?: string; why: string } {
  if (!why) throw new UsageError("Say why with --why: whoever gets the lead reads it.");
  return { why, ...(by !== undefined && { by }) };
}

/** Gives a lead to a person, a team or the rules, or with `of` all open ones of somebody to one after the other. */
export async function assign(named: string[], options: Assigning): Promise<number> {
  if (options.of !== undefined) return assignAll(options.of, named, options);
  const [id, to, ...rest] = named;
  if (id === undefined || to === undefined || rest.length > 0)
    throw new UsageError('Say which lead, and to whom: baton assign LEAD PERSON|TEAM|rules --why "…"');
  const fields = fieldsIn(options.set ?? []);
  const json = { to, ...saying(options), ...(Object.keys(fields).length > 0 && { fields }) };
  const answer = await body(connect(options.url).api.leads[":id"].assign.$post({ param: { id }, json }));
  if (options.json) print(answer);
  else console.log(answer.said);
  return 0;
}

async function assignAll(of: string, to: string[], options: Assigning): Promise<number> {
  if (options.set)
    throw new UsageError('--set puts one lead right: baton assign LEAD rules --set country=ES --why "…"');
  if (to.length === 0) throw new UsageError('Say to whom: baton assign --of PERSON PERSON|TEAM|rules… --why "…"');
  const { api } = connect(options.url);
  const json = { of, to, ...saying(options) };
  const handed: { lead: string; to: string | null }[] = [];
  const left: { lead: string; why: string }[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const answer: HandedOn = await body(api.leads.assign.$post({ json: { ...json, ...(cursor && { cursor }) } }));
    handed.push(...answer.handed);
    left.push(...answer.left);
    cursor = answer.next;
  }
  if (options.json) print({ handed, left });
  else {
    for (const one of handed) console.log(`${one.lead} → ${one.to ?? "nobody yet"}`);
    for (const one of left) console.log(`${one.lead} stays: ${one.why}`);
    console.log(`${handed.length} handed on, ${left.length} left.`);
  }
  return left.length > 0 ? 1 : 0;
}

/** Opens a closed lead again. */
export async function reopen(id: string, options: Said): Promise<number> {
  const json = saying(options);
  const answer = await body(connect(options.url).api.leads[":id"].reopen.$post({ param: { id }, json }));
  if (options.json) print(answer);
  else console.log(answer.said);
  return 0;
}

/** Fields as `name=value`; without a value, nothing. */
function fieldsIn(set: string[]): Record<string, string | null> {
  return Object.fromEntries(
    set.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new UsageError(`"${text}" is no field with a value: --set country=ES`);
      return [text.slice(0, at), text.slice(at + 1) || null];
    }),
  );
}

/** Adds a lead that somebody of sales found. */
export async function add(
  file: string,
  { url, json, by, note }: Where & { by: string; note?: string },
): Promise<number> {
  const fields = JSON.parse(Buffer.from(readBytes(file)).toString()) as Record<string, unknown>;
  const added = await body(connect(url).api.leads.$post({ json: { by, fields, ...(note !== undefined && { note }) } }));
  if (json) print(added);
  else console.log(`${added.id} is ${added.owner}'s.`);
  return 0;
}
