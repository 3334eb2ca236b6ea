import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PageParts } from "../build/layout.ts";
import { render } from "../build/markdown.ts";
import type { Rendered, RenderOptions } from "../build/markdown.ts";
import { stills, withStills } from "./stills.ts";

/** What tells the pages with scenes apart. */
export interface ScenePage {
  /** The Markdown, in packages/site/explore. */
  readonly file: string;
  readonly address: string;
  readonly description: string;
  /** The name of its script. */
  readonly script: string;
}

export const scenePages: readonly ScenePage[] = [
  {
    file: "explore.md",
    address: "explore/",
    description:
      "Remove weights of a small network by hand, and see what takes their place. Computed live by @espalier/prune.",
    script: "explore",
  },
  {
    file: "check.md",
    address: "check/",
    description: "Type a function and its derivative, and see whether the derivative can be refuted.",
    script: "check",
  },
];

/** A page of scenes: its text from Markdown, and a stage in each scene. */
export function scenePage(
  { file, address, description, script }: ScenePage,
  site: string,
  options: RenderOptions,
): Omit<PageParts, "menu" | "places"> & { readonly rendered: Rendered } {
  const rendered = render(readFileSync(join(site, "explore", file), "utf8"), { ...options, html: true });
  const pictures = stills();
  const [intro, ...parts] = rendered.html.split(/(?=<h2 )/);
  const html = `<div class="explore">\n<div class="intro">${folded(intro, "The two networks in code")}</div>\n${parts.map((part) => scene(site, part, pictures)).join("\n")}\n</div>`;
  return {
    address,
    title: rendered.title,
    description,
    html,
    kind: "wide",
    styles: ["assets/katex/katex.css", "assets/math.css", "assets/explore.css", "assets/strategies.css"],
    scripts: [`assets/${script}.js`],
    rendered,
  };
}

/** A scene: title, task, stage, then the text, the numbers and the code. */
function scene(site: string, html: string, pictures: ReturnType<typeof stills>): string {
  const found = /<!-- stage (\w) -->/.exec(html);
  if (found === null) return `<section class="scene"><div class="text">${html}</div></section>`;
  const [mark, name] = found;
  const [head, text] = html.split(mark);
  const stage = withStills(
    repeated(withParts(site, readFileSync(join(site, `explore/stage-${name}.html`), "utf8"))),
    pictures[name],
  );
  return `<section class="scene" id="${name}">
<div class="head">${head}</div>
<div class="stage">
${stage}${stage.includes('data-part="sentence"') ? "" : '<p class="sentence" data-part="sentence"></p>\n'}<noscript><p>The picture is the first state of this scene. To change it, allow scripts of this site.</p></noscript>
<output class="hidden" aria-live="polite" data-part="spoken"></output>
<p class="ignored" data-part="ignored" role="status" hidden></p>
<div class="tools"><button type="button" data-part="copy-link">Copy link</button></div>
</div>
<div class="text">${folded(text, "In code")}
${stage.includes('data-part="numbers"') ? "" : NUMBERS}</div>
</section>`;
}

const NUMBERS =
  '<details><summary>Numbers</summary><div class="table" tabindex="0"><table data-part="numbers"></table></div></details>\n';

/** `<!-- part NAME a|b -->` as the file of that part, in which $1 and $2 are these words. */
const withParts = (site: string, stage: string): string =>
  stage.replaceAll(/<!-- part (\w+) ?(.*?) ?-->/g, (_, name: string, words: string) =>
    filled(readFileSync(join(site, `explore/part-${name}.html`), "utf8").trimEnd(), words),
  );

/** `<!-- for a|b; c|d -->…$1…$2…<!-- end -->` once for each of its rows. */
const repeated = (stage: string): string =>
  stage.replaceAll(/<!-- for (.*?) -->\n([\s\S]*?) *<!-- end -->\n/g, (_, rows: string, body: string) =>
    rows
      .split("; ")
      .map((words) => filled(body, words))
      .join(""),
  );

const filled = (text: string, words: string): string =>
  text.replaceAll(/\$(\d)/g, (_, at: string) => words.split("|")[Number(at) - 1]);

/** The code of a text in a part that opens, with a button to copy it. */
const folded = (html: string, title: string): string =>
  html.replace(
    /<div class="code">[\s\S]*?<\/div>\n/,
    (code) =>
      `<details class="in-code"><summary>${title}</summary>${withLiveValues(code)}<button type="button" data-part="copy-code">Copy</button></details>\n`,
  );

const BETWEEN = "(?:<[^>]*>|[\\s:=,])*";

/** Marks the values that a scene fills in: the model, the weight, the options of `prune`, and what is claimed of the results. */
function withLiveValues(code: string): string {
  const live = (name: string, value: string): string => `<span data-live="${name}">${value}</span>`;
  let claims = 0;
  let marked = code
    .replace(
      new RegExp(`(\\} ?${BETWEEN})(eight|soil)(?=(?:<[^>]*>)*;)`),
      (_, before: string, value: string) => before + live("model", value),
    )
    .replace(
      new RegExp(`(=${BETWEEN}\\[${BETWEEN})(\\d+)(${BETWEEN})(\\d+)(${BETWEEN})(\\d+)(?=(?:<[^>]*>)*\\])`),
      (_, start: string, layer: string, a: string, row: string, b: string, column: string) =>
        `${start}${live("layer", layer)}${a}${live("row", row)}${b}${live("column", column)}`,
    )
    .replace(
      /(seededRandom(?:<[^>]*>)*\((?:<[^>]*>)*)(\d+)/,
      (_, before: string, seed: string) => before + live("seed", seed),
    )
    .replaceAll(
      /\/\/ =&gt; ([^<\n]*)/g,
      (_, value: string) => `// =&gt; ${live(`claim-${claims++}`, value)}`,
    );
  for (const name of ["ratio", "strategy", "compensation", "steps", "epochs"])
    marked = marked.replace(
      new RegExp(`(\\b${name}(?:<[^>]*>)*:${BETWEEN})([^<>,\\s]+)`),
      (_, before: string, value: string) => before + live(name, value),
    );
  return marked;
}
