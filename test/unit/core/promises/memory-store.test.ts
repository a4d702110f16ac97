import { describeStore } from "../../../contract/store-contract.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";

describeStore("memory", async () => memoryStore());
