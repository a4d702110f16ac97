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
