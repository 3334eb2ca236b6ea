export { statisticsFromJson, statisticsToJson } from "./json.ts";
export type { MomentsJson, StatisticsJson } from "./json.ts";
export { statisticsFromBytes, statisticsToBytes } from "./bytes.ts";
