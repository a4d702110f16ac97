import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { Finding, Path } from "./finding.ts";

/** A YAML (or JSON, which is YAML) text with the positions of its parts. */
export interface SourceDocument {
  value: unknown;
  syntaxErrors: Finding[];
  /** Line and column of the value at a path, or of its key; of the nearest parent that exists otherwise. */
  locate(path: Path, atKey?: boolean): { line: number; column: number };
}

/** What the parser's own words would say of its interface instead of the text. */
const ownWords: Partial<Record<string, string>> = {
  DUPLICATE_KEY: "This name is already used in the same list.",
  MULTIPLE_DOCS: "expected one agreement, found another document after it",
};

export function readDocument(text: string): SourceDocument {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ""), {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const syntaxErrors = document.errors.map(
    (error): Finding => ({
      severity: "error",
      code: error.code === "DUPLICATE_KEY" ? "schema.duplicate" : "schema.syntax",
      message: ownWords[error.code] ?? error.message,
      ...position(error.pos[0]),
    }),
  );

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
        message: (error as Error).message,
        ...position(lostAlias(document) ?? 0),
      });
    }
  }
  return { value, syntaxErrors, locate };
}

/** Where an alias is whose anchor is not set before it. */
function lostAlias(document: Document.Parsed): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined;
      offset = alias.range?.[0];
      return visit.BREAK;
    },
  });
  return offset;
}
