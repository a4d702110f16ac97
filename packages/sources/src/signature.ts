/** What follows a label such as `sha256=` in a header; undefined where the label is missing. */
export const afterPrefix = (prefix: string, header: string | undefined): string | undefined =>
  header?.startsWith(prefix) ? header.slice(prefix.length) : undefined;
