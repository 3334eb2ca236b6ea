import type { AddCommand } from "./command.ts";
import { compact } from "./compact.ts";
import { completion } from "./completion.ts";
import { convert } from "./convert.ts";
import { exportProgram } from "./export.ts";
import { inspect } from "./inspect.ts";
import { merge } from "./merge.ts";
import { prune } from "./prune.ts";
import { score } from "./score.ts";
import { statistics } from "./statistics.ts";
import { verify } from "./verify.ts";

/** Every command, in the order in which it is of use. */
export const commands: readonly AddCommand[] = [
  inspect,
  score,
  prune,
  verify,
  compact,
  convert,
  exportProgram,
  statistics,
  merge,
  completion,
];
