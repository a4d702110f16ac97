import { randomInt, randomUUID } from "node:crypto";
import type { Fetched, Reference } from "@baton/core/delivery";
import type { ProviderAnswer } from "@baton/core/ports";
import { apis } from "../apis.ts";
import { hmac, signedWith } from "../compare.ts";
import { isObject, nested, objectsIn, parseJson, textOf } from "../json.ts";
import { type NamedValue, nameFields } from "../naming.ts";
import { flat, orTest, testId } from "../sending.ts";
import { afterPrefix } from "../signature.ts";
import type { Naming, ProviderModule, Secrets } from "../types.ts";
import { instantOf, objectIn } from "../values.ts";

/** LinkedIn keeps a version for a year; after that it answers 426 and the leads wait for a newer one here. */
const VERSION = "202607";

/** What is signed begins with this, so that no challenge's answer can sign an event; see `handshake`. */
const SIGNED_PREFIX = "hmacsha256=";

/**
 * LinkedIn Lead Sync: hex HMAC-SHA256 under the application's client secret. Webhooks name a response; the API tells the
 * answers by question id, and the form says what was asked.
 * https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation
 * https://learn.microsoft.com/en-us/linkedin/marketing/lead-sync/leadsync
 */
export const linkedin: ProviderModule = {
  handshake({ query }, { secrets }) {
    const asked = new URLSearchParams(query);
    const [code, ...more] = asked.getAll("challengeCode");
    if (code === undefined) return undefined;
    // Challenges and events share the key: to sign anything but a UUID would let everybody sign events.
    if (more.length > 0 || !isUuid(code)) return refusal("The challengeCode is not a UUID.");
    const secret = secretFor(asked.get("applicationId"), secrets);
    if (secret === undefined) return refusal("The source has no secret to answer a challenge with.");
    const answer = { challengeCode: code, challengeResponse: hmac("sha256", secret, "hex", code) };
    return { status: 200, contentType: "application/json", body: JSON.stringify(answer) };
  },

  proof: ["secret", "byApplication"],

  verify({ headers, body }, { secrets }) {
    const header = headers["x-li-signature"];
    const given = afterPrefix(SIGNED_PREFIX, header) ?? header;
    const active = [...secrets.secret, ...Object.values(secrets.byApplication).flat()];
    return signedWith(given, active, "sha256", "hex", SIGNED_PREFIX, body) ? "authentic" : "forged";
  },

  deliveryId({ body }) {
    const event = parseJson(body);
    const response = textOf(nested(event, "leadGenFormResponse"));
    const action = textOf(nested(event, "leadAction"));
    return response === undefined || action === undefined ? undefined : `${response}|${action}`;
  },

  read(body) {
    const read = objectIn(body);
    if ("unreadable" in read) return read;
    const { event } = read;
    if (event.type !== "LEAD_ACTION")
      return {
        found: [{ kind: "ignored", reason: `An event of type ${textOf(event.type) ?? "unknown"} is no lead.` }],
      };
    const urn = textOf(event.leadGenFormResponse);
    const id = urn?.split(":").at(-1);
    if (urn === undefined || !id) return { unreadable: "There is no leadGenFormResponse in it, so no lead is named." };
    if (event.leadAction === "DELETED") return { found: [{ kind: "withdrawal", of: `${urn}|CREATED` }] };
    if (event.leadAction !== "CREATED")
      return {
        found: [
          { kind: "ignored", reason: `The lead action ${textOf(event.leadAction) ?? "unknown"} asks nothing of us.` },
        ],
      };
    const at = instantOf(event.occurredAt);
    const fields = Object.fromEntries(aboutOf(event).filter(([, value]) => value !== undefined));
    const reference = { kind: "reference", type: "leadFormResponses", id, lead: true, fields } as const;
    return { found: [orTest({ ...reference, ...(at !== undefined && { at }) })] };
  },

  api: apis.linkedin,

  async fetch(reference, api, naming): Promise<Fetched> {
    const { token } = api;
    if (token === undefined)
      return {
        problem: "token",
        message: "The source names no accessToken, so LinkedIn cannot be asked for the lead.",
      };
    const get = (path: string) =>
      api.get(path, {
        authorization: `Bearer ${token}`,
        "linkedin-version": VERSION,
        "x-restli-protocol-version": "2.0.0",
      });
    const response = await get(`/rest/leadFormResponses/${encodeURIComponent(reference.id)}`);
    if (response.status !== 200) return problemIn(response.status, response.body, token);
    if (!isObject(response.body) || !isObject(response.body.formResponse))
      return { problem: "later", message: "LinkedIn answered with something that is no form response." };
    const formId = formIn(response.body.versionedLeadGenFormUrn) ?? textOf(reference.fields?.form);
    const form = formId === undefined ? undefined : await get(`/rest/leadForms/${encodeURIComponent(formId)}`);
    // Without the form, answers keep their questions' ids: better a lead with odd names than none.
    if (form && form.status !== 200 && !(form.status >= 400 && isGone(form.status)))
      return problemIn(form.status, form.body, token);
    return leadOf(response.body, isObject(form?.body) && form.status === 200 ? form.body : {}, reference, naming);
  },

  compose({ lead, secrets, now }) {
    const id = testId(lead) ?? `${randomUUID()}-1`;
    // A form of its own, because its questions are those of this lead.
    const formId = String(randomInt(1, 2 ** 47));
    const leadGenForm = `urn:li:versionedLeadGenForm:(urn:li:leadGenForm:${formId},1)`;
    const given = flat(lead);
    const body = JSON.stringify({
      type: "LEAD_ACTION",
      leadGenFormResponse: `urn:li:leadGenFormResponse:${id}`,
      leadGenForm,
      owner: { sponsoredAccount: "urn:li:sponsoredAccount:1" },
      associatedEntity: { sponsoredCreative: "urn:li:sponsoredCreative:1" },
      leadType: "SPONSORED",
      leadAction: "CREATED",
      occurredAt: now,
    });
    const secret = secretFor(null, secrets) ?? "";
    const answers = given.map(([, answer], n) => ({
      questionId: n + 1,
      answerDetails: { textQuestionAnswer: { answer: [answer].flat().map(String).join("; ") } },
    }));
    const questions = given.map(([name], n) => ({ questionId: n + 1, name }));
    const response = { id, submittedAt: now, versionedLeadGenFormUrn: leadGenForm, formResponse: { answers } };
    return {
      headers: { "x-li-signature": hmac("sha256", secret, "hex", SIGNED_PREFIX, body) },
      body,
      tells: [
        { path: `/rest/leadFormResponses/${encodeURIComponent(id)}`, body: response },
        { path: `/rest/leadForms/${formId}`, body: { id: Number(formId), content: { questions } } },
      ],
    };
  },
};

const isUuid = (code: string): boolean =>
  /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i.test(code);

const refusal = (message: string): ProviderAnswer => ({
  status: 400,
  contentType: "application/json",
  body: JSON.stringify({ error: { code: "challenge.refused", message } }),
});

/** The newest secret of an application, else of the source, else of its first application. */
function secretFor(application: string | null, { secret, byApplication }: Secrets): string | undefined {
  const own =
    application !== null && Object.hasOwn(byApplication, application) ? byApplication[application] : undefined;
  return own?.[0] ?? secret[0] ?? Object.values(byApplication)[0]?.[0];
}

const lastOf = (urn: unknown): string | undefined => textOf(urn)?.split(":").at(-1);

/** `urn:li:versionedLeadGenForm:(urn:li:leadGenForm:7234246,1)` holds the form's id and its version. */
const formIn = (urn: unknown): string | undefined => /leadGenForm:(\w+)/.exec(textOf(urn) ?? "")?.[1];

/** Where a response came from; event and response write it alike. */
function aboutOf(told: Record<string, unknown>): [string, string | undefined][] {
  const entity = isObject(told.associatedEntity) ? told.associatedEntity : {};
  return [
    ["form", formIn(told.leadGenForm ?? told.versionedLeadGenFormUrn)],
    ["ad", lastOf(entity.sponsoredCreative ?? entity.associatedCreative)],
    ["account_id", lastOf(nested(told.owner, "sponsoredAccount"))],
    ["organization_id", lastOf(nested(told.owner, "organization") ?? entity.organization)],
    ["event_id", lastOf(entity.event)],
    ["product_id", lastOf(entity.organizationProduct)],
    ["leadType", textOf(told.leadType)],
  ];
}

function leadOf(
  response: Record<string, unknown>,
  form: Record<string, unknown>,
  reference: Reference,
  naming: Naming,
): Fetched {
  const { language, country } = isObject(form.creationLocale) ? form.creationLocale : {};
  const locale = [language, country].map(textOf).filter(Boolean).join("_");
  const questions = new Map(
    objectsIn(nested(form, "content", "questions")).map((question) => [textOf(question.questionId), question]),
  );
  const answers = objectsIn(nested(response, "formResponse", "answers")).map(
    ({ questionId, answerDetails }): NamedValue => {
      const id = textOf(questionId) ?? "unknown";
      const question = questions.get(id) ?? {};
      const asked = textOf(question.predefinedField) ?? localized(question.question, locale) ?? textOf(question.name);
      return [asked ?? id, answerOf(answerDetails, question, locale)];
    },
  );
  // The address asked for as such wins over the one at work, whichever was asked first.
  answers.sort(([a], [b]) => Number(b === "EMAIL") - Number(a === "EMAIL"));
  const about = new Map<string, unknown>(Object.entries(reference.fields ?? {}));
  for (const [name, value] of aboutOf(response)) if (value !== undefined) about.set(name, value);
  const given: NamedValue[] = [
    ...answers,
    ...objectsIn(form.hiddenFields).map(({ name, value }): NamedValue => [textOf(name) ?? "hidden", value]),
    ...about,
    ["campaign_id", lastOf(nested(response, "leadMetadata", "sponsoredLeadMetadata", "campaign"))],
    ["submitter", textOf(response.submitter)],
    ["consent", consentsIn(response, form, locale)],
    ["submittedAt", instantOf(response.submittedAt) ?? reference.at],
  ];
  const fields = nameFields(given, naming);
  return { found: [{ kind: "lead", fields, key: reference.id, ...(response.testLead === true && { test: true }) }] };
}

/** A text in the language the form was written in, else in any. */
function localized(text: unknown, locale: string): string | undefined {
  const texts = nested(text, "localized");
  if (!isObject(texts)) return undefined;
  const first = Object.hasOwn(texts, locale) ? texts[locale] : Object.values(texts)[0];
  return textOf(first)?.trim();
}

function answerOf(details: unknown, question: Record<string, unknown>, locale: string): unknown {
  const text = nested(details, "textQuestionAnswer", "answer");
  if (text !== undefined) return text;
  const chosen = nested(details, "multipleChoiceAnswer", "options");
  if (!Array.isArray(chosen)) return details;
  const options = objectsIn(nested(question, "questionDetails", "multipleChoiceQuestionDetails", "options"));
  const texts = new Map(options.map(({ id, text: named }) => [textOf(id), localized(named, locale)]));
  return chosen.map((option) => texts.get(textOf(option)) ?? option);
}

function consentsIn(response: unknown, form: unknown, locale: string): string | undefined {
  const asked = new Map(
    objectsIn(nested(form, "content", "legalInfo", "consents")).map(({ id, consent }) => [
      textOf(id),
      localized(consent, locale),
    ]),
  );
  const given = objectsIn(nested(response, "formResponse", "consentResponses")).map(({ consentId, accepted }) => {
    const id = textOf(consentId);
    return `${asked.get(id) ?? id ?? "consent"}: ${accepted === true ? "yes" : "no"}`;
  });
  return given.length > 0 ? given.join(", ") : undefined;
}

const isGone = (status: number): boolean => ![401, 403, 408, 426, 429].includes(status) && status < 500;

function problemIn(status: number, body: unknown, token: string): Fetched {
  const said = textOf(nested(body, "message"))?.replaceAll(token, "…");
  const message = said === undefined ? `LinkedIn answered ${status} without a word.` : `LinkedIn says: ${said}`;
  if (status === 401 || status === 403) return { problem: "token", message };
  return { problem: status >= 400 && isGone(status) ? "gone" : "later", message };
}
