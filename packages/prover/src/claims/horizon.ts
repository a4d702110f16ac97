/** How far proofs about time look ahead: the 400 days after which a calendar counts as empty. */
export const HORIZON_MS = 400 * 86_400_000;
