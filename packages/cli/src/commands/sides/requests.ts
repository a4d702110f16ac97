import type { RequestState } from "@baton/core/requests";
import { formatInstant } from "@baton/core/zone";
import { body, connect } from "../../service.ts";
import { asTable, print } from "../../table.ts";
import type { Where } from "../../where.ts";

/** Asks the other side for something; a dash in place of a lead: it is about none. */
export async function request(
  lead: string,
  kind: string,
  text: string,
  { url, json, by }: Where & { by: string },
): Promise<number> {
  const about = lead === "-" ? {} : { lead };
  const asked = await body(connect(url).api.requests.$post({ json: { kind, text, by, ...about } }));
  if (json) print(asked);
  else console.log(`${asked.id}: ${asked.to ?? "nobody yet"} is to answer${until(asked.respondBy)}.`);
  return 0;
}

interface Listing extends Where {
  state?: RequestState;
  to?: string;
  by?: string;
  limit?: string;
  cursor?: string;
}

export async function requests({ url, json, ...query }: Listing): Promise<number> {
  const page = await body(connect(url).api.requests.$get({ query }));
  if (json) print(page);
  else {
    console.log(
      asTable(
        ["id", "kind", "lead", "by", "to", "state", "respond by"],
        page.requests.map((one) => [one.id, one.kind, one.lead, one.by, one.to, one.state, at(one.respondBy)]),
      ),
    );
    if (page.next) console.log(`More: --cursor ${page.next}`);
  }
  return 0;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const at = (instant: string | null): string | null =>
  instant === null ? null : formatInstant(zone, Date.parse(instant), { withZone: false });
const until = (instant: string | null): string => (instant === null ? "" : ` by ${at(instant)}`);
