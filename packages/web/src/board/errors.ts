import type { BatonError } from "@baton/core/error";
import type { WordId, Words } from "@baton/words";

/** What goes wrong with signing in and with forms, in the reader's words. */
const said: Readonly<Record<string, WordId>> = {
  "form.origin": "board.error.origin",
  "link.expired": "board.error.expired",
  "link.forged": "board.error.forged",
  "signIn.address": "board.error.address",
  "signIn.late": "board.error.late",
  "signIn.left": "board.error.left",
  "signIn.often": "board.error.often",
  "signIn.provider": "board.error.provider",
  "signIn.refused": "board.error.refused",
  "signIn.used": "board.error.used",
};

/** An error as somebody reads it: in their language, where there are words for it, else as it was thrown. */
export const inWords = ({ say }: Words, { code, message }: BatonError): string => {
  const id = said[code];
  return id === undefined ? message : say(id);
};
