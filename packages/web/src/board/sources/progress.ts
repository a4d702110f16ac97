import type { Replaying } from "@baton/core/board";

/** How far a selection of deliveries has been read once more: those before the last few are only counted. */
export interface Progress extends Replaying {
  out: number;
  still: number;
  /** When those were queued, ISO. */
  since: string;
  source?: string;
  reason?: string;
}

/** The address of the page that shows it. */
export function addressOf({ ids, ...progress }: Progress): string {
  const said = Object.entries(progress).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, `${value}`] as [string, string]],
  );
  return `/sources/replay?${new URLSearchParams([...said, ["ids", ids.join(",")]])}`;
}

/** So many ids an address has at most. */
const MOST_IDS = 25;

/** What such an address or a form says; undefined where it says no instant. */
export function progressIn(said: Readonly<Record<string, unknown>>): Progress | undefined {
  const text = (name: string): string => (typeof said[name] === "string" ? said[name] : "");
  const count = (name: string): number => (/^\d{1,6}$/.test(text(name)) ? Number(text(name)) : 0);
  const at = text("at");
  if (Number.isNaN(Date.parse(at))) return undefined;
  const [after, source, reason] = [text("after"), text("source"), text("reason")];
  const since = text("since");
  return {
    at,
    since: Number.isNaN(Date.parse(since)) ? at : since,
    ids: text("ids").split(",").filter(Boolean).slice(0, MOST_IDS),
    left: count("left"),
    out: count("out"),
    still: count("still"),
    ...(after && { after }),
    ...(source && { source }),
    ...(reason && { reason }),
  };
}
