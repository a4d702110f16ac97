import type { Match } from "../../agreement/model.ts";
import type { Duration } from "../../duration/index.ts";
import type { FieldValue } from "../../fields/normalise.ts";
import type { Candidate } from "../exclusion.ts";
import type { KnownOwners } from "../known.ts";
import type { Load } from "../people/capacity.ts";
import type { Credits, Share } from "../turns.ts";

export interface Choice {
  owner: string | null;
  /** The team the owner was picked from; null for a target that is a person. */
  team: string | null;
  candidates: Candidate[];
  /** The turn that was taken of each rotation asked. */
  turns: Record<string, MetTurn>;
  /** The team that it is offered to, all of whom may claim it; nobody has it until one does. */
  offered?: string;
  /** Load the choice rests on, for counted people and teams: the commit must find it unchanged enough. */
  seen: Record<string, Load>;
}

/** A turn, as it was met. */
export interface MetTurn {
  /** The how-manieth it is of its rotation, from 1. */
  seq: number;
  /** What those who could take it were owed before it. */
  credits: Credits;
}

/** Takes a turn of a rotation, among those who could. */
export type TakeTurn = (rotation: string, among: readonly Share[]) => Promise<MetTurn>;

/** What choosing needs to know or do beyond the rulebook. */
export interface Means {
  at: number;
  turn: TakeTurn;
  /** The first window that somebody has to answer in. */
  window: Duration | undefined;
  /** Loads of counted people and teams; a missing one is no load. */
  loads(counted: string[]): Promise<Record<string, Load>>;
  /** Whom targets such as `account.owner` stand for. */
  known: KnownOwners;
  /** What people are matched with the lead by. */
  fields: Readonly<Record<string, FieldValue>>;
  /** The rule that took it. */
  rule: { name: string; require?: readonly Match[]; prefer?: readonly Match[] } | undefined;
  /** Who has a meeting with the lead: they are asked first, and no load keeps them from it. */
  host?: string | undefined;
  /** People who had the lead before; it is given to somebody again. */
  excluded?: readonly string[];
  /** Whose loads include the lead already: it makes them no fuller. */
  counted?: readonly string[];
  /** Whether teams may claim it; else it is somebody's turn there too. */
  claims?: Claims;
}

/** What became of a lead in teams of which whoever says so first has it. */
export interface Claims {
  /** Teams to whom it was offered for as long as they have. */
  over: readonly string[];
  /** Whether nobody comes after those who were asked: then it is somebody's turn in a team that had it offered. */
  last: boolean;
}
