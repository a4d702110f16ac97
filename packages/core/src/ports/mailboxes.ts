import type { AddressMark } from "../mailbox/index.ts";

/** What a store keeps of addresses, however their letters are written. */
export interface MailboxStore {
  /** Of no effect on an address that is marked, or that was cleared at or after `since`: reports come late, and more than once. */
  markAddress(mark: AddressMark): Promise<void>;
  /** May miss the marks of the last moments. */
  addressMark(address: string): Promise<AddressMark | undefined>;
  /** Takes the mark off an address, at an instant (ISO); false when it has none. */
  clearAddress(address: string, at: string): Promise<boolean>;
  /** Those that are marked, in the order of their letters. */
  markedAddresses(): Promise<AddressMark[]>;
}
