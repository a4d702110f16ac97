import { askLinks, campaignLinks, links, pageLinks } from "@baton/core/signed";
import { subjectOf } from "@baton/core/signing";
import type { Stack } from "../index.ts";
import type { World } from "./world.ts";

/** Something to look at, in a browser or a terminal. */
export type Sight = [what: string, where: string];

/** What there is to see of a life by now, each with a link that is somebody's own. */
export async function sights(stack: Stack, world: World): Promise<Sight[]> {
  const { url, inside } = stack;
  // Links of mails last a month; these are for now.
  const now = world.end;
  const { people } = world.rulebook.agreement;
  const nameOf = (person: string): string => people[person]?.name ?? person;
  const page = (lead: string, person: string): string =>
    `${url}/r/${links(inside.linkKey).sign({ lead, person }, now)}`;
  const leads = async (query: string) => (await world.api("GET", `/leads?${query}`)).leads as Listed[];
  const requests = async (query: string) => (await world.api("GET", `/requests?${query}`)).requests as Asked[];
  /** Of which there is most to read. */
  const richest = async (few: Listed[]): Promise<Listed | undefined> => {
    const whole = await Promise.all(
      few.map(async (one) => ({ one, told: (await world.api("GET", `/leads/${one.id}`)).timeline as unknown[] })),
    );
    return whole.sort((a, b) => b.told.length - a.told.length)[0]?.one;
  };
  const found: Sight[] = [];
  const show = (what: string, where: string | undefined): void =>
    void (where !== undefined && found.push([what, where]));

  const open = (await leads("state=open&limit=100")).filter(({ owner }) => owner !== null && owner !== "mia");
  const waiting = open.filter(({ stage, overdue }) => stage === "contact" && !overdue);
  const fresh = await richest((waiting.length > 0 ? waiting : open).slice(0, LOOKED_AT));
  show(`A lead, as ${nameOf(fresh?.owner ?? "")} sees it`, fresh && page(fresh.id, fresh.owner!));
  for (const [query, what] of [
    ["stage=contact&overdue=true", "One that nobody answered in time"],
    ["stage=closed", "One that is over"],
  ] as const) {
    const one = (await leads(`${query}&limit=40`)).find(({ owner, id }) => owner !== null && id !== fresh?.id);
    show(what, one && page(one.id, one.owner!));
  }
  for (const [state, what] of [
    ["open", "A request that waits"],
    ["returned", "One that was sent back"],
  ] as const) {
    const [one] = await requests(`state=${state}&limit=5`);
    show(what, one && page(one.id, one.to));
  }
  for (const id of ["autumn-webinar", "demo-request"])
    show(
      `What came of a campaign (${id})`,
      `${url}/c/${campaignLinks(inside.linkKey).sign({ campaign: id, person: "mia" }, now)}`,
    );
  for (const [what, claim] of [
    ["What both sides owe each other", { page: "sheet", person: "vera" }],
    ["What they meet about next", { page: "review", person: "mo" }],
  ] as const)
    show(what, `${url}/p/${pageLinks(inside.linkKey).sign(claim, now)}`);
  const proposal = await world.relay.store.proposal();
  if (proposal?.state === "open")
    show(
      "A change of the rules that Vera Lind has to sign",
      `${url}/a/${askLinks(inside.linkKey).sign({ subject: subjectOf(proposal), person: "vera" }, now)}`,
    );
  return found;
}

/** So many leads are looked at to find the one of which there is most to read. */
const LOOKED_AT = 8;

interface Listed {
  id: string;
  owner: string | null;
  stage: string;
  overdue: boolean;
}
interface Asked {
  id: string;
  to: string;
}
