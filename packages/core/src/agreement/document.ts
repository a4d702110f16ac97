import { type Document, isAlias, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { Finding, Path } from "./finding.ts";

/** A YAML (or JSON, which is YAML) text with the positions of its parts. */
export interface SourceDocument {
  value: unknown;
  syntaxErrors: Finding[];
  /** Line and column of the value at a path, or of its key; of the nearest parent that exists otherwise. */
  locate(path: Path, atKey?: boolean): { line: number; column: number };
}

/** Largest text of an agreement, in bytes: some ten thousand rules. */
export const MOST_TEXT_BYTES = 4_194_304;

/** What is wrong with a text that is too large to be read; undefined when it is not. */
export function tooLarge(text: string): Finding | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_TEXT_BYTES) return undefined;
  const message = `the agreement has ${bytes} bytes; ${MOST_TEXT_BYTES} (4 MiB) at most are read`;
  return { severity: "error", code: "schema.size", message, line: 1, column: 1 };
}

/** What the parser's own words would say of its interface instead of the text. */
const ownWords: Partial<Record<string, string>> = {
  MULTIPLE_DOCS: "expected one agreement, found another document after it",
  TAG_RESOLVE_FAILED: "this is a tag of YAML's that the language does not use",
};

/** What the runtime says of a text that goes deeper than its stack. */
const inOurWords = (message: string): string =>
  /call stack|stack overflow/i.test(message) ? "this is nested too deeply" : message;

export function readDocument(text: string): SourceDocument {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ""), {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // The library compares each key with every other.
    uniqueKeys: false,
    // `!!binary` and the like are no part of the language.
    resolveKnownTags: false,
  });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const foreign = document.warnings.filter(({ code }) => code === "TAG_RESOLVE_FAILED");
  const syntaxErrors = [...document.errors, ...foreign].map(
    (error): Finding => ({
      severity: "error",
      code: "schema.syntax",
      message: ownWords[error.code] ?? inOurWords(error.message),
      ...position(error.pos[0]),
    }),
  );
  for (const offset of repeatedKeys(document))
    syntaxErrors.push({
      severity: "error",
      code: "schema.duplicate",
      message: "This name is already used in the same list.",
      ...position(offset),
    });

  function locate(path: Path, atKey = false): { line: number; column: number } {
    if (atKey && path.length > 0) {
      const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
      const key = isMap(parent)
        ? parent.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(path.at(-1)))?.key
        : undefined;
      if (isNode(key) && key.range) return position(key.range[0]);
    }
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return position(node.range[0]);
    }
    return { line: 1, column: 1 };
  }

  let value: unknown;
  if (syntaxErrors.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      syntaxErrors.push({
        severity: "error",
        code: "schema.syntax",
        message: inOurWords((error as Error).message),
        ...position(lostAlias(document) ?? 0),
      });
    }
  }
  return { value, syntaxErrors, locate };
}

/** Where keys are that their map has already. */
function repeatedKeys(document: Document.Parsed): number[] {
  const found: number[] = [];
  visit(document, {
    Map(_, { items }) {
      const used = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (used.has(name)) found.push(key.range?.[0] ?? 0);
        used.add(name);
      }
    },
  });
  return found;
}

/** Where an alias is whose anchor is not set before it. */
function lostAlias(document: Document.Parsed): number | undefined {
  const anchors = new Set<string>();
  let offset: number | undefined;
  visit(document, (_, node) => {
    if (isAlias(node) && !anchors.has(node.source)) {
      offset = node.range?.[0];
      return visit.BREAK;
    }
    if (isNode(node) && !isAlias(node) && node.anchor !== undefined) anchors.add(node.anchor);
    return undefined;
  });
  return offset;
}
