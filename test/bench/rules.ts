import type { Facts } from "@baton/core/condition";
import { median } from "./load.ts";
import { baton, type Decide, oneFieldIndex, packages, plainClosures, type RuleEngine } from "./rule-engines.ts";
import { type RuleSet, ranges, territories } from "./rule-sets.ts";
import { atLeast, fixed, print, times } from "./table.ts";

const SIZES = [10, 100, 1_000, 10_000];
const LARGEST = SIZES.at(-1)!;
/** How long each engine runs before the next has its turn, and how many leads it decides at least. */
const TURN = { ms: 80, leads: 10 };
const ROUNDS = 3;
/** How long each engine's answers are compared before it is timed, and how many are at least. */
const TRIAL = { ms: 300, leads: 20 };

/** What Baton should reach: leads a second among the most rules, and times the packages' own. */
const ENOUGH = 100_000;
const AHEAD = 20;

const engines: RuleEngine[] = [baton, oneFieldIndex, plainClosures, ...packages];

/** What one engine costs for one set of rules. */
interface Cost {
  compileMs: number;
  /** Leads a second that find their rule, in each round. */
  perSecond: number[];
}
/** Why there is no cost: it answers otherwise, or does not apply. */
type Reason = string;

/** Prints what it costs to find the rule of a lead among ten and among ten thousand, beside what a user might take instead. */
export async function printRuleCosts(): Promise<void> {
  const sets = [...SIZES.map(territories), ranges(LARGEST)];
  const costs: Map<RuleEngine, Cost | Reason>[] = [];
  for (const set of sets) costs.push(await costsOf(set));

  const head = ["", ...sets.map(({ name, rules }) => `${fixed(rules.length)} ${name}`)];
  const row = (engine: RuleEngine, show: (cost: Cost, n: number) => string) => [
    engine.name,
    ...costs.map((found, n) => {
      const cost = found.get(engine)!;
      return typeof cost === "string" ? cost : show(cost, n);
    }),
  ];
  const perSecond = ({ perSecond }: Cost) => median(perSecond);
  print(
    "The first rule that takes a lead: leads a second",
    head,
    engines.map((engine) =>
      row(engine, (cost, n) =>
        engine === baton && sets[n]!.rules.length === LARGEST
          ? atLeast(perSecond(cost), ENOUGH, fixed)
          : fixed(perSecond(cost)),
      ),
    ),
    ["Rules of three conditions each, on one core. Leads fall evenly on the rules, one in ten on none."],
  );
  print(
    "Baton beside",
    head,
    engines.slice(1).map((engine) =>
      row(engine, (cost, n) => {
        const own = costs[n]!.get(baton) as Cost;
        // Round by round, because what else the machine does changes over the run.
        const ratio = median(own.perSecond.map((of, round) => of / cost.perSecond[round]!));
        return packages.includes(engine) ? atLeast(ratio, AHEAD, roughly) : roughly(ratio);
      }),
    ),
  );
  print(
    "Making the rules ready: ms",
    head,
    engines.map((engine) => row(engine, ({ compileMs }) => fixed(compileMs, 1))),
  );
}

async function costsOf({ rules, leads }: RuleSet): Promise<Map<RuleEngine, Cost | Reason>> {
  const costs = new Map<RuleEngine, Cost | Reason>();
  const timed: { cost: Cost; turn: () => Promise<number> }[] = [];
  const expected = leads.map(plainClosures.build(rules)!);
  for (const engine of engines) {
    const start = performance.now();
    const decide = engine.build(rules);
    const cost: Cost = { compileMs: performance.now() - start, perSecond: [] };
    const reason = decide ? await wrongAnswer(decide, leads, expected) : "–";
    costs.set(engine, reason ?? cost);
    if (decide && !reason) timed.push({ cost, turn: turns(decide, leads, engine.inFlight ?? 1) });
  }
  for (const { turn } of timed) await turn();
  for (let round = 0; round < ROUNDS; round++) for (const { cost, turn } of timed) cost.perSecond.push(await turn());
  return costs;
}

const roughly = (ratio: number): string => (ratio < AHEAD ? times(ratio) : `${fixed(ratio)}×`);

/** What answers otherwise decides something else, and its speed says nothing. */
async function wrongAnswer(decide: Decide, leads: Facts[], expected: unknown[]): Promise<Reason | undefined> {
  const start = performance.now();
  for (const [n, facts] of leads.entries()) {
    if (n >= TRIAL.leads && performance.now() - start > TRIAL.ms) break;
    const found = await decide(facts);
    if (found !== expected[n]) return `wrong: ${found}, not ${expected[n]}`;
  }
  return undefined;
}

/** Turns of one engine, each going on with the leads where the last one ended; answers decisions a second. */
function turns(decide: Decide, leads: Facts[], inFlight: number): () => Promise<number> {
  let next = 0;
  const decideNext = () => decide(leads[next++ % leads.length]!);
  return async () => {
    const [start, first] = [performance.now(), next];
    const isOver = () => next - first >= TURN.leads && performance.now() - start >= TURN.ms;
    const work = async () => {
      // The clock costs as much as a decision, so that it is read every so often.
      for (let block = 1; !isOver(); block = blockAfter(next - first, performance.now() - start))
        for (let n = 0; n < block; n++) {
          const answer = decideNext();
          if (answer instanceof Promise) await answer;
        }
    };
    await Promise.all(Array.from({ length: inFlight }, work));
    return ((next - first) / (performance.now() - start)) * 1000;
  };
}

/** As many decisions as take about a millisecond. */
const blockAfter = (done: number, elapsedMs: number): number => Math.max(1, Math.floor(done / elapsedMs));
