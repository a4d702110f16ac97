import { recorded } from "./recorded.ts";

export async function handler(event: { time: string }) {
  recorded.sweeps.push(event.time);
}
