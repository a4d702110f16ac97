/** Merges lists that are in order into one. `isFirst` says whether something stands before something else. */
export async function* merged<T>(
  lists: readonly AsyncGenerator<T>[],
  isFirst: (one: T, other: T) => boolean,
): AsyncGenerator<T> {
  const heads = await Promise.all(lists.map((list) => list.next()));
  for (;;) {
    let first = -1;
    heads.forEach((head, i) => {
      if (!head.done && (first === -1 || isFirst(head.value, heads[first]!.value))) first = i;
    });
    if (first === -1) return;
    yield heads[first]!.value;
    heads[first] = await lists[first]!.next();
  }
}
