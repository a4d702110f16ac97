import { BatonError } from "../error/index.ts";
import { tokens } from "./tokens.ts";

/** Links to a response page are valid this long. */
export const LINK_DAYS = 30;

export interface LinkClaim {
  lead: string;
  person: string;
}

/** Tokens of links to the response page. `keys` is the secret's value: one key, or several separated by commas while they rotate. */
export function links(keys: string) {
  const [first, ...others] = keys
    .split(",")
    .map((key) => key.trim())
    .filter(Boolean);
  if (first === undefined) throw new BatonError("link.noKey", "The link key is empty.", { status: 500 });
  const signed = tokens<[lead: string, person: string, expiresSeconds: number]>([first, ...others], "baton-link");

  return {
    sign: ({ lead, person }: LinkClaim, now: number): string =>
      signed.sign([lead, person, Math.floor(now / 1000) + LINK_DAYS * 86_400]),

    /** Throws `link.forged` or `link.expired`. */
    verify(token: string, now: number): LinkClaim {
      const claim = signed.open(token);
      if (!claim)
        throw new BatonError("link.forged", "This link is not complete. Please use the button in the latest mail.", {
          status: 403,
        });
      const [lead, person, expires] = claim;
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
