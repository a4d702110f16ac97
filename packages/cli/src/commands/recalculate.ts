import { progress } from "../progress.ts";
import { body, type GoodAnswer, type Service } from "../service.ts";
import { asTable } from "../table.ts";

type Page = GoodAnswer<Service["api"]["clocks"]["recalculate"]["$post"]>;
type RecalculatedLead = Page["leads"][number];

/**
 * Has open clocks run by the version just published: lists every lead whose clock moves or cannot, then moves them. What was moved
 * before, by a run that ended half-way, is not listed again.
 */
export async function recalculate(
  baton: Service,
  { version, by, json }: { version: number; by: string | undefined; json: boolean | undefined },
): Promise<{ recalculated: { leads: RecalculatedLead[]; moved: number; kept: number } }> {
  const asked = { version, ...(by !== undefined && { by }) };
  const planned: RecalculatedLead[] = [];
  for await (const leads of pages(baton, { ...asked, apply: false })) planned.push(...leads);
  const listed = planned.filter(({ moved, reason }) => moved || reason !== undefined);
  if (!json && listed.length > 0) console.log(inRows(listed));

  const bar = progress("recalculated", planned.length);
  const done: RecalculatedLead[] = [];
  for await (const leads of pages(baton, { ...asked, apply: true })) {
    done.push(...leads);
    bar.at(done.length);
  }
  bar.end();
  const kept = done.filter(({ reason }) => reason !== undefined).length;
  const moved = done.filter((lead) => lead.moved).length;
  if (!json) {
    console.log(
      `${counted(done.length - kept, "open clock")} changed to version ${version}, ${moved} of them moved.${kept > 0 ? ` ${counted(kept, "clock")} kept the version before.` : ""}`,
    );
  }
  return { recalculated: { leads: done.filter((lead) => lead.moved || lead.reason !== undefined), moved, kept } };
}

async function* pages(
  baton: Service,
  asked: { apply: boolean; version: number; by?: string },
): AsyncGenerator<RecalculatedLead[]> {
  let cursor: string | null = null;
  do {
    const page: Page = await body(
      baton.api.clocks.recalculate.$post({ json: { ...asked, ...(cursor !== null && { cursor }) } }),
    );
    yield page.leads;
    cursor = page.next;
  } while (cursor !== null);
}

function inRows(leads: RecalculatedLead[]): string {
  return asTable(
    ["id", "name", "stage", "next step (UTC)", "response by (UTC)", ""],
    leads.map((lead) => [
      lead.id,
      lead.name,
      lead.stage,
      move(lead.dueBefore, lead.dueAfter),
      move(lead.respondByBefore, lead.respondByAfter),
      lead.reason === undefined ? "" : `keeps version ${lead.from}: ${lead.reason}`,
    ]),
  );
}

/** `2026-11-24T09:15 → 09:10`: to the minute, or whole where that would show nothing. */
function move(before: string | null, after: string | null): string {
  if (before === after) return before?.slice(0, 16) ?? "";
  if (before === null || after === null) return `${before?.slice(0, 16) ?? "none"} → ${after?.slice(0, 16) ?? "none"}`;
  if (before.slice(0, 16) === after.slice(0, 16)) return `${before} → ${after}`;
  const sameDay = before.slice(0, 10) === after.slice(0, 10);
  return `${before.slice(0, 16)} → ${after.slice(sameDay ? 11 : 0, 16)}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
