import { parseXml, XmlElement } from "@rgrove/parse-xml";

/**
 * Whether XML declares a document type. Entities that expand without end, or to a file, are declared there, and SOAP 1.1
 * forbids it: such a body is never parsed.
 */
export const declaresType = (xml: string): boolean => /<!\s*(DOCTYPE|ENTITY)/i.test(xml);

/** An XML document's root; undefined for what is none. Knows XML's five entities and character references, and no others. */
export function rootOf(xml: string): XmlElement | undefined {
  if (declaresType(xml)) return undefined;
  try {
    return parseXml(xml).root ?? undefined;
  } catch {
    return undefined;
  }
}

/** A name without its namespace's prefix, which every sender chooses for itself. */
export const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Elements inside another by local name. */
export const children = (parent: XmlElement | undefined, name?: string): XmlElement[] =>
  (parent?.children ?? []).filter(
    (child): child is XmlElement =>
      child instanceof XmlElement && (name === undefined || localName(child.name) === name),
  );

/** An element's attribute by local name. */
export const attribute = (element: XmlElement, name: string): string | undefined =>
  Object.entries(element.attributes).find(([key]) => localName(key) === name)?.[1];

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as XML writes it, without the characters that XML has no way to write. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, "")
    .replace(/[&<>"]/g, (one) => escapes[one]!);
