import { userInfo } from "node:os";

/** Which running Baton a command talks to, and whether it prints JSON. */
export interface Where {
  url?: string;
  json?: boolean;
}

/** Whose account this is; a container's user may have no name. */
export function user(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
