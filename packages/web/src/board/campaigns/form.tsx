import { idFor, type WrittenCampaign } from "@baton/core/board";
import type { Campaign } from "@baton/core/campaigns";
import { measures } from "@baton/core/report";
import { useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";

interface Props {
  path: string;
  looking: Looking;
  /** As it is kept; undefined for a new one. */
  campaign: Campaign | undefined;
  /** The name that leads carry which nobody has described. */
  carried: string | undefined;
  /** What somebody wrote that could not be kept. */
  written: WrittenCampaign | undefined;
}

/** What somebody has written, else what is kept, as the fields of the form have it. */
function valuesOf({ campaign, carried, written, looking }: Props): WrittenCampaign {
  if (written) return written;
  const { goal, match } = campaign ?? {};
  const id = campaign?.id ?? (carried === undefined ? "" : idFor(carried));
  const isOther = carried !== undefined && carried.toLowerCase() !== id;
  return {
    id,
    owner: campaign?.owner ?? looking.person,
    name: campaign?.name ?? carried ?? "",
    promise: campaign?.promise ?? "",
    audience: campaign?.audience ?? "",
    starts: campaign?.starts ?? "",
    ends: campaign?.ends ?? "",
    question: campaign?.question ?? "",
    message: campaign?.message ?? "",
    goalMeasure: goal?.measure ?? "",
    goalAtLeast: goal === undefined ? "" : String(goal.atLeast),
    utm: match?.utm?.join("\n") ?? (isOther ? carried : ""),
    sources: match?.source ?? [],
  };
}

/** What marketing says of a campaign. */
export const CampaignForm: FC<Props> = (props) => {
  const { say } = useWords();
  const { path, looking, campaign, carried, written } = props;
  const { agreement } = looking.rulebook;
  const values = valuesOf(props);
  const isNew = !campaign;
  const text = (name: keyof WrittenCampaign & string, label: string, most: number, more: object = {}) => (
    <div class={most > 200 ? "wide" : undefined}>
      <label class="label" for={`campaign-${name}`}>
        {label}
      </label>
      <input
        type="text"
        id={`campaign-${name}`}
        name={name}
        value={String(values[name])}
        maxlength={most}
        autocomplete="off"
        {...more}
      />
    </div>
  );
  const day = (name: "starts" | "ends", label: string) => (
    <div>
      <label class="label" for={`campaign-${name}`}>
        {label}
      </label>
      <input type="date" id={`campaign-${name}`} name={name} value={values[name]} />
    </div>
  );
  const select = (name: keyof WrittenCampaign & string, label: string, of: [string, string][]) => (
    <div>
      <label class="label" for={`campaign-${name}`}>
        {label}
      </label>
      <select id={`campaign-${name}`} name={name}>
        {of.map(([value, shown]) => (
          <option value={value} selected={values[name] === value}>
            {shown}
          </option>
        ))}
      </select>
    </div>
  );
  const title = carried !== undefined ? "describe" : isNew ? "new" : "edit";
  return (
    <details class="action card bulk" open={written !== undefined}>
      <summary>{say(`board.campaigns.form.${title}`)}</summary>
      <form class="fields roomy inside" method="post" action={path}>
        {text("name", say("board.campaigns.form.name"), 200, { required: true })}
        {isNew && text("id", say("board.campaigns.form.id"), 100)}
        {text("promise", say("board.campaigns.form.promise"), 500)}
        {text("audience", say("board.campaigns.form.audience"), 500)}
        {day("starts", say("board.campaigns.form.starts"))}
        {day("ends", say("board.campaigns.form.ends"))}
        {text("question", say("board.campaigns.form.question"), 280)}
        {select("message", say("board.campaigns.form.message"), [
          ["", "–"],
          ...(agreement.messages ?? []).map(({ id, text: said }): [string, string] => [id, said]),
        ])}
        {looking.roles.includes("operator") &&
          select(
            "owner",
            say("board.campaigns.form.owner"),
            Object.entries(agreement.people).map(([id, { name }]): [string, string] => [id, name]),
          )}
        {select("goalMeasure", say("board.campaigns.form.goal"), [
          ["", "–"],
          ...Object.keys(measures).map((id): [string, string] => [id, id]),
        ])}
        {text("goalAtLeast", say("board.campaigns.form.atLeast"), 20, { inputmode: "decimal" })}
        <div class="wide">
          <label class="label" for="campaign-utm">
            {say("board.campaigns.form.utm")}
          </label>
          <textarea id="campaign-utm" name="utm" rows={3}>
            {values.utm}
          </textarea>
        </div>
        <fieldset class="many wide">
          <legend>{say("board.campaigns.form.sources")}</legend>
          {Object.keys(agreement.sources).map((source) => (
            <label class="choice">
              <input type="checkbox" name="source" value={source} checked={values.sources.includes(source)} />
              {source}
            </label>
          ))}
        </fieldset>
        <button type="submit" class="primary" name="do" value="describe">
          {say("board.campaigns.form.keep")}
        </button>
      </form>
      {campaign && (
        <p class="inside">
          <a class="tall" href={`/campaigns/${encodeURIComponent(campaign.id)}/leads`}>
            {say("board.campaigns.correct.link")}
          </a>
        </p>
      )}
    </details>
  );
};
