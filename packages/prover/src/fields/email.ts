import { compile, literal, type Test } from "@baton/core/condition";
import { disposableMailDomains, freeMailDomains } from "@baton/core/fields";
import { fold } from "@baton/core/text";
import { mailbox } from "@baton/core/values";
import type { Circuit } from "../model/circuit.ts";
import { type Field, NoExample } from "./field.ts";
import { fillers, literalsOf, type Parts, text } from "./text.ts";

export const emailFields = ["email", "email.domain", "email.free", "email.disposable"] as const;
export type EmailField = (typeof emailFields)[number];

/**
 * An e-mail address and what follows from it, as one: a local part, and a domain that may be on the lists of free or disposable
 * ones. Tests of the whole address become tests of its two parts, since there is one @ in it.
 */
export async function email(
  circuit: Circuit,
  tests: Partial<Record<EmailField, readonly Test[]>>,
): Promise<Record<EmailField, Field>> {
  const present = circuit.fresh();
  const ofWhole = (tests.email ?? []).flatMap((test) => waysOf(test).flat());
  const ofDomain = [...ofWhole.filter(({ field }) => field === DOMAIN), ...(tests["email.domain"] ?? [])];
  const free = tests["email.free"]?.length ? await freeMailDomains() : new Set<string>();
  const disposable = tests["email.disposable"]?.length ? await disposableMailDomains() : new Set<string>();

  const local = await text(
    circuit,
    ofWhole.filter(({ field }) => field === LOCAL),
    {
      present,
      survives: (value) => isEmail(`${value}@firm.example`),
      admits: (op, part) =>
        isEmail(`${op === "startsWith" ? "" : "x"}${part}${op === "endsWith" ? "" : "x"}@firm.example`),
      invent: locals,
    },
  );
  const domain = await text(circuit, ofDomain, {
    present,
    named: representatives(free, disposable, ofDomain),
    // Domains on a list that are told apart are named; any other one is on none.
    survives: (value) => isEmail(`a@${value}`),
    admits: (op, part) =>
      isEmail(op === "endsWith" ? `a@firm.xx${part}` : `a@${op === "startsWith" ? "" : "x"}${part}x.example`),
    invent: (parts) => domains(parts).filter((one) => !free.has(one) && !disposable.has(one)),
  });

  const onList = (list: ReadonlySet<string>): Field => {
    const yes = circuit.or([...domain.named].flatMap(([value, lit]) => (list.has(value) ? [lit] : [])));
    return {
      present,
      test(test) {
        const holds = compile(test);
        return circuit.or([
          ...(holds({ [test.field]: true }) ? [yes] : []),
          ...(holds({ [test.field]: false }) ? [circuit.and([present, -yes])] : []),
          ...(holds({}) ? [-present] : []),
        ]);
      },
      value: async () => (circuit.holds(present) ? circuit.holds(yes) : undefined),
    };
  };
  return {
    email: {
      present,
      test(test) {
        if (test.op === "exists") return test.value ? present : -present;
        const passes = circuit.or(
          waysOf(test).map((way) =>
            circuit.and([present, ...way.map((half) => (half.field === LOCAL ? local : domain).test(half))]),
          ),
        );
        return test.op === "ne" || test.op === "notIn" ? circuit.and([present, -passes]) : passes;
      },
      async value() {
        const [user, host] = [await local.value(), await domain.value()];
        if (user === undefined || host === undefined) return undefined;
        if (!isEmail(`${user}@${host}`)) throw new NoExample();
        return `${user}@${host}`;
      },
    },
    "email.domain": domain,
    "email.free": onList(free),
    "email.disposable": onList(disposable),
  };
}

/** Whether an address is kept as it is. */
const isEmail = (text: string): boolean => fold(mailbox(text) ?? "") === fold(text);

const LOCAL = "local part";
const DOMAIN = "domain";

/** The ways in which an address passes a test, or fails one that says `ne` or `notIn`: tests of its parts that all hold. */
function waysOf(test: Test): Test[][] {
  switch (test.op) {
    case "eq":
    case "ne":
      return equal(literal(test.value) as string);
    case "in":
    case "notIn":
      return test.value.flatMap((value) => equal(literal(value) as string));
    case "startsWith":
    case "endsWith":
    case "contains":
      return holding(test.op, literal(test.value) as string);
    default:
      return [];
  }
}

function equal(address: string): Test[][] {
  const [user, host, ...more] = address.split("@") as [string, ...string[]];
  if (host === undefined || more.length > 0) return [];
  return [
    [
      { field: LOCAL, op: "eq", value: user },
      { field: DOMAIN, op: "eq", value: host },
    ],
  ];
}

function holding(op: "startsWith" | "endsWith" | "contains", part: string): Test[][] {
  const [user, host, ...more] = part.split("@") as [string, ...string[]];
  if (more.length > 0) return [];
  if (host === undefined) {
    if (op === "startsWith") return [[{ field: LOCAL, op, value: part }]];
    if (op === "endsWith") return [[{ field: DOMAIN, op, value: part }]];
    return [[{ field: LOCAL, op, value: part }], [{ field: DOMAIN, op, value: part }]];
  }
  return [
    [
      { field: LOCAL, op: op === "startsWith" ? "eq" : "endsWith", value: user },
      { field: DOMAIN, op: op === "endsWith" ? "eq" : "startsWith", value: host },
    ],
  ];
}

/** Of the listed domains that no test names one for each answer that tests and lists can give together. */
function representatives(free: ReadonlySet<string>, disposable: ReadonlySet<string>, tests: readonly Test[]): string[] {
  const named = new Set(tests.flatMap(literalsOf));
  const holding = tests
    .filter(({ op }) => op === "contains" || op === "startsWith" || op === "endsWith")
    .map((test) => compile({ ...test, field: DOMAIN }));
  const facts: Record<string, string> = {};
  const found = new Map<string, string>();
  for (const [group, domains] of groupsOf(free, disposable)) {
    for (const domain of domains) {
      facts[DOMAIN] = domain;
      let key = group;
      for (let n = 0; n < holding.length; n++) if (holding[n]!(facts)) key += ` ${n}`;
      if (!found.has(key) && !named.has(domain)) found.set(key, domain);
      if (holding.length === 0 && found.has(key)) break;
    }
  }
  return [...found.values()];
}

type Groups = [group: string, domains: string[]][];

/** Those on both lists are a hundred thousand to go through. */
const groupsOfBoth = new WeakMap<ReadonlySet<string>, Groups>();

/** Listed domains by the lists they are on, well-known ones first. */
function groupsOf(free: ReadonlySet<string>, disposable: ReadonlySet<string>): Groups {
  const wellKnown = (domain: string, list: ReadonlySet<string>) => (list.has(domain) ? [domain] : []);
  const freeFirst = [...wellKnown("gmail.com", free), ...free];
  const disposableFirst = [...wellKnown("mailinator.com", disposable), ...disposable];
  if (free.size === 0 || disposable.size === 0) return [["listed", [...freeFirst, ...disposableFirst]]];
  const known = groupsOfBoth.get(free);
  if (known) return known;
  const groups: Groups = [
    ["free", freeFirst.filter((domain) => !disposable.has(domain))],
    ["disposable", disposableFirst.filter((domain) => !free.has(domain))],
    ["both", freeFirst.filter((domain) => disposable.has(domain))],
  ];
  groupsOfBoth.set(free, groups);
  return groups;
}

function* locals({ start, inside, end }: Parts): Generator<string> {
  const pieces = [start, ...inside, end].filter(Boolean);
  if (pieces.length === 0) yield* ["jane", "sam", "b"];
  for (const filler of fillers) yield* [pieces.join(filler), [start, ...inside, end].join(filler)];
}

function* domains({ start, inside, end }: Parts): Generator<string> {
  const pieces = [start, ...inside].filter(Boolean);
  if (pieces.length === 0 && end === "") yield* ["firm.example", "company.test"];
  const endings = end === "" ? [".example", ".test", ".qq", ".zz"] : [end];
  for (const filler of fillers) {
    for (const ending of endings) {
      const front = pieces.length > 0 ? pieces.join(filler) : `${filler}firm`;
      yield* [`${front}${ending}`, `${front}${filler}${ending}`, `${front}.${filler}${ending}`, `${front}.${ending}`];
      yield* [`${filler}${ending}`, `${filler}.${filler}${ending}`, ending];
    }
  }
}
