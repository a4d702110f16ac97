/** Two digits at most: enough that decayed points still add up in the reader's head. */
export function plainPoints(points: number): string {
  const rounded = Math.round(Math.abs(points) * 100) / 100;
  return points < 0 && rounded !== 0 ? `−${rounded}` : String(rounded);
}

/** `+45`, `−40`, `+7.25`. */
export function signedPoints(points: number): string {
  const text = plainPoints(points);
  return text.startsWith("−") ? text : `+${text}`;
}
