/** After what a network that has lost weights is measured. */
export type LaterStage = "pruned" | "fine-tuned";

export const stages: readonly LaterStage[] = ["pruned", "fine-tuned"];

export const when: Readonly<Record<LaterStage, string>> = {
  pruned: "Right after pruning",
  "fine-tuned": "After fine-tuning",
};

/** What a case is called in a sentence. */
export const problems: Readonly<Record<"mnist" | "pde", string>> = { mnist: "MNIST", pde: "the equation" };

export const titles = { testLoss: "Test loss", testAccuracy: "Test accuracy" } as const;
