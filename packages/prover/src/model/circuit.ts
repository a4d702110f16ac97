import { Cadical } from "cadical-wasm";

/** A truth: a variable of the solver or, negative, its opposite. */
export type Lit = number;

export type Solution = "possible" | "impossible" | "unknown";

/** Thrown when what is to be proven is too large for the memory or the time that there is; the message says which. */
export class Unbounded extends Error {}

/** Clauses of a circuit: a solver that holds more of them needs gigabytes. */
const MOST_CLAUSES = 10_000_000;

/**
 * Questions of logic for CaDiCaL (Biere et al., "CaDiCaL 2.0", CAV 2024): what is built of `and`, `or` and `require` holds for
 * every later question.
 */
export class Circuit {
  /** What is always true. */
  readonly yes: Lit;
  readonly no: Lit;
  readonly #solver: Cadical;
  readonly #conflicts: number;
  readonly #over: () => boolean;
  #last = 0;
  #clauses = 0;

  private constructor(solver: Cadical, conflicts: number, over: () => boolean) {
    this.#solver = solver;
    this.#conflicts = conflicts;
    this.#over = over;
    this.yes = this.fresh();
    this.no = -this.yes;
    this.require(this.yes);
  }

  /**
   * @param conflicts dead ends after which a question counts as unknown; a count and no time, so that answers repeat
   * @param over whether the time for building it has ended
   */
  static async open({ conflicts, over = () => false }: { conflicts: number; over?(): boolean }): Promise<Circuit> {
    // What is not asked for stays false, so that examples say no more than they have to.
    const solver = await Cadical.create({ phase: false, quiet: true, lucky: false, walk: false });
    return new Circuit(solver, conflicts, over);
  }

  close(): void {
    this.#solver.dispose();
  }

  fresh(): Lit {
    this.#last += 1;
    return this.#last;
  }

  /** At least one of these holds. Throws `Unbounded`. */
  require(...any: Lit[]): void {
    this.#add(any);
  }

  /** Is called by whatever takes its time to build. Throws `Unbounded` when there is none left. */
  spend(): void {
    if (this.#over()) throw new Unbounded("there was not enough time to lay the rules out");
  }

  #add(any: Lit[]): void {
    this.#clauses += 1;
    if (this.#clauses > MOST_CLAUSES) throw new Unbounded("the rules have too many values and parts of texts");
    if (this.#clauses % 10_000 === 0) this.spend();
    this.#solver.addClause(any);
  }

  /** At most one of these holds. */
  requireAtMostOne(lits: readonly Lit[]): void {
    let before: Lit | undefined;
    for (const [n, lit] of lits.entries()) {
      if (before !== undefined) this.require(-before, -lit);
      if (n === lits.length - 1) break;
      // A ladder: true from the first that holds on.
      const upTo = this.fresh();
      this.require(-lit, upTo);
      if (before !== undefined) this.require(-before, upTo);
      before = upTo;
    }
  }

  and(given: readonly Lit[]): Lit {
    const parts = new Set(given);
    parts.delete(this.yes);
    const [first] = parts;
    if (first === undefined) return this.yes;
    if (parts.has(this.no) || parts.values().some((lit) => lit > 0 && parts.has(-lit))) return this.no;
    if (parts.size === 1) return first;
    const whole = this.fresh();
    for (const part of parts) this.require(-whole, part);
    this.#add([whole, ...parts.values().map((part) => -part)]);
    return whole;
  }

  or(parts: readonly Lit[]): Lit {
    return -this.and(parts.map((part) => -part));
  }

  /** Whether everything required can hold together with these. */
  ask(...assumed: Lit[]): Solution {
    const status = this.#solver.solve({ assumptions: assumed, conflicts: this.#conflicts });
    return status === "satisfiable" ? "possible" : status === "unsatisfiable" ? "impossible" : "unknown";
  }

  /** Whether a truth holds in the example found by the last question, which was possible. */
  holds(lit: Lit): boolean {
    return this.#solver.value(lit);
  }

  /** Which of the truths assumed last are impossible together. */
  culprits(): Lit[] {
    return this.#solver.failedAssumptions();
  }
}
