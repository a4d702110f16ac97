/**
 * The one error Baton throws on purpose. `code` is `noun.reason` and public; `status` is the HTTP answer it maps to.
 * Anything else that is thrown is our own bug and becomes a 500.
 */
export class BatonError extends Error {
  override readonly name = "BatonError";
  readonly code: string;
  readonly status: number;
  readonly details: unknown;

  constructor(code: string, message: string, options: { status?: number; details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = options.status ?? 400;
    this.details = options.details;
  }
}

/**
 * What may be logged of an error: of ours all, of others only what kind it is and where it was thrown. Their messages may hold
 * anything, as those of the mail service hold addresses.
 */
export function loggable(error: unknown): { error: string; reason?: string; at?: string } {
  if (error instanceof BatonError) return { error: error.code, reason: error.message };
  if (!(error instanceof Error)) return { error: typeof error };
  const { message, stack = "" } = error;
  const begin = stack.indexOf(message);
  const at = begin < 0 ? undefined : /^ *at .*/m.exec(stack.slice(begin + message.length))?.[0].trim();
  return { error: error.name, ...(at !== undefined && { at }) };
}
