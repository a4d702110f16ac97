import { createHmac, timingSafeEqual } from "node:crypto";
import { BatonError } from "../error/index.ts";

/** Links to a response page are valid this long. */
export const LINK_DAYS = 30;

export interface LinkClaim {
  lead: string;
  person: string;
}

/**
 * Signs links to the response page: the claim and its expiry, with HMAC-SHA256. `keys` is the secret's value: one key, or
 * several separated by commas while they rotate; the first signs, all verify.
 */
export function links(keys: string) {
  const accepted = keys
    .split(",")
    .map((key) => key.trim())
    .filter(Boolean);
  const [signing] = accepted;
  if (signing === undefined) throw new BatonError("link.noKey", "The link key is empty.", { status: 500 });
  const mac = (key: string, payload: string) => createHmac("sha256", key).update(`baton-link:${payload}`).digest();

  return {
    sign(claim: LinkClaim, now: number): string {
      const expires = Math.floor(now / 1000) + LINK_DAYS * 86_400;
      const payload = Buffer.from(JSON.stringify([claim.lead, claim.person, expires])).toString("base64url");
      return `${payload}.${mac(signing, payload).toString("base64url")}`;
    },

    /** Throws `link.forged` or `link.expired`. */
    verify(token: string, now: number): LinkClaim {
      const [payload = "", signature = "", ...rest] = token.split(".");
      const given = Buffer.from(signature, "base64url");
      const genuine =
        rest.length === 0 &&
        accepted.some((key) => {
          const expected = mac(key, payload);
          return given.length === expected.length && timingSafeEqual(given, expected);
        });
      if (!genuine)
        throw new BatonError("link.forged", "This link is not complete. Please use the button in the latest mail.", {
          status: 403,
        });
      const [lead, person, expires] = JSON.parse(Buffer.from(payload, "base64url").toString()) as [
        string,
        string,
        number,
      ];
      if (now >= expires * 1000)
        throw new BatonError(
          "link.expired",
          `This link was valid for ${LINK_DAYS} days. Please use the button in the latest mail.`,
          { status: 410 },
        );
      return { lead, person };
    },
  };
}

export type Links = ReturnType<typeof links>;
