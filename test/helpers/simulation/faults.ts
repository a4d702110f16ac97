import type { Chance } from "./chance.ts";

/** What goes wrong in a run, as probabilities of each call or message, until it stops. */
export interface Faults {
  call: Readonly<Record<CallFault, number>>;
  message: Readonly<Record<MessageFault, number>>;
  /** How far a process's clock is off at most, either way, in ms. */
  skewMs: number;
}

/**
 * `twice`: the answer is lost and the client, not knowing, does it again. `race`: a conditional write is refused for no reason
 * that shows. Processes die before or after a call took effect, or hear of a failure though it did.
 */
export type CallFault = "dies before" | "dies after" | "fails before" | "fails after" | "twice" | "race" | "slow";
export type MessageFault = "lost" | "doubled" | "delayed" | "again";

export const callFaults: readonly CallFault[] = [
  "dies before",
  "dies after",
  "fails before",
  "fails after",
  "twice",
  "race",
  "slow",
];
export const messageFaults: readonly MessageFault[] = ["lost", "doubled", "delayed", "again"];

const shares = <Name extends string>(names: readonly Name[], share: (name: Name) => number) =>
  Object.fromEntries(names.map((name) => [name, share(name)])) as Record<Name, number>;

export const noFaults: Faults = {
  call: shares(callFaults, () => 0),
  message: shares(messageFaults, () => 0),
  skewMs: 0,
};

/** Some faults often and others not at all, differently in each run: what only shows when one is missing is found as well. */
export function randomFaults({ happens, between }: Chance, most: number): Faults {
  const share = (kind: string) => (happens(`${kind} in this run`, 0.5) ? between(`${kind} share`, 0, most) : 0);
  return {
    call: shares(callFaults, share),
    message: shares(messageFaults, (kind) => 5 * share(kind)),
    skewMs: happens("clocks are off", 0.5) ? between("skew", 0, 3_000) : 0,
  };
}

/** No call fault is likelier than this. */
const SLOT = 0.1;

/** The fault of one call, if any. Each kind has its own part of the roll, so that one that is left out makes no room for another. */
export function fateOf(chance: Chance, faults: Faults, name: string, conditional: boolean): CallFault | undefined {
  const roll = chance.number(name);
  const fault = callFaults[Math.floor(roll / SLOT)];
  if (fault === undefined || roll % SLOT >= faults.call[fault] || (fault === "race" && !conditional)) return undefined;
  return chance.happens(`${name}: ${fault}`, 1) ? fault : undefined;
}
