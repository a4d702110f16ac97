import { Cadical } from "cadical-wasm";

/** A truth: a variable of the solver or, negative, its opposite. */
export type Lit = number;

export type Solution = "possible" | "impossible" | "unknown";

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
  #last = 0;

  private constructor(solver: Cadical, conflicts: number) {
    this.#solver = solver;
    this.#conflicts = conflicts;
    this.yes = this.fresh();
    this.no = -this.yes;
    this.require(this.yes);
  }

  /** @param conflicts dead ends after which a question counts as unknown; a count and no time, so that answers repeat */
  static async open({ conflicts }: { conflicts: number }): Promise<Circuit> {
    // What is not asked for stays false, so that examples say no more than they have to.
    return new Circuit(await Cadical.create({ phase: false, quiet: true, lucky: false, walk: false }), conflicts);
  }

  close(): void {
    this.#solver.dispose();
  }

  fresh(): Lit {
    this.#last += 1;
    return this.#last;
  }

  /** At least one of these holds. */
  require(...any: Lit[]): void {
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
    const parts = [...new Set(given)].filter((lit) => lit !== this.yes);
    if (parts.length === 0) return this.yes;
    if (parts.includes(this.no) || parts.some((lit) => lit > 0 && parts.includes(-lit))) return this.no;
    if (parts.length === 1) return parts[0]!;
    const whole = this.fresh();
    for (const part of parts) this.require(-whole, part);
    this.require(whole, ...parts.map((part) => -part));
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
