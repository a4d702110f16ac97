import { formatInstant } from "@baton/core/zone";
import { body, connect, type GoodAnswer, type Service } from "../../service.ts";
import { asTable, print } from "../../table.ts";
import type { Where } from "../../where.ts";

/** Begins a survey, or shows one by its id. */
export async function survey(id: string | undefined, { url, json }: Where): Promise<number> {
  const { api } = connect(url);
  if (id === undefined) {
    const started = await body(api.surveys.$post());
    if (json) print(started);
    else
      console.log(
        `${started.id}: ${started.asked} people are asked in their next Weekly, until ${at(started.closesAt)}.`,
      );
    return 0;
  }
  const found = await body(api.surveys[":id"].$get({ param: { id } }));
  if (json) print(found);
  else console.log(inWords(found));
  return 0;
}

export async function surveys({ url, json }: Where): Promise<number> {
  const { surveys: found } = await body(connect(url).api.surveys.$get());
  if (json) print(found);
  else
    console.log(
      asTable(
        ["id", "state", "asked at", "marketing", "sales", "verdict"],
        found.map(({ id, state, askedAt, sides, verdict }) => [
          id,
          state,
          at(askedAt),
          percent(sides.marketing.match),
          percent(sides.sales.match),
          verdict,
        ]),
      ),
    );
  return 0;
}

type Shown = GoodAnswer<Service["api"]["surveys"][":id"]["$get"]>;

function inWords({ id, state, closesAt, sides, verdict, partnerRating }: Shown): string {
  const names = ["marketing", "sales"] as const;
  const rows = names.map((name) => {
    const { asked, answered, match, verdict: own, why } = sides[name];
    const { value } = partnerRating[name];
    return [name, asked, answered, percent(match), own, value === null ? null : value.toFixed(1), why ?? null];
  });
  return [
    `${id}: ${state}, ${verdict}; ${state === "open" ? "answers count until" : "answers counted until"} ${at(closesAt)}`,
    "",
    asTable(["side", "asked", "answered", "match", "verdict", "partner, 1 to 5", "why"], rows),
  ].join("\n");
}

const percent = (match: number | null): string | null => (match === null ? null : `${Math.round(match * 100)} %`);
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const at = (instant: string): string => formatInstant(zone, Date.parse(instant), { withZone: false });
