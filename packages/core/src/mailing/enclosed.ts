import { fitting } from "../campaigns/collateral.ts";
import { namingOf } from "../campaigns/naming.ts";
import { stageOf } from "../clock/index.ts";
import type { Lead } from "../lead/lead.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** What marketing gives along with a lead; nothing here is escaped. */
export interface Enclosed {
  /** What the person was promised. */
  promise?: string;
  /** What both sides say of it, in the agreed words. */
  message?: string;
  /** What is done in this stage, step by step. */
  playbook: string[];
  collateral: { name: string; href: string }[];
}

/** What goes along with a lead: of its campaign, of the stage it is in, and what helps to sell to such. */
export async function enclosedWith({ store }: Pick<Relay, "store">, rulebook: Rulebook, lead: Lead): Promise<Enclosed> {
  const [campaigns, collateral] = await Promise.all([store.campaigns(), store.collateral()]);
  const { tally, source, clock } = lead;
  const { messages = [], sources } = rulebook.agreement;
  const id = namingOf(campaigns)(tally.campaign, source);
  const campaign = campaigns.find((one) => one.id === id);
  const promise = campaign?.promise ?? sources[source]?.promise;
  const message = messages.find((one) => one.id === campaign?.message)?.text ?? campaign?.message;
  const fits = fitting(collateral, { campaign: id, segment: tally.decided?.segment ?? null, source });
  return {
    ...(promise !== undefined && { promise }),
    ...(message !== undefined && { message }),
    playbook: (clock && stageOf(rulebook, clock)?.playbook) ?? [],
    collateral: fits.map(({ name, url }) => ({ name, href: url })),
  };
}
