import { isAsk } from "../../src/gauss-newton/ask.ts";
import type { Answer, Ask, Asking } from "../../src/gauss-newton/ask.ts";

/** What a computation returns when these are the answers to its questions. */
export function answeredBy<T>(asking: Asking<T>, answer: (question: Ask) => Answer): T {
  let step = asking.next(undefined);
  while (step.done !== true) step = asking.next(isAsk(step.value) ? answer(step.value) : undefined);
  return step.value;
}
