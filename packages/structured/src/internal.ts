// For the other packages of Espalier. Names may change in any release.
export type { Moved, UnitCompensation } from "./compensation/compensation.ts";
export { unitCompensationOf } from "./compensation/index.ts";
export { unitStatistics } from "./strategies/from-statistics.ts";
export { unitStrategyOf } from "./strategies/index.ts";
export { chooseUnits, targetOf } from "./units/choose.ts";
export type { Removable, UnitTarget } from "./units/choose.ts";
export { allUnits, composed, masksOfUnits, narrowed, upTo } from "./units/narrow.ts";
