import type { Source } from "../agreement/model.ts";
import type { Origin, PathTouch } from "../facts/facts.ts";
import { impersonal } from "../facts/impersonal.ts";
import type { FieldValue } from "../fields/normalise.ts";
import type { StoredTouch } from "../person/person.ts";

/** Touches on the way to a hand-raise that are kept. */
const MOST_PATH = 50;

/**
 * The campaign of a lead, for facts, which are about nobody: what may be an address or number of the person, as it is in the URLs
 * of some mailings, is none.
 */
export function carriedCampaign(
  { campaign, "utm.campaign": utm, phone }: Record<string, FieldValue>,
  source: Pick<Source, "campaign"> | undefined,
): string | null {
  const named = campaign ?? source?.campaign ?? utm;
  return named === undefined ? null : impersonal(String(named), phone);
}

/** Where a lead comes from. Touches come newest first. */
export function originOf(
  fields: Record<string, FieldValue>,
  source: Pick<Source, "campaign"> | undefined,
  touches: readonly StoredTouch[],
  receivedAt: number,
): Origin {
  const path: PathTouch[] = [];
  for (const { facts, touch, at } of touches) {
    const campaign = Object.hasOwn(facts, "utm.campaign")
      ? impersonal(String(facts["utm.campaign"]), fields.phone)
      : null;
    if (campaign === null || path.length === MOST_PATH) continue;
    path.push({ campaign, touch, beforeMs: receivedAt - Date.parse(at) });
  }
  return { campaign: carriedCampaign(fields, source), path };
}
