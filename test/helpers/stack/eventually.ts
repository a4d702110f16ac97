import { vi } from "vitest";

/**
 * Waits until an assertion holds, for nearly as long as a test may take: a shorter limit would say how busy the machine is, and the
 * test's own would not say what is missing.
 */
export const eventually = <T>(assertion: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(assertion, { timeout: 50_000, interval: 20 });
