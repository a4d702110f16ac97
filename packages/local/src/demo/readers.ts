import type { NoticeMessage } from "@baton/core/ports";
import { pick } from "./chance.ts";
import type { Mail, World } from "./world.ts";

const MINUTE = 60_000;
/** A mail is looked for among those that came since so long before it is read. */
const RECENT_MS = 90 * MINUTE;

/** What somebody writes where a page asks for a sentence, by a word of its title. */
const sentences: [RegExp, string[]][] = [
  [
    /what sales answered/i,
    ["The first line of the page answers it now.", "It is the second question of the invitation."],
  ],
  [/what sales heard/i, ["The page says what it costs from Monday on.", "The ad does not say “free” any more."]],
  [
    /question about/i,
    [
      "Whether it works with the scanners they have.",
      "How long it takes to go live; they have heard of projects of a year.",
      "Who counts the stock on the first day.",
      "What it costs for more than one warehouse.",
    ],
  ],
];

/** What those learned who came along. */
const learned = [
  "They ask who counts on the first day before they ask what it costs",
  "The price page is open on their second screen",
  "An ad is decided on three weeks before anybody sees it",
];

/** What people say of what is sold. */
const sayings = [
  "One warehouse, one list: everybody sees the same stock",
  "Live in a week, without a project",
  "Try it with your own data before you pay",
  "Counting stock by hand is over",
];

/** Posts the form of a question as whoever is asked would: a tap, a choice, or a sentence. */
async function answer(world: World, link: string, name: string): Promise<void> {
  const page = await world.page(link);
  const title = /<h1[^>]*>([^<]*)/.exec(page)?.[1] ?? "";
  const [form = ""] = /<form[\s\S]*?<\/form>/.exec(page) ?? [];
  const selects = [...form.matchAll(/>([^<]+)<\/label><select id="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g)];
  if (selects.some(([, , field]) => field === "was")) {
    await world.page(link, new URLSearchParams({ was: "yes", learned: pick(name, learned) }));
    return;
  }
  if (selects.length > 0) {
    const chosen = selects.map(([, label = "", field = "", options = ""]): [string, string] => {
      const known = [...options.matchAll(/value="([^"]+)"[^>]*>([^<]*)</g)].find(([, , text]) => text === label);
      return [field, known?.[1] ?? "none"];
    });
    await world.page(link, new URLSearchParams(chosen));
    return;
  }
  const lines = [...form.matchAll(/<input type="text"[^>]* name="([^"]+)"/g)].map(([, field]) => field!);
  if (lines.length > 0) {
    const said = lines.map((field): [string, string] => [field, pick(`${name} ${field}`, sayings)]);
    await world.page(link, new URLSearchParams([...said, ["rating", pick(`${name} rating`, ["3", "4", "4", "5"])]]));
    return;
  }
  const values = [...form.matchAll(/value="([^"]+)"/g)].map(([, value]) => value!);
  const chosen = /<textarea/.test(form)
    ? pick(name, sentences.find(([words]) => words.test(title))?.[1] ?? ["Yes, and thank you."])
    : values.includes("upheld")
      ? pick(title, ["upheld", "upheld", "withdrawn"])
      : values[0];
  if (chosen !== undefined) await world.page(link, new URLSearchParams({ answer: chosen }));
}

/** Asks on a campaign's page to look at a lead together that was handed back. */
async function mark(world: World, link: string): Promise<void> {
  const lead = /name="lead" value="([^"]+)"/.exec(await world.page(link))?.[1];
  if (lead !== undefined)
    await world.page(
      link,
      new URLSearchParams({ lead, note: "They have forty people and a warehouse: a second look?" }),
    );
}

const linksTo = ({ text }: Pick<Mail, "text">, page: "a" | "c" | "p"): string[] =>
  [...new Set([...text.matchAll(new RegExp(`https?://\\S+/${page}/[\\w.-]+`, "g"))].map(([link]) => link))].filter(
    (link) => !link.endsWith(".ics"),
  );

/** Most people answer what their Weekly asks them; whoever is to sign does, except for the last proposal. */
export function reading(world: World, options: { hesitates(person: string, at: number): boolean }) {
  const address = (person: string) => world.rulebook.agreement.people[person]!.email;
  const mailTo = async (person: string, about: RegExp): Promise<Mail | undefined> =>
    (await world.mailsSince(world.now() - RECENT_MS)).findLast(
      ({ to, subject }) => to.includes(address(person)) && about.test(subject),
    );
  const read = async (person: string, week: string): Promise<void> => {
    const mail = await mailTo(person, /your week/i);
    if (!mail) return;
    for (const [n, link] of linksTo(mail, "a").entries()) {
      const name = `${person} ${week} ${n}`;
      if (pick(name, [true, true, true, false])) await answer(world, link, name);
    }
    if (person === "mia") for (const link of linksTo(mail, "c").slice(0, 2)) await mark(world, link).catch(() => {});
  };

  /** Whoever leads marketing writes down on the page of a review what somebody is to do. */
  const prepare = async (person: string): Promise<void> => {
    const [link] = person === "mo" ? linksTo((await mailTo(person, /^Review/)) ?? { text: "" }, "p") : [];
    if (link === undefined) return;
    const due = new Date(world.now() + 6 * 24 * 60 * MINUTE).toISOString().split("T")[0]!;
    const text = pick(due, ["Ask for the number of warehouses in the form", "Call the five of the fair together"]);
    await world.page(link, new URLSearchParams({ text, owner: pick(text, ["mia", "ben"]), due }));
  };

  return (notice: NoticeMessage): void => {
    if ("round" in notice) {
      const { round, dueAt } = notice;
      const [kind, person = ""] = round.split("/");
      if (kind === "pack") world.at(world.now() + 40 * MINUTE, () => prepare(person));
      if (kind !== "weekly") return;
      const week = String(Math.round((Date.parse(dueAt) - world.start) / (7 * 24 * 60 * MINUTE)));
      world.at(world.now() + 40 * MINUTE, () => read(person, week));
    } else if ("proposal" in notice) {
      const person = (notice as { to?: string }).to;
      if (person === undefined || options.hesitates(person, world.now())) return;
      world.at(world.now() + 30 * MINUTE, async () => {
        const mail = await mailTo(person, /^To sign/);
        const [link] = mail ? linksTo(mail, "a") : [];
        if (link !== undefined) await answer(world, link, person);
      });
    }
  };
}
