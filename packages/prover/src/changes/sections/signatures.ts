import type { Agreement } from "@baton/core/agreement";
import { differing, type Say } from "../compare.ts";

type Signature = Agreement["signed"]["sales"];

export const signatureChanges: Say<Agreement["signed"]> = (before, after) =>
  differing(before, after, { marketing: sideChanges("marketing"), sales: sideChanges("sales") });

const sideChanges =
  (side: string): Say<Signature> =>
  (before, after) => {
    if (!after) return [`${side} no longer signs; it was ${inWords(before)}`];
    return [`${side} signs by ${inWords(after)}${before ? ` instead of by ${inWords(before)}` : ""}`];
  };

const inWords = (signature: Signature): string => (signature ? `${signature.by} on ${signature.on}` : "nobody");
