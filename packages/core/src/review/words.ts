import { inEnglish, type Words } from "@baton/words";
import { sideOf } from "../agreement/side.ts";
import { sides } from "../facts/codes.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { isShown } from "../visibility/fields.ts";
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
  { say, language }: Words = inEnglish,
): string =>
  say("review.whenLong", { at: formatInstant(rulebook.zone(reader), Date.parse(at), { language }), minutes });

/** Whether somebody may read who has something open: it is theirs, or they are above them. */
const mayName = (rulebook: Rulebook, person: string | null, reader: string): boolean =>
  person === null ||
  person === reader ||
  rulebook.agreement.visibility === "names" ||
  rulebook.managersAbove(person).includes(reader);

/** A pack in parts, those with nothing in them left out. */
export function partsOf(rulebook: Rulebook, pack: Pack, reader: string, words: Words = inEnglish): PackPart[] {
  const { say } = words;
  const { agreement } = rulebook;
  const name = (id: string | null) => (id === null ? say("review.nobody") : (agreement.people[id]?.name ?? id));
  const openly = (id: string | null) =>
    mayName(rulebook, id, reader) ? name(id) : say("review.name", { side: sideOf(agreement, id) ?? "sales" });
  const kind = (id: string) => agreement.requests?.find((one) => one.id === id)?.name ?? id;
  const reason = (id: string | null) =>
    agreement.reasons.find((one) => one.id === id)?.name ?? id ?? say("week.noReason");
  const message = (id: string) => agreement.messages?.find((one) => one.id === id)?.text ?? id;
  const parts: PackPart[] = [
    {
      id: "marked",
      title: say("review.toDecide"),
      lines: pack.marked.map((one) => ({
        lead: one.lead,
        left: one.name,
        right: say("review.marked", {
          reason: reason(one.reason),
          names: Object.values(one.asked)
            .map(name)
            .reduce((first, second) => (first === "" ? second : say("week.and", { first, second })), ""),
        }),
      })),
    },
    {
      id: "requests",
      title: say("review.overdue"),
      lines: pack.overdueRequests.map((one) => ({
        lead: one.id,
        left: kind(one.kind),
        right:
          one.text === undefined
            ? say("review.asked", { by: openly(one.by), to: openly(one.to) })
            : say("review.askedText", { by: openly(one.by), to: openly(one.to), text: one.text }),
      })),
    },
    {
      id: "promises",
      title: say("review.promises"),
      lines: pack.promises.map((one) => ({
        left: say("review.promise", { name: one.name, of: one.of, period: one.period }),
        right: one.result,
      })),
    },
    {
      id: "actions",
      title: say("review.actionItems"),
      lines: pack.actionItems.map((item) => ({
        lead: item.id,
        left: item.text,
        right: itemInWords(item, name, words),
      })),
    },
    { id: "rides", title: say("review.rideAlongs"), lines: rideAlongLines(rulebook, pack, words) },
    {
      id: "back",
      title: say("review.togetherMarketing"),
      lines: pack.together.marketing.map((one) => ({ lead: one.lead, left: one.name, right: one.why })),
    },
    {
      id: "missed",
      title: say("review.togetherSales"),
      lines: pack.together.sales.map((one) => ({ lead: one.lead, left: one.name, right: one.why })),
    },
    {
      id: "rules",
      title: say("review.fewest"),
      lines: pack.rules.map((one) => ({
        left: one.rule,
        right: say("figure.outOf", { amount: `${Math.round(one.value * 100)} %`, n: one.n, of: one.of }),
      })),
    },
    {
      id: "campaigns",
      title: say("review.campaigns"),
      lines: [
        ...pack.campaignsWithoutMessage.map((id) => ({ left: id, right: say("review.noMessage") })),
        ...pack.messagesWithoutCampaign.map((id) => ({ left: message(id), right: say("review.noCampaign") })),
      ],
    },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

/** What each side has done of what it owes, then what was learned, without who it was. */
function rideAlongLines({ agreement }: Rulebook, { rideAlongs }: Pack, { say }: Words): PackPart["lines"] {
  if (!rideAlongs) return [];
  const isNamed = isShown("review", "rideAlongs.standings.sides.waiting", { names: agreement.visibility === "names" });
  const name = (id: string) => agreement.people[id]?.name ?? id;
  const owing = rideAlongs.standings.flatMap(({ period, sides: of }) =>
    sides.flatMap((side) => {
      const { owed, done, waiting } = of[side];
      if (owed === 0) return [];
      const right =
        isNamed && waiting.length > 0
          ? say("review.owedBy", { done, owed, names: waiting.map(name).join(", ") })
          : say("review.owed", { done, owed });
      return [{ left: say("review.sidePeriod", { side, period: period.name }), right }];
    }),
  );
  return [
    ...owing,
    ...rideAlongs.learned.map(({ side, text }) => ({
      left: say("review.learned", { side }),
      right: say("fact.quoted", { text }),
    })),
  ];
}

const itemInWords = (
  { owner, due, done, said }: ActionItem,
  name: (id: string | null) => string,
  { say, language }: Words,
): string =>
  done
    ? say("review.item", { owner: name(owner), said: said ?? say("review.done") })
    : say("review.itemBy", { owner: name(owner), day: formatDate(due, language) });
