import { type Entry, figureInWords, targetInWords } from "@baton/core/sheet";
import { body, connect, type GoodAnswer, type Service } from "../../service.ts";
import { asTable, print } from "../../table.ts";
import type { Where } from "../../where.ts";

/** Prints what teams reached of the goals as CSV. */
export async function incentives({ url }: Where): Promise<number> {
  process.stdout.write(await (await connect(url).get("/api/incentives", { accept: "text/csv" })).text());
  return 0;
}

type Sheet = GoodAnswer<Service["api"]["sheet"]["$get"]>;
type Shown = Sheet["goals"][number] | Sheet["sides"]["sales"]["gives"][number];

/** What both sides promised each other, and what came of it. */
export async function sheet({ url, json, at }: Where & { at?: string }): Promise<number> {
  const found = await body(connect(url).api.sheet.$get({ query: { at } }));
  if (json) print(found);
  else console.log(inWords(found));
  return 0;
}

function inWords({ at, asOf, version, unsigned, sides, goals, month, breaches, coordination }: Sheet): string {
  const missed = Object.entries(breaches).map(([cause, n]) => `${n} ${cause}`);
  const { perPerson, people } = coordination;
  return [
    `Balance sheet of ${at}, version ${version}, as of ${asOf}`,
    ...(unsigned === undefined ? [] : [`Not signed yet: ${unsigned}`]),
    "",
    ...part("What marketing gives sales", sides.marketing.gives),
    ...part("What sales gives marketing", sides.sales.gives),
    ...part("What both want to reach", goals),
    `Windows missed in ${month}: ${missed.join(", ")}`,
    `What it took in ${month}, for each of ${people} people: ${perPerson.mails} mails, ${perPerson.asks} questions, ${perPerson.meetingMinutes} minutes of meetings`,
  ].join("\n");
}

function part(title: string, entries: readonly Shown[]): string[] {
  if (entries.length === 0) return [`${title}: nothing`, ""];
  return [title, asTable(["promise", "target", "period", "result", "trend", "needs"], entries.map(row)), ""];
}

const row = (entry: Shown): (string | null)[] => [
  entry.name,
  targetInWords({ ...entry.target, ...entry, share: entry.unit === "share" }),
  entry.period,
  `${figureInWords(entry, entry.unit)}${entry.today ? `; today ${figureInWords(entry.today, entry.unit)}` : ""}`,
  entry.trend.map(({ met }) => marks[String(met) as keyof typeof marks]).join(""),
  "needs" in entry ? entry.needs.map(({ name, met }) => `${name} (${said(met)})`).join(", ") : null,
];

/** Kept, not kept, and nothing to say: a letter each, so that eight periods are a word. */
const marks = { true: "k", false: "n", null: "." } as const;
const said = (met: Entry["met"]): string => (met === null ? "not known" : met ? "kept" : "not kept");
