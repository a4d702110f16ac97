import { ReaderProvider } from "@baton/ui";
import type { Words } from "@baton/words";
import type { Page } from "./response-page.tsx";

/** A page in the words of its reader. */
export const readBy = (words: Words, page: Page): Page => <ReaderProvider value={{ words }}>{page}</ReaderProvider>;
