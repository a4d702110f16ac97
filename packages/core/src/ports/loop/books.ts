import type { Length } from "../../agreement/model.ts";
import type { Book } from "../../sheet/model.ts";

/** The numbers of closed periods. */
export interface BookStore {
  /** Of those of some periods that are closed, by their names. */
  books(per: Length, periods: readonly string[]): Promise<Record<string, Book>>;
  /** Keeps the numbers of a period, once: what is kept of it already stays. */
  keepBook(book: Book): Promise<void>;
}
