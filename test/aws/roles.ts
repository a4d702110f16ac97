import type { Deployment } from "../infra/graph.ts";
import { grantsOf } from "../infra/judge/privileges.ts";
import { needsOf } from "../infra/lambda/gate.ts";
import type { Recorded } from "./record.ts";

/** What functions did in tests that their roles do not let them do, each once. */
export function roleProblems(
  deployment: Deployment,
  requests: Iterable<Recorded>,
): { problems: string[]; seen: number } {
  const granted = new Map(
    deployment.functions.map((fn) => [
      fn.handler.replace(/\.handler$/, ""),
      new Set(grantsOf(deployment, fn.statements)),
    ]),
  );
  const problems = new Set<string>();
  let seen = 0;
  for (const { target, body, by } of requests) {
    if (by === undefined) continue;
    seen += 1;
    const [service = "", operation = ""] = (target || "SES").split(".");
    for (const [action, name] of needsOf(service, operation, body)) {
      // The local stack has one table, and its queues have the components' names.
      const need = `${action} on ${name.replace(/^table\/[^/]+/, "Table")}`;
      if (!granted.get(by)?.has(need)) problems.add(`${by} may not ${need}`);
    }
  }
  return { problems: [...problems].sort(), seen };
}
