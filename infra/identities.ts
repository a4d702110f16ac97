/// <reference path="../.sst/platform/config.d.ts" />

interface DnsRecord {
  type: "CNAME" | "MX";
  name: string;
  value: string;
}

/** What an identity of SES still needs in the DNS, as lines of a zone file; none where a deployment sets them itself. */
export type ToDo = $util.Output<string[]> | undefined;

/**
 * Makes a domain or an address known to SES, unless it is there already: then another stage, or somebody else in the account, sends
 * from it, and it stays as it is. With its DNS it goes when the stage that made it goes. Sets no default configuration set and no
 * DMARC policy. The records that prove a domain are set where the account has its zone, and are answered otherwise.
 *
 * @param more records besides those that prove it
 */
export async function identity(component: string, emailIdentity: string, more: DnsRecord[] = []): Promise<ToDo> {
  if (await isOthers(emailIdentity)) return undefined;
  const made = new aws.sesv2.EmailIdentity(`${component}Identity`, { emailIdentity });
  if (emailIdentity.includes("@")) return undefined;
  const records = made.dkimSigningAttributes.tokens.apply((tokens) => [
    ...more,
    ...tokens.map(
      (token): DnsRecord => ({
        type: "CNAME",
        name: `${token}._domainkey.${emailIdentity}`,
        value: `${token}.dkim.amazonses.com`,
      }),
    ),
  ]);
  const zoneId = await zoneOf(emailIdentity);
  if (zoneId === undefined)
    return records.apply((all) => all.map(({ name, type, value }) => `${name} ${type} ${value}`));
  records.apply((all) =>
    all.map(
      ({ name, type, value }) =>
        // One that is there already is not overwritten: then the deployment stops and names it.
        new aws.route53.Record(`${component}${type}${name}`, { zoneId, name, type, ttl: 300, records: [value] }),
    ),
  );
  return undefined;
}

/** Whether an identity is there that this stage has not made, which the tags tell that SST gives to all it makes. */
export async function isOthers(emailIdentity: string): Promise<boolean> {
  const found = await aws.sesv2.getEmailIdentity({ emailIdentity }).catch(() => undefined);
  return found !== undefined && !(found.tags["sst:app"] === $app.name && found.tags["sst:stage"] === $app.stage);
}

/** The account's zone of a domain, or of the nearest one above it. */
async function zoneOf(domain: string): Promise<string | undefined> {
  for (let name = domain; name.includes("."); name = name.slice(name.indexOf(".") + 1)) {
    const zone = await aws.route53.getZone({ name }).catch(() => undefined);
    if (zone) return zone.zoneId;
  }
  return undefined;
}
