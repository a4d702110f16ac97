import type { Reception } from "@baton/core/ports";
import type { Folding, Reader } from "@baton/core/report";

/** What the API works with. */
export interface ApiMeans {
  relay: Reception;
  folding: Folding;
  /** What the holder of a key may see of reports, and by whose days. */
  reader(): Promise<Reader>;
  /** The API's bearer keys, with their scopes: `KEY` or `KEY:read+report`. */
  keys(): string[];
  /** Names of the sources' secrets that have a value. */
  secretNames(): string[];
}
