export { draftName, sweep, writeDraft } from "./draft.ts";
export { aboutFile, systemCode } from "./reasons.ts";
