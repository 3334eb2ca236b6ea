/** The parts of `npm run reproduce`, each in a few words. */
export const aboutParts = {
  quick: "a little of everything, in two minutes",
  paper: "the experiments of the paper: 8 networks, 5 seeds, 6 strategies, 10 ratios",
  studies: "also 2 to 32 times fewer weights, further strategies right after pruning, and studies",
  extended: "the further strategies after fine-tuning too",
  beyond: "compensation by the whole network, at 90, 95 and 98 % removed",
  family: "every method that the paper cites, and whole neurons and inputs",
} as const;
