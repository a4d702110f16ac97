import { DAY_MS, parseDuration, toMs } from "@baton/core/duration";
import { BatonError } from "@baton/core/error";
import type { LocalRoute } from "../runtime/gateway.ts";
import { parseInstant } from "./clock.ts";
import type { ClockMove } from "./clock-move.ts";

/** `POST /local/clock` with `{"now":"<ISO>"}` or `{"advance":"7m30s"}`. Requests are served one after the other. */
export function clockRoute(stack: { now(): number; move(target: number): Promise<ClockMove> }): LocalRoute {
  let queue: Promise<unknown> = Promise.resolve();
  return (body) => {
    const answer = queue.then(async () => {
      try {
        return { status: 200, json: await stack.move(clockTarget(body, stack.now())) };
      } catch (error) {
        if (!(error instanceof BatonError)) throw error;
        return { status: error.status, json: { error: { code: error.code, message: error.message } } };
      }
    });
    queue = answer.catch(() => {});
    return answer;
  };
}

/** The instant that a request's body asks for, in epoch milliseconds. Throws `clock.invalid`. */
export function clockTarget(body: string, now: number): number {
  const { now: instant, advance } = parseObject(body);
  if ((instant === undefined) === (advance === undefined))
    throw invalid('Expected either {"now":"<ISO instant>"} or {"advance":"7m30s"}.');
  if (instant !== undefined) {
    const target = typeof instant === "string" ? parseInstant(instant) : undefined;
    if (target === undefined)
      throw invalid("`now` is no ISO 8601 instant with a time zone, like 2026-11-02T09:00:00Z.");
    return target;
  }
  const duration = typeof advance === "string" ? parseDuration(advance) : undefined;
  if (!duration || duration.elapsed) throw invalid("`advance` is no duration like 90s, 7m30s, 4h, 3d or 2w.");
  const target = now + toMs(duration, { dayMs: DAY_MS, weekMs: 7 * DAY_MS });
  if (target > 8.64e15) throw invalid("`advance` leads past the end of time.");
  return target;
}

function parseObject(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw invalid("The body is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid("The body is no JSON object.");
  return value as Record<string, unknown>;
}

function invalid(message: string): BatonError {
  return new BatonError("clock.invalid", message);
}
