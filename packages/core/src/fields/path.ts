/**
 * The way to a field that lies inside others, however it is written: `data.email`, `data[email]`, `data[0][email]`. A name without dots
 * and brackets is a way of one step. Undefined for what is no way: a step without a name, a bracket without its other one.
 */
export function pathOf(name: string): string[] | undefined {
  const steps = name
    .replace(/\[\]$/, "")
    .replace(/\[([^[\]]*)\]/g, ".$1")
    .split(".");
  return steps.every((step) => step !== "" && !/[[\]]/.test(step)) ? steps : undefined;
}
