export interface RouteMatch<T> {
  route: string;
  value: T;
  /** URL-decoded values of the route's `{names}`. */
  pathParameters: Record<string, string>;
}

/** Compiles API Gateway v2 routes (`POST /hooks/{source}`, `ANY /api/{path+}`) into a lookup; the most specific route wins, `$default` last. */
export function router<T>(routes: readonly { route: string; value: T }[]) {
  const rest = routes.find(({ route }) => route === "$default");
  const compiled = routes
    .filter((one) => one !== rest)
    .map(({ route, value }) => {
      const [method = "", path = ""] = route.split(" ");
      return { route, value, method, segments: path.split("/").slice(1) };
    })
    .sort((a, b) => compare(rank(a.segments, a.method), rank(b.segments, b.method)));

  return (method: string, path: string): RouteMatch<T> | undefined => {
    const parts = path.split("/").slice(1);
    for (const candidate of compiled) {
      if (candidate.method !== "ANY" && candidate.method !== method) continue;
      const pathParameters = matchSegments(candidate.segments, parts);
      if (pathParameters) return { route: candidate.route, value: candidate.value, pathParameters };
    }
    return rest && { ...rest, pathParameters: {} };
  };
}

function matchSegments(segments: string[], parts: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    const name = /^\{(.+?)(\+?)\}$/.exec(segment);
    if (!name) {
      if (segment !== part) return undefined;
      continue;
    }
    const greedy = name[2] === "+";
    const value = greedy ? parts.slice(index).join("/") : part;
    if (value === "") return undefined;
    parameters[name[1]!] = decode(value);
    if (greedy) return parameters;
  }
  return parts.length === segments.length ? parameters : undefined;
}

/** Per segment: literal before variable before greedy variable; then a method before ANY. */
function rank(segments: string[], method: string): number[] {
  const kinds = segments.map((segment) => (segment.endsWith("+}") ? 2 : segment.startsWith("{") ? 1 : 0));
  return [...kinds, method === "ANY" ? 1 : 0];
}

function compare(a: number[], b: number[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    if (a[index] !== b[index]) return a[index]! - b[index]!;
  }
  return b.length - a.length;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
