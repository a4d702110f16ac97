import { answerAsk, answered } from "@baton/core/asks";
import { askedFields, charterOf } from "@baton/core/board";
import { BatonError } from "@baton/core/error";
import { type Proposal, subjectOf } from "@baton/core/signing";
import { cutText } from "@baton/core/text";
import { instantOfWall } from "@baton/core/zone";
import type { Said } from "@baton/ui";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { BoardEnv, Looking, Serving } from "../env.ts";
import { AgreementPage } from "./page.tsx";
import type { Trial } from "./trial.tsx";
import { VersionPage } from "./version-page.tsx";

/** Versions that the page lists at a time. */
const LISTED = 20;
const LONGEST_VALUE = 500;

type Form = Readonly<Record<string, unknown>>;
const field = (form: Form, name: string): string => {
  const value = form[name];
  return typeof value === "string" ? cutText(value.trim(), LONGEST_VALUE) : "";
};

// What explains a lead and compares versions is needed by few requests.
const explaining = () => import("@baton/explain");
const comparing = () => import("@baton/prover/changes");

/** What is agreed and was before, what is proposed and who signs it, and who would get which lead. */
export function agreementRoutes({ on, show, relay }: Serving): void {
  const page = async (
    c: Context<BoardEnv>,
    looking: Looking,
    said: { trial?: Trial; flash?: Said; status?: ContentfulStatusCode } = {},
  ) => {
    const { agreement } = looking.rulebook;
    const before = /^[1-9]\d{0,7}$/.exec(c.req.query("before") ?? "")?.[0];
    const [versions, proposal] = await Promise.all([
      relay.store.versions({ limit: LISTED, ...(before && { before: Number(before) }) }),
      relay.store.proposal(),
    ]);
    const last = versions.at(-1)?.version ?? 1;
    const { status, ...also } = said;
    const props = {
      charter: charterOf(agreement),
      asked: askedFields(agreement),
      versions,
      older: last > 1 ? String(last) : undefined,
      proposal: proposal && isWaiting(proposal) ? proposal : undefined,
      looking,
      ...also,
    };
    return show(c, <AgreementPage {...props} />, status);
  };

  on("GET /agreement", (c, looking) => page(c, looking));

  on("GET /agreement/versions/:version", async (c, looking) => {
    const version = numberIn(c.req.param("version"));
    const stored = version === undefined ? undefined : await relay.store.agreement(version);
    const unknown = () =>
      new BatonError("agreement.none", looking.words.say("board.agreement.unknown"), { status: 404 });
    if (!stored) throw unknown();
    const asked = c.req.query("beside");
    const beside = asked ? numberIn(asked) : stored.version > 1 ? stored.version - 1 : undefined;
    const other = beside === undefined ? undefined : await relay.store.agreement(beside);
    if (asked && !other) throw unknown();
    const { changes } = await comparing();
    const compared = other && {
      version: other.version,
      changes: changes(other.agreement, stored.agreement).map(({ part, words }) => `${part}: ${words}`),
    };
    const newest = looking.rulebook.version;
    return show(c, <VersionPage stored={stored} beside={compared} newest={newest} looking={looking} />);
  });

  on("POST /agreement", async (c, looking) => {
    const form: Form = await c.req.parseBody().catch(() => ({}));
    try {
      switch (field(form, "action")) {
        case "sign": {
          await signed(looking, field(form, "digest"));
          return page(c, looking, { flash: { tone: "good", text: looking.words.say("board.agreement.signed") } });
        }
        case "decide":
          return page(c, looking, await tried(looking, form));
        default:
          throw new BatonError("form.empty", looking.words.say("board.agreement.form"), { status: 422 });
      }
    } catch (error) {
      if (!(error instanceof BatonError)) throw error;
      const flash = { tone: "bad" as const, text: error.message };
      return page(c, looking, { flash, status: error.status as ContentfulStatusCode });
    }
  });

  /** Signs what somebody has read, as the question does that was mailed to them. */
  const signed = async ({ person, words: { say } }: Looking, digest: string): Promise<void> => {
    const proposal = await relay.store.proposal();
    if (proposal?.digest !== digest)
      throw new BatonError("signature.settled", say("board.agreement.other"), { status: 409 });
    const subject = subjectOf(proposal);
    if (!(await relay.store.ask(subject, person)))
      throw new BatonError("signature.other", say("board.agreement.notYours"), { status: 403 });
    await answered(relay, await answerAsk(relay, subject, person, ["sign"]));
  };

  /** What would become of a lead that was typed in. */
  const tried = async (
    { rulebook, zone, words: { say } }: Looking,
    form: Form,
  ): Promise<{ trial: Trial; status?: ContentfulStatusCode }> => {
    const names = [...askedFields(rulebook.agreement).map((one) => one.field), "source", "campaign"];
    const lead = Object.fromEntries(
      names.flatMap((name) => {
        const value = field(form, name);
        return value === "" ? [] : [[name, value]];
      }),
    );
    const at = field(form, "at");
    const given = { ...lead, at };
    const instant = at === "" ? relay.time.now() : instantOfWall(zone, at);
    if (instant === undefined)
      return {
        trial: { given, flash: { tone: "bad", text: say("board.agreement.badTime") } },
        status: 422,
      };
    const { dryRun } = await explaining();
    const verdict = await dryRun(rulebook, { lead, at: instant });
    const refused = Object.keys(verdict.extra ?? {});
    const text = say("board.agreement.rejectedSome", { count: refused.length, fields: refused.join(", ") });
    return { trial: { given, verdict, ...(refused.length > 0 && { flash: { tone: "bad", text } }) } };
  };
}

const isWaiting = ({ state }: Proposal): boolean => state === "open" || state === "signed";

const numberIn = (text: string | undefined): number | undefined =>
  /^[1-9]\d{0,7}$/.test(text ?? "") ? Number(text) : undefined;
