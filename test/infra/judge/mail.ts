import { type Deployment, ofType } from "../graph.ts";
import { findings } from "./findings.ts";
import { fromSes } from "./from-ses.ts";

/** Mails are sent from the one identity, through the one configuration set, and what becomes of them is heard of. */
export function mail(deployment: Deployment): string[] {
  const identities = ofType(deployment, "aws:sesv2/emailIdentity:EmailIdentity");
  const [own] = identities.filter(({ name }) => name === "MailIdentity");
  const sets = ofType(deployment, "aws:sesv2/configurationSet:ConfigurationSet");
  const { sender, configSet } = deployment.functions.find(({ links }) => links.Mail)?.links.Mail ?? {};
  const statements = deployment.functions.flatMap((fn) => fn.statements);
  const sending = statements.filter(({ actions }) => actions.some((action) => action.startsWith("ses:")));
  return [
    ...findings("the mail", {
      [`there are ${sets.length} configuration sets`]: sets.length !== 1,
      "whatever comes from an identity goes through a configuration set": identities.some(
        ({ inputs }) => inputs.configurationSetName !== undefined,
      ),
      "it sets what is done with forged mails of a domain": ofType(deployment, "aws:route53/record:Record").some(
        ({ inputs }) => /^_dmarc\./.test(inputs.name),
      ),
      [`it is sent through ${configSet}`]: configSet !== sets[0]?.inputs.configurationSetName,
      [`it comes from ${sender}`]:
        typeof sender !== "string" || (own !== undefined && !sender.endsWith(own.inputs.emailIdentity)),
      "it may come from another address": !sending.every(({ conditions = [] }) =>
        conditions.some(
          ({ test, variable, values }) =>
            test === "StringEquals" && variable === "ses:FromAddress" && String(values) === sender,
        ),
      ),
    }),
    ...events(deployment, sets[0]?.inputs.configurationSetName),
  ];
}

/** The way of an event, from the configuration set on. */
function events(deployment: Deployment, set: string): string[] {
  const [destination, ...more] = ofType(
    deployment,
    "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
  ).map(({ inputs }) => inputs);
  const { enabled, matchingEventTypes = [], snsDestination } = destination?.eventDestination ?? {};
  return [
    ...findings("the mail's events", {
      "they go to several places": more.length > 0,
      "they are those of another configuration set": destination?.configurationSetName !== set,
      "they are switched off": enabled !== true,
      [`they are ${matchingEventTypes}`]: String([...matchingEventTypes].sort()) !== "BOUNCE,COMPLAINT,REJECT",
    }),
    ...fromSes(deployment, {
      about: "the mail's events",
      topic: snsDestination?.topicArn ?? "",
      queue: "MailEventsQueue",
    }),
  ];
}
