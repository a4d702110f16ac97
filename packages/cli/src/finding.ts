import type { Finding } from "@baton/core/agreement";

/** One line, and what shows it on a second one. */
export function formatFinding(
  file: string,
  { line, column, severity, code, message, counterexample }: Finding,
): string {
  const shown = [
    counterexample?.lead && `lead ${JSON.stringify(counterexample.lead)}`,
    counterexample?.at && `at ${counterexample.at}`,
  ].filter(Boolean);
  return [
    `${file}:${line}:${column} ${severity} ${code} ${message}`,
    ...(shown.length > 0 ? [`  ${shown.join(" ")}`] : []),
  ].join("\n");
}
