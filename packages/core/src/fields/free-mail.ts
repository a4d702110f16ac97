/** Domain lists are loaded when a rule first asks, so that a process whose rules do not ask never pays for them. */
let free: Promise<ReadonlySet<string>> | undefined;
let disposable: Promise<ReadonlySet<string>> | undefined;

/** Starts loading what these fields need, so that it is there, or nearly, when the store has answered. */
export function prepareLists(asked: ReadonlySet<string>): void {
  // A failure shows where the list is used.
  if (asked.has("email.free")) freeMailDomains().catch(() => {});
  if (asked.has("email.disposable")) disposableMailDomains().catch(() => {});
}

/** Domains of mailbox providers anybody can sign up with (npm `email-providers`). */
export function freeMailDomains(): Promise<ReadonlySet<string>> {
  free ??= import("email-providers/all.json", { with: { type: "json" } }).then(
    (list) => new Set(list.default as string[]),
  );
  return free;
}

/** Domains of throw-away mailboxes (npm `disposable-email-domains`). */
export function disposableMailDomains(): Promise<ReadonlySet<string>> {
  disposable ??= import("disposable-email-domains/index.json", { with: { type: "json" } }).then(
    (list) => new Set(list.default as string[]),
  );
  return disposable;
}
