import { pathOf } from "@baton/core/fields";
import type { Naming } from "../types.ts";

const pathsOf = new WeakMap<Naming["fields"], ReadonlyMap<string, string>>();

const withoutPlaces = (path: readonly string[]): string => path.filter((step) => !/^\d*$/.test(step)).join("\0");

/** The name by which the agreement maps a path, wherever in a list it lies: `data.email` and `data[0][email]`. */
export function mappedPath(path: readonly string[], { fields }: Naming): string | undefined {
  let paths = pathsOf.get(fields);
  if (!paths) {
    paths = new Map(Object.keys(fields).map((name) => [withoutPlaces(pathOf(name) ?? [name]), name]));
    pathsOf.set(fields, paths);
  }
  return paths.get(withoutPlaces(path));
}
