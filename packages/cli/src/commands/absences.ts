import { body, connect } from "../service.ts";
import { asTable, print } from "../table.ts";
import { UsageError } from "../usage.ts";
import type { Where } from "../where.ts";

interface Going extends Where {
  from?: string;
  until?: string;
  deputy?: string;
  by?: string;
  back?: boolean;
}

/** Has somebody be away, or back again; without a person, who is. */
export async function away(person: string | undefined, options: Going): Promise<number> {
  const { from, until, deputy, by, back } = options;
  const { absences } = connect(options.url).api;
  if (person === undefined) {
    if (from ?? until ?? deputy ?? back) throw new UsageError("Say who is away.");
    return listed(options);
  }
  if (back) return returned(person, options);
  if (from === undefined || until === undefined)
    throw new UsageError("Say when with --from and --until, such as 2026-12-24; or --back.");
  const said = { person, from, until, ...(deputy !== undefined && { deputy }), ...(by !== undefined && { by }) };
  const absence = await body(absences.$post({ json: said }));
  if (options.json) print(absence);
  else {
    const standsIn = absence.deputy === undefined ? "" : ` ${absence.deputy} stands in.`;
    console.log(`${absence.person} is away from ${absence.from} to ${absence.until}.${standsIn}`);
  }
  return 0;
}

async function listed({ url, json }: Going): Promise<number> {
  const { absences } = await body(connect(url).api.absences.$get());
  if (json) print({ absences });
  else if (absences.length === 0) console.log("Nobody says they are away; leave in the agreement is not listed here.");
  else
    console.log(
      asTable(
        ["person", "from", "until", "deputy", "said by"],
        absences.map(({ person, from, until, deputy, by }) => [person, from, until, deputy ?? "", by]),
      ),
    );
  return 0;
}

/** Ends what somebody said of today, else the one leave that is still to come, or that begins on a day. */
async function returned(person: string, { url, json, from }: Going): Promise<number> {
  const { absences } = connect(url).api;
  const theirs = (await body(absences.$get())).absences.filter((one) => one.person === person);
  const meant = theirs.filter((one) => (from === undefined ? one.now : one.from === from));
  const ended = from === undefined && meant.length === 0 && theirs.length === 1 ? theirs : meant;
  if (ended.length === 0 && theirs.length > 0)
    throw new UsageError(`Say which with --from: ${theirs.map((one) => `${one.from} to ${one.until}`).join(", ")}.`);
  for (const { id } of ended) await body(absences[":id"].$delete({ param: { id } }));
  if (json) print({ ended });
  else if (ended.length === 0) console.log(`${person} did not say they are away.`);
  else for (const one of ended) console.log(`${person} is not away from ${one.from} to ${one.until} any more.`);
  return 0;
}
