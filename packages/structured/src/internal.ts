// For the other packages of Espalier. Names may change in any release.
export type { Moved, UnitCompensation } from "./compensation/compensation.ts";
export { regressions, RIDGE } from "./compensation/affine.ts";
export { unitCompensationOf } from "./compensation/index.ts";
export { unitPassesOf } from "./strategies/known-passes.ts";
export type { KnownPasses } from "./strategies/known-passes.ts";
export { unitStrategyOf } from "./strategies/index.ts";
export { checkSums } from "./units/unit-statistics.ts";
export type { UnitStatistics } from "./units/unit-statistics.ts";
export { chooseUnits, mostOf, targetOf, weightsFreed } from "./units/choose.ts";
export type { Removable, UnitTarget } from "./units/choose.ts";
export { unitsOf } from "./units/groups.ts";
export type { Unit } from "./units/groups.ts";
export {
  allColumns,
  inputsLeft,
  masksOfColumns,
  placesAmong,
  unitsLeft,
  upTo,
  without,
} from "./units/narrow.ts";
export type { KeptColumns } from "./units/narrow.ts";
