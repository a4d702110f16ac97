import type { TestProject } from "vitest/node";
import { oneSeed } from "../helpers/random/seeds.ts";

/** Says with which seeds the random tests run, and after a failure how to run the same ones again. */
export default function setup({ vitest }: TestProject): () => void {
  const seeds = vitest.config.env.SEEDS as string;
  console.log(`Random tests: SEEDS=${seeds}, fast-check's seed is ${oneSeed(seeds)}`);
  return () => {
    if (vitest.state.getCountOfFailedTests() > 0) console.log(`The same random tests again: SEEDS=${seeds} npm test`);
  };
}
