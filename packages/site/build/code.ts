import { createCssVariablesTheme, createHighlighter } from "shiki";
import { escape } from "./html.ts";

const languages = ["ts", "js", "sh", "python", "json", "html", "css"];

const highlighter = await createHighlighter({
  langs: languages,
  themes: [createCssVariablesTheme({ name: "site", variablePrefix: "--code-" })],
});

/** Code as spans, with a class for each kind of token; one line of the result for each line of the code. */
export function highlight(code: string, language: string): string {
  if (!languages.includes(language)) return escape(code);
  const { tokens } = highlighter.codeToTokens(code, {
    lang: language as "ts", // one of the list
    theme: "site",
    tokenizeTimeLimit: 0, // never plain because the machine is busy
  });
  return tokens
    .map((line) =>
      line
        .map(({ content, color = "" }) => {
          const kind = /--code-(?:token-)?([a-z-]+)/.exec(color)?.[1];
          const isPlain = kind === undefined || kind === "foreground" || content.trim() === "";
          return isPlain ? escape(content) : `<span class="t-${kind}">${escape(content)}</span>`;
        })
        .join(""),
    )
    .join("\n");
}

/** The language of a file by its name. */
export const languageOf = (file: string): string =>
  ({
    ts: "ts",
    mts: "ts",
    mjs: "js",
    js: "js",
    json: "json",
    py: "python",
    sh: "sh",
    html: "html",
    css: "css",
  })[file.split(".").at(-1) ?? ""] ?? "text";
