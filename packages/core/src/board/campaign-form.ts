import { type Campaign, campaignSchema, type SaidCampaign } from "../campaigns/model.ts";
import { BatonError } from "../error/index.ts";
import { measures } from "../report/measures.ts";
import { cutText } from "../text/index.ts";

const LONGEST_ID = 100;

/** What somebody wrote into a form about a campaign: texts as they stand there, empty where nothing does. */
export interface WrittenCampaign {
  id: string;
  owner: string;
  name: string;
  promise: string;
  audience: string;
  starts: string;
  ends: string;
  question: string;
  message: string;
  goalMeasure: string;
  /** `70 %`, `0.7`, `25`. */
  goalAtLeast: string;
  /** Names that leads carry, a line each. */
  utm: string;
  sources: readonly string[];
}

/**
 * A campaign as a form says it; what no form shows stays as it was. Throws `campaign.form`, which names the field, for what cannot be
 * read.
 */
export function writtenCampaign(written: WrittenCampaign, before?: Campaign): SaidCampaign {
  const { id, owner, utm, sources, goalMeasure, goalAtLeast, ...texts } = written;
  const names = [...new Set(utm.split(/[\r\n]+/).map((line) => line.trim()))].filter(Boolean);
  const match = {
    ...(before?.match?.provider && { provider: before.match.provider }),
    ...(names.length > 0 && { utm: names }),
    ...(sources.length > 0 && { source: [...sources] }),
  };
  const said = {
    id,
    owner,
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== "")),
    ...(before?.askFrom !== undefined && { askFrom: before.askFrom }),
    ...(goalMeasure !== "" && { goal: { measure: goalMeasure, atLeast: readGoal(goalMeasure, goalAtLeast) } }),
    ...(Object.keys(match).length > 0 && { match }),
  };
  const read = campaignSchema.safeParse(said);
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  throw new BatonError("campaign.form", `${path.join(".")}: ${message}`, {
    status: 422,
    details: { field: String(path[0]) },
  });
}

/** A share may be written in percent. */
function readGoal(measure: string, text: string): number {
  const [, digits, percent] = /^(\d+(?:[.,]\d+)?)\s*(%?)$/.exec(text.trim()) ?? [];
  if (digits === undefined)
    throw new BatonError("campaign.form", `goal: "${text}" is no number.`, { status: 422, details: { field: "goal" } });
  const number = Number(digits.replace(",", "."));
  const isShare = measures[measure as keyof typeof measures]?.unit === "share";
  return percent || (isShare && number > 1) ? number / 100 : number;
}

/** The id of a campaign that is called so, where somebody gives none: what leads carry is its own by that. */
export const idFor = (name: string): string =>
  cutText(
    name
      .normalize("NFC")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}._-]+/gu, "-")
      .replace(/^[^\p{L}\p{N}]+|-+$/gu, ""),
    LONGEST_ID,
  );
