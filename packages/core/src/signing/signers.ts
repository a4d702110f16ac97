import type { Agreement } from "../agreement/model.ts";
import { sideOf } from "../agreement/side.ts";
import { BatonError } from "../error/index.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Proposal, type Signer, waitingFor } from "./model.ts";

/** Those who sign by the agreement before, as far as they are there, and whoever becomes a signer by the new one. */
export function signersOf(active: Agreement, former: Agreement, next: Agreement): Signer[] {
  const sides = ["marketing", "sales"] as const;
  const present = sides.flatMap((side): Signer[] => {
    const person = former.signers?.[side];
    return person !== undefined && active.people[person] ? [{ person, side }] : [];
  });
  const fresh = sides.flatMap((side): Signer[] => {
    const person = next.signers?.[side];
    const known = person === undefined || present.some((one) => one.person === person);
    return known ? [] : [{ person, side, countersigns: true }];
  });
  for (const { person } of fresh)
    if (!active.people[person])
      throw new BatonError(
        "proposal.signer",
        `"${person}" is to sign and is not in the agreement yet: apply a version with them among people first, which needs no signature.`,
        { status: 422 },
      );
  return [...present, ...fresh];
}

/** The subject of the question by which somebody signs: a text that is proposed again is another question. */
export const subjectOf = ({ digest, at }: Pick<Proposal, "digest" | "at">): string =>
  `sign/${digest}/${Date.parse(at)}`;

/** For whom somebody may sign now: for themselves, or whoever they stand in for; undefined when nothing is left for them. */
export const signsFor = (rulebook: Rulebook, proposal: Proposal, person: string): Signer | undefined => {
  const waiting = waitingFor(proposal);
  const own = waiting.find((signer) => signer.person === person);
  return own ?? waiting.find((signer) => mayStandIn(rulebook, signer).includes(person));
};

/** Who may sign for somebody: they, and whoever stands in for them on the same side. */
export function mayStandIn({ agreement }: Rulebook, { person, side }: Signer): string[] {
  const deputy = agreement.people[person]?.deputy;
  return [person, ...(deputy !== undefined && sideOf(agreement, deputy) === side ? [deputy] : [])];
}
