/** What of htmx the board's script uses; it is loaded before. */
declare const htmx: { trigger(element: Element, event: string): void };
