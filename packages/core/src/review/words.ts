import { sides } from "../facts/codes.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { isShown } from "../visibility/fields.ts";
import { bySide } from "../visibility/teams.ts";
import { formatDate, formatInstant } from "../zone/index.ts";
import type { ActionItem, Pack } from "./model.ts";

/** `lead`: of which lead or request it is, where it is of one. */
interface PackLine {
  left: string;
  right: string;
  lead?: string;
}

/** A part of a pack, as mail and page show it; nothing in it is escaped. */
export interface PackPart {
  id: "marked" | "requests" | "promises" | "actions" | "rides" | "back" | "missed" | "rules" | "campaigns";
  title: string;
  lines: PackLine[];
}

/** When a pack's meeting is, where its reader is. */
export const whenInWords = (
  rulebook: Rulebook,
  { at, minutes }: Pick<Pack, "at" | "minutes">,
  reader: string,
): string => `${formatInstant(rulebook.zone(reader), Date.parse(at))}, ${minutes} minutes`;

/** Whether somebody may read who has something open: it is theirs, or they are above them. */
const mayName = (rulebook: Rulebook, person: string | null, reader: string): boolean =>
  person === null ||
  person === reader ||
  rulebook.agreement.visibility === "names" ||
  rulebook.managersAbove(person).includes(reader);

/** A pack in parts, those with nothing in them left out. */
export function partsOf(rulebook: Rulebook, pack: Pack, reader: string): PackPart[] {
  const { agreement } = rulebook;
  const name = (id: string | null) => (id === null ? "nobody" : (agreement.people[id]?.name ?? id));
  const openly = (id: string | null) => (mayName(rulebook, id, reader) ? name(id) : bySide(agreement, id));
  const kind = (id: string) => agreement.requests?.find((one) => one.id === id)?.name ?? id;
  const reason = (id: string | null) => agreement.reasons.find((one) => one.id === id)?.name ?? id ?? "no reason given";
  const message = (id: string) => agreement.messages?.find((one) => one.id === id)?.text ?? id;
  const parts: PackPart[] = [
    {
      id: "marked",
      title: "To decide: should these have been handed back?",
      lines: pack.marked.map((one) => ({
        lead: one.lead,
        left: one.name,
        right: `${reason(one.reason)}; ${Object.values(one.asked).map(name).join(" and ")} say what they think`,
      })),
    },
    {
      id: "requests",
      title: "Requests that are overdue",
      lines: pack.overdueRequests.map((one) => ({
        lead: one.id,
        left: kind(one.kind),
        right: `${openly(one.by)} asked ${openly(one.to)}${one.text === undefined ? "" : `: ${one.text}`}`,
      })),
    },
    {
      id: "promises",
      title: "Promises that were not kept, or wait for a word",
      lines: pack.promises.map((one) => ({ left: `${one.name} (${one.of}), ${one.period}`, right: one.result })),
    },
    {
      id: "actions",
      title: "Action items",
      lines: pack.actionItems.map((item) => ({ lead: item.id, left: item.text, right: itemInWords(item, name) })),
    },
    { id: "rides", title: "Ride-alongs", lines: rideAlongLines(rulebook, pack) },
    {
      id: "back",
      title: "Worth looking at together: what sales handed back",
      lines: pack.together.marketing.map((one) => ({ lead: one.lead, left: one.name, right: one.why })),
    },
    {
      id: "missed",
      title: "Worth looking at together: what nobody saw to in time",
      lines: pack.together.sales.map((one) => ({ lead: one.lead, left: one.name, right: one.why })),
    },
    {
      id: "rules",
      title: "Rules of which sales accepts the fewest",
      lines: pack.rules.map((one) => ({
        left: one.rule,
        right: `${Math.round(one.value * 100)} % (${one.n} of ${one.of})`,
      })),
    },
    {
      id: "campaigns",
      title: "Campaigns and what we say",
      lines: [
        ...pack.campaignsWithoutMessage.map((id) => ({ left: id, right: "carries none of our messages" })),
        ...pack.messagesWithoutCampaign.map((id) => ({ left: message(id), right: "no campaign says it" })),
      ],
    },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

/** What each side has done of what it owes, then what was learned, without who it was. */
function rideAlongLines({ agreement }: Rulebook, { rideAlongs }: Pack): PackPart["lines"] {
  if (!rideAlongs) return [];
  const isNamed = isShown("review", "rideAlongs.standings.sides.waiting", { names: agreement.visibility === "names" });
  const name = (id: string) => agreement.people[id]?.name ?? id;
  const owing = rideAlongs.standings.flatMap(({ period, sides: of }) =>
    sides.flatMap((side) => {
      const { owed, done, waiting } = of[side];
      const who = isNamed && waiting.length > 0 ? `; owed by ${waiting.map(name).join(", ")}` : "";
      return owed === 0 ? [] : [{ left: `${side}, ${period.name}`, right: `${done} of ${owed}${who}` }];
    }),
  );
  return [...owing, ...rideAlongs.learned.map(({ side, text }) => ({ left: `${side} learned`, right: `“${text}”` }))];
}

const itemInWords = ({ owner, due, done, said }: ActionItem, name: (id: string | null) => string): string =>
  done ? `${name(owner)}: ${said ?? "done"}` : `${name(owner)}, by ${formatDate(due)}`;
