export { readBrain, writeBrain } from "./brain.ts";
