/** Time as the service sees it. Outside of demonstrations and tests it is the wall clock. */
export interface Time {
  /** Epoch ms. */
  now(): number;
  /** Real ms until that much time has passed here; Infinity when it stands still. */
  wallMs(ms: number): number;
}

export type Log = (level: "info" | "warn" | "error", message: string, fields?: Record<string, unknown>) => void;
