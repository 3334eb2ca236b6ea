// For browsers: the title of the page holds the results.
import { computeResults } from "./computation.ts";

declare const document: { title: string };
document.title = JSON.stringify(await computeResults());
