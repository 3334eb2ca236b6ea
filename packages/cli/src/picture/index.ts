export { drawScores } from "./scores.ts";
export { drawUnits } from "./units.ts";
export type { LayerUnits } from "../report/unit-scores.ts";
export { summaryOf } from "../report/scores.ts";
export type { LayerSummary, ScoreSummary } from "../report/scores.ts";
