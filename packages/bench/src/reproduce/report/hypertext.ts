import { escapeHtml, html, trusted } from "../../report/html.ts";
import type { Html } from "../../report/html.ts";
import { pageStyle } from "../../report/page-style.ts";
import type { Block, Document, Drawing, Table } from "./document.ts";
import { style } from "./style.ts";

/**
 * A document as one file of HTML: no script, nothing loaded from anywhere.
 *
 * @param drawn the drawings as SVG, by name
 */
export function toHypertext({ title, lead, sections }: Document, drawn: ReadonlyMap<string, string>): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${pageStyle}
          ${style}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          ${lead.map((paragraph) => html`<p>${inline(paragraph)}</p>`)}
          <nav>
            <ul>
              ${sections.map(({ id, title: heading }) => html`<li><a href="#${id}">${heading}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main>
          ${sections.map(
            ({ id, title: heading, blocks }) =>
              html`<section id="${id}">
                <h2>${heading}</h2>
                ${blocks.map((each) => block(each, drawn))}
              </section>`,
          )}
        </main>
      </body>
    </html> `;
  return page.markup;
}

function block(each: Block, drawn: ReadonlyMap<string, string>): Html {
  if (each.kind === "text") return html`<p>${inline(each.text)}</p>`;
  if (each.kind === "heading") return html`<h3 id="${each.id}">${each.title}</h3>`;
  if (each.kind === "table") return tableOf(each);
  if (each.kind === "drawing") return figureOf(each, drawn.get(each.name) ?? "");
  if (each.kind === "list")
    return html`<ul>
      ${each.items.map((item) => html`<li>${inline(item)}</li>`)}
    </ul>`;
  return html`<details>
    <summary>${inline(each.summary)}</summary>
    ${each.blocks.map((one) => block(one, drawn))}
  </details>`;
}

/** A narrow drawing stays narrow. */
function figureOf({ name, caption }: Drawing, svg: string): Html {
  const [, width = "0"] = /^<svg[^>]* width="([\d.]+)"/.exec(svg) ?? [];
  const drawing = Number(width) < 800 ? svg.replace("<svg ", '<svg class="narrow" ') : svg;
  return html`<figure id="figure-${name}">
    <div class="wide" tabindex="0">${trusted(drawing)}</div>
    <figcaption>${inline(caption)}</figcaption>
  </figure>`;
}

function tableOf({ caption, head, rows, numbersFrom }: Table): Html {
  const look = (at: number): string => (at < numbersFrom ? "text" : "number");
  return html`<div class="wide" tabindex="0">
    <table class="${numbersFrom < head.length ? "data" : "data prose"}">
      <caption>
        ${inline(caption)}
      </caption>
      <thead>
        <tr>
          ${head.map((cell, at) => html`<th scope="col" class="${look(at)}">${inline(cell)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, at) =>
                at === 0
                  ? html`<th scope="row" class="text">${inline(cell)}</th>`
                  : html`<td class="${look(at)}">${inline(cell)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** `code`, **strong** and [links](#there); all else is text. */
const inline = (content: string): Html =>
  trusted(
    escapeHtml(content)
      .replaceAll(/`([^`]+)`/g, "<code>$1</code>")
      .replaceAll(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
      .replaceAll(/\[([^\]]+)\]\(([^)\s]+)\)/g, '<a href="$2">$1</a>'),
  );
