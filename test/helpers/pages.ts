import type { ResponseView } from "@baton/core/mailing";
import { jsx } from "hono/jsx";
import { LeadPage } from "../../packages/web/src/page/lead-page.tsx";
import { MessagePage, type MessageView } from "../../packages/web/src/page/message-page.tsx";

/** Pages as they are written out for somebody who reads English. */
export const leadPage = (view: ResponseView): string => String(jsx(LeadPage, { view }));
export const messagePage = (view: MessageView): string => String(jsx(MessagePage, { ...view }));
