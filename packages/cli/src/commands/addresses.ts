import { body, connect } from "../service.ts";
import { asTable, print } from "../table.ts";
import type { Where } from "../where.ts";

/** Addresses that no mail goes to; with `clear`, lets it go to one again. */
export async function addresses({ url, json, clear }: Where & { clear?: string }): Promise<number> {
  const baton = connect(url);
  if (clear !== undefined) {
    const answer = await body(baton.api.addresses.clear.$post({ json: { email: clear } }));
    if (json) print(answer);
    else console.log(`Mail goes to ${answer.cleared} again.`);
    return 0;
  }
  const answer = await body(baton.api.addresses.$get());
  if (json) print(answer);
  else
    console.log(
      asTable(
        ["address", "person", "why", "since"],
        answer.addresses.map(({ address, person, why, since }) => [address, person, why, since]),
      ),
    );
  return 0;
}
