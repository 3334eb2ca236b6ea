export { checkFolder, readIfThere, writeAtomically } from "./atomic.ts";
export { aboutFile, systemCode } from "./reasons.ts";
