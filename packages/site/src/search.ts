import MiniSearch from "minisearch";
import { searchOptions } from "./search-options.ts";

let index: Promise<MiniSearch> | undefined;

/** The index, fetched once. */
async function load(home: URL): Promise<MiniSearch> {
  const response = await fetch(new URL("assets/search.json", home));
  if (!response.ok) throw new Error(`search.json: ${response.status}`);
  return MiniSearch.loadJSON(await response.text(), searchOptions);
}

const SHOWN = 12;

/** Opens the dialog of the search; what it needs is loaded meanwhile. */
export async function showSearch(dialog: HTMLDialogElement, home: URL): Promise<void> {
  if (dialog.open) return;
  if (dialog.childElementCount === 0) fill(dialog, home);
  dialog.showModal();
  const input = dialog.querySelector("input");
  input?.select();
  await (index ??= load(home)).catch(() => {}); // the search for the typed words reports it
  input?.dispatchEvent(new Event("input"));
}

function fill(dialog: HTMLDialogElement, home: URL): void {
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Search the pages and the API";
  input.setAttribute("aria-label", "Search the pages and the API");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const list = document.createElement("ul");
  const close = document.createElement("button");
  close.textContent = "Close";
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  const row = document.createElement("div");
  row.className = "search-row";
  row.append(input, close);
  dialog.append(row, status, list);

  const show = async (): Promise<void> => {
    const query = input.value.trim();
    let found;
    try {
      found = (await (index ??= load(home))).search(query).slice(0, SHOWN);
    } catch {
      index = undefined;
      status.textContent = "The index could not be loaded.";
      return;
    }
    if (query !== input.value.trim()) return;
    list.dataset["query"] = query;
    list.replaceChildren(...found.map(({ title, page, at, start }) => result(home, title, page, at, start)));
    status.textContent = query === "" ? "" : found.length === 0 ? `Nothing found for ${query}` : "";
  };
  input.addEventListener("input", () => void show());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || (event.target instanceof Element && event.target.closest("a")))
      dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.findIndex((link) => link === document.activeElement);
    if (event.key === "ArrowDown") links[Math.min(at + 1, links.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? links[at - 1] : input).focus();
    else if (event.key === "Enter" && event.target === input) links[0]?.click();
    else return;
    event.preventDefault();
  });
}

function result(home: URL, title: string, page: string, at: string, start: string): HTMLLIElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = new URL(at, home).href;
  const heading = document.createElement("b");
  heading.textContent = title;
  const where = document.createElement("small");
  where.textContent = page;
  const text = document.createElement("span");
  text.textContent = start;
  link.append(heading, where, text);
  item.append(link);
  return item;
}
