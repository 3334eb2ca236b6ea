import type { Data } from "../samples.ts";
import { precisions } from "./forward.ts";
import { caseOf } from "./products.ts";
import { thousands } from "./work.ts";
import type { Case, Work } from "./work.ts";

/** Ours alone, on several runtimes. */
export const runtimes = ({ classifier }: Data): Work => ({
  name: "runtimes",
  title: "Ours on other runtimes",
  counted:
    "The same programs and kernels on Node, on Deno, on Bun and in a page of Chromium. The bits of the results are the same on all of them: see [Runtimes](runtimes.md).",
  contenders: ["kernels", "deno", "bun", "chromium"],
  cases: [
    ...precisions.map((dtype): Case => ({
      ...caseOf(dtype)(["product", "NT", 1024, 784, 32]),
      name: `product in ${dtype}, 1024 × 784 × 32`,
    })),
    { name: "training step, batch 128", work: "training", task: { ...classifier, samples: 128 } },
    { name: `scores, ${thousands(classifier.samples)} samples`, work: "scores", task: classifier },
  ],
});
