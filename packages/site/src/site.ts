// What every page has: the choice of light and dark, and the search.
import { byId } from "./dom.ts";

/** The root of the site, from the address of this script. */
const home = new URL("..", import.meta.url);

const themes = ["system", "light", "dark"] as const;
const themeButton = byId("theme-button", HTMLButtonElement);
let theme = themes.find((each) => each === document.documentElement.dataset["theme"]) ?? "system";

function showTheme(): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  themeButton.textContent = { system: "◐", light: "○", dark: "●" }[theme];
  themeButton.setAttribute("aria-label", `Colours: ${theme}`);
  themeButton.title = `Colours: ${theme}`;
}
themeButton.addEventListener("click", () => {
  theme = themes[(themes.indexOf(theme) + 1) % themes.length];
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // The choice then lasts as long as the page.
  }
  showTheme();
  document.dispatchEvent(new Event("themechange"));
});
themeButton.hidden = false;
showTheme();

const dialog = byId("search", HTMLDialogElement);
async function openSearch(): Promise<void> {
  const { showSearch } = await import("./search.ts");
  await showSearch(dialog, home);
}
byId("search-button", HTMLButtonElement).addEventListener("click", () => void openSearch());
document.addEventListener("keydown", (event) => {
  const isTyping =
    event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
  const isSlash = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isSlash && !((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k")) return;
  event.preventDefault();
  void openSearch();
});

// The part of the outline that the reader is at.
const outline = [...document.querySelectorAll<HTMLAnchorElement>(".outline a")];
if (outline.length > 0) {
  const byHeading = new Map(outline.map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const observer = new IntersectionObserver(
    (entries) => {
      const entered = entries.find(({ isIntersecting }) => isIntersecting);
      if (entered === undefined) return;
      for (const link of outline) link.removeAttribute("aria-current");
      byHeading.get(entered.target.id)?.setAttribute("aria-current", "location");
    },
    { rootMargin: "-80px 0px -70% 0px" },
  );
  for (const id of byHeading.keys()) {
    const heading = document.getElementById(id);
    if (heading !== null) observer.observe(heading);
  }
}

// On a page with a long menu, the current page is in sight.
document.querySelector('.menu [aria-current="page"]')?.scrollIntoView({ block: "center" });
globalThis.scrollTo(0, globalThis.scrollY);
