import type { Words } from "@baton/words";
import { inEnglish } from "@baton/words";
import { type Child, createContext, useContext } from "hono/jsx";

/** What stands around pages for somebody who has signed in. */
export interface Frame {
  /** The style sheet and scripts that are loaded, each with the digest that the browser checks. */
  styles: Loaded[];
  scripts: Loaded[];
  /** How htmx is to behave, as its meta element has it. */
  settings?: string;
  /** Above the content: where one may go, and who one is. */
  header: Child;
  /** Below it. */
  footer?: Child;
}

/** A file of ours that a page loads. */
export interface Loaded {
  href: string;
  /** `sha384-…`, as subresource integrity has it. */
  integrity: string;
}

/** In which language pages are read, and what stands around them; English and nothing, unless somebody provides it. */
const Reader = createContext<{ words: Words; frame?: Frame }>({ words: inEnglish });

export const ReaderProvider = Reader.Provider;

/** What is said in the reader's language, within a component. */
export const useWords = (): Words => useContext(Reader).words;

export const useFrame = (): Frame | undefined => useContext(Reader).frame;
