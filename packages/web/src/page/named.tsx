import { useWords } from "@baton/ui";
import type { WordId } from "@baton/words";
import type { FC } from "hono/jsx";

/** What no name has in it. */
const PLACE = "\uE000";

/** A sentence about somebody whose name is kept apart from it: it may be written the other way round. */
export const Named: FC<{ id: WordId; name: string }> = ({ id, name }) => {
  const [before, after] = useWords().say(id, { name: PLACE }).split(PLACE);
  return (
    <>
      {before}
      <bdi>{name}</bdi>
      {after}
    </>
  );
};
