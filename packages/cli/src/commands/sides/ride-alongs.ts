import { body, connect, type GoodAnswer, type Service } from "../../service.ts";
import { asTable, print } from "../../table.ts";
import type { Where } from "../../where.ts";

type RideAlongs = GoodAnswer<Service["api"]["ride-alongs"]["$get"]>;

/** Who looked over whose shoulder in a period. */
export async function rideAlongs({ url, json, at }: Where & { at?: string }): Promise<number> {
  const found = await body(connect(url).api["ride-alongs"].$get({ query: { at } }));
  if (json) print(found);
  else console.log(inWords(found));
  return 0;
}

/** What is noted by hand of somebody's time with the other side. */
interface Noted extends Where {
  with: string;
  on?: string;
  learned?: string;
}

export async function rideAlong(person: string, { url, json, with: host, on, learned }: Noted): Promise<number> {
  const noted = await body(connect(url).api["ride-alongs"].$post({ json: { person, with: host, on, learned } }));
  if (json) print(noted);
  else console.log(`Noted: ${person} was with ${host} on ${noted.day}.`);
  return 0;
}

function inWords({ period, sides, learned }: RideAlongs): string {
  const names = ["marketing", "sales"] as const;
  const rows = names.map((name) => {
    const { owed, done, waiting } = sides[name];
    return [name, `${done} of ${owed}`, waiting === null ? null : waiting.join(", ")];
  });
  return [
    `${period.name}: ${period.from} to ${period.to}`,
    "",
    asTable(["side", "done", "owed by"], rows),
    ...(learned.length > 0 ? [""] : []),
    ...learned.map(({ side, text }) => `${side} learned: ${text}`),
  ].join("\n");
}
