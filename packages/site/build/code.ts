import { createCssVariablesTheme, createHighlighter } from "shiki";
import type { ShikiTransformer } from "shiki";

const highlighter = await createHighlighter({
  langs: ["ts", "js", "sh", "python", "json", "html", "css"],
  themes: [createCssVariablesTheme({ name: "site", variablePrefix: "--code-" })],
});

/** Classes in place of Shiki's inline styles, which the policy refuses; lines have an id. */
const withClasses: ShikiTransformer = {
  pre: (node) => void (node.properties = { tabindex: "0" }),
  line: (node, line) => void (node.properties = { class: "line", id: `L${line}` }),
  span(node) {
    const kind = /--code-(?:token-)?([a-z-]+)/.exec(String(node.properties["style"]))?.[1];
    node.properties = kind === undefined || kind === "foreground" ? {} : { class: `t-${kind}` };
  },
};

/** Code as HTML, as a page shows it; of an unknown language without colours. */
export function highlight(code: string, language: string, isNumbered = false): string {
  const html = highlighter.codeToHtml(code.trimEnd(), {
    lang: highlighter.getLoadedLanguages().includes(language) ? language : "text",
    theme: "site",
    tokenizeTimeLimit: 0, // never plain because the machine is busy
    transformers: [withClasses],
  });
  return isNumbered
    ? `<div class="code lines">${html}</div>`
    : `<div class="code">${html.replaceAll(/<span class="line" id="L\d+">(.*)<\/span>/g, "$1").replaceAll(/<span>([^<]*)<\/span>/g, "$1")}</div>\n`;
}
