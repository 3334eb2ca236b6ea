export {
  asWritten,
  metricOfFile,
  namesOf,
  precisionOf,
  roundToPrecision,
  sequentialNames,
  withNetwork,
} from "@espalier/files";
export type { LayerNames, NetworkFile, OnnxDetails, Precision } from "@espalier/files";
