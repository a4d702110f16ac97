import { type AddressMark, mailboxOf } from "@baton/core/mailbox";
import type { MailboxStore } from "@baton/core/ports";

/** Marked addresses in a map of one process; for the rest see `memory-store.ts`. */
export function memoryMailboxes(): MailboxStore {
  const marks = new Map<string, AddressMark>();
  const cleared = new Map<string, string>();

  return {
    async markAddress({ address, why, since }) {
      await Promise.resolve();
      const key = mailboxOf(address);
      const late = (cleared.get(key) ?? "") >= since;
      if (!marks.has(key) && !late) marks.set(key, { address: key, why, since });
    },

    async addressMark(address) {
      await Promise.resolve();
      const mark = marks.get(mailboxOf(address));
      return mark && { ...mark };
    },

    async clearAddress(address, at) {
      await Promise.resolve();
      cleared.set(mailboxOf(address), at);
      return marks.delete(mailboxOf(address));
    },

    async markedAddresses() {
      await Promise.resolve();
      return [...marks.values()].sort((a, b) => (a.address < b.address ? -1 : 1)).map((mark) => ({ ...mark }));
    },
  };
}
