import type { Frame } from "@baton/ui";
import type { WordId, Words } from "@baton/words";
import type { FC } from "hono/jsx";
import { type BoardRoute, mayUse } from "./access.ts";
import type { Assets } from "./assets.ts";
import type { Looking } from "./env.ts";

/** Pages that the header leads to, for those who may open them. */
const places: readonly { route: BoardRoute; path: string; word: WordId }[] = [
  { route: "GET /now", path: "/now", word: "board.now.title" },
  { route: "GET /people", path: "/people", word: "board.people.title" },
  { route: "GET /campaigns", path: "/campaigns", word: "board.campaigns.title" },
  { route: "GET /agreement", path: "/agreement", word: "board.agreement.title" },
  { route: "GET /sheet", path: "/sheet", word: "board.sheet.title" },
  { route: "GET /review", path: "/review", word: "board.review.title" },
  { route: "GET /sources", path: "/sources", word: "board.sources.title" },
];

/** What is opened in a page stays open when its content changes, and nothing is styled but by our own sheet. */
const settings = JSON.stringify({
  includeIndicatorCSS: false,
  history: false,
  morphIgnore: ["data-htmx-powered", "open"],
});

/** What stands around a page: nothing but its files for who has not signed in. */
export function frameOf({ styles, scripts }: Assets, words: Words, looking: Looking | undefined, path: string): Frame {
  const files = { styles, scripts, settings };
  return looking
    ? { ...files, header: <Header words={words} looking={looking} path={path} />, footer: <Keys words={words} /> }
    : { ...files, header: <Brand words={words} /> };
}

const Brand: FC<{ words: Words }> = ({ words: { say } }) => (
  <header class="top">
    <a class="brand" href="/">
      {say("brand")}
    </a>
  </header>
);

const Header: FC<{ words: Words; looking: Looking; path: string }> = ({ words: { say }, looking, path }) => (
  <header class="top">
    <a class="skip" href="#page">
      {say("board.skip")}
    </a>
    <a class="brand" href="/now">
      {say("brand")}
    </a>
    <nav aria-label={say("board.pages")}>
      {places
        .filter(({ route }) => mayUse(route, looking.roles))
        .map(({ path: href, word }) => (
          <a href={href} aria-current={path === href || path.startsWith(`${href}/`) ? "page" : undefined}>
            {say(word)}
          </a>
        ))}
    </nav>
    <search class="find">
      <form action="/search">
        <input
          type="search"
          name="q"
          aria-label={say("board.search.label")}
          placeholder={say("board.search.label")}
          maxlength={200}
          required
        />
      </form>
    </search>
    <form method="post" action="/sign-out">
      <button type="submit" class="plainly" aria-label={say("board.signOutOf", { name: looking.name })}>
        {say("board.signOut")}
      </button>
    </form>
  </header>
);

/** What keys do, for who presses `?`. */
const Keys: FC<{ words: Words }> = ({ words: { say } }) => (
  <dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">{say("board.keys.title")}</h2>
    <dl>
      {(["j", "k", "enter", "a", "slash", "question"] as const).map((key) => (
        <div>
          <dt>
            <kbd>{say(`board.keys.${key}`)}</kbd>
          </dt>
          <dd>{say(`board.keys.${key}Does`)}</dd>
        </div>
      ))}
    </dl>
    <form method="dialog">
      <button type="submit">{say("board.keys.close")}</button>
    </form>
  </dialog>
);
