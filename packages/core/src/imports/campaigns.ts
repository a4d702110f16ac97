import { describe } from "../campaigns/brief.ts";
import { described } from "../campaigns/campaign.ts";
import { type Campaign, campaignSchema } from "../campaigns/model.ts";
import { readLines } from "./file.ts";
import { eachLine, fit, type Kind } from "./kind.ts";

const texts = ["id", "name", "owner", "promise", "audience", "starts", "ends", "askFrom", "question", "message"];
const lists = ["utm", "source", "provider"];

/** Campaigns as their records; of names to match, several are separated by `|`. */
export const campaigns: Kind = async (relay, file) => {
  const { lines, refused } = readLines(file, { needed: ["id", "name", "owner"], known: [...texts, ...lists] });
  const rulebook = await relay.rulebooks.active();
  let all = await relay.store.campaigns();
  const read = await eachLine(lines, ({ cells }) => {
    const match = Object.fromEntries(
      lists.flatMap((name) =>
        cells[name] === undefined ? [] : [[name, cells[name].split("|").map((one) => one.trim())]],
      ),
    );
    const said = Object.fromEntries(
      texts.flatMap((name) => (cells[name.toLowerCase()] === undefined ? [] : [[name, cells[name.toLowerCase()]]])),
    );
    const record = fit(campaignSchema, { ...said, ...(Object.keys(match).length > 0 && { match }) });
    const before = all.find(({ id }) => id === record.id);
    const after = described(rulebook, all, record, relay.time.now());
    all = [...all.filter(({ id }) => id !== record.id), after];
    return { before, after };
  });
  return {
    lines: read.good.length,
    refused: [...refused, ...read.refused],
    take: (dryRun) =>
      read.good.map(({ before, after }) => async () => {
        if (before && isSame(before, after)) return "same";
        if (!dryRun) await describe(relay, after);
        return before ? "replaced" : "taken";
      }),
  };
};

const isSame = ({ changedAt: _a, ...one }: Campaign, { changedAt: _b, ...other }: Campaign): boolean =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
