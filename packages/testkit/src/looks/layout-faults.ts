import type { Page } from "playwright-core";

/**
 * Runs in the page. A dialog that is open is the page. Finds what is wider than the window, whatever sticks out of it, words that do
 * not fit into their place, and texts that a control lies over that is not their own. What may be shortened says so with
 * `data-may-clip`; what stays in its place while the page is scrolled under it covers nothing for good.
 */
const script = `(() => {
  const root = [...document.querySelectorAll("[role=dialog], dialog[open]")].at(-1) ?? document.body;
  const brief = (element) => element.outerHTML.slice(0, 160);
  const found = [];
  const wider = document.documentElement.scrollWidth - innerWidth;
  if (wider > 0) found.push("wider than the window by " + wider);

  for (const element of root.querySelectorAll("*")) {
    if (element.closest(".fd-visually-hidden, svg, video, [data-may-clip]") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const { left, right, width, height } = element.getBoundingClientRect();
    if (width <= 1 || height <= 1 || style.visibility === "hidden" || style.clipPath === "inset(50%)") continue;
    const hasWords = [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== "");
    const scrolls = ["auto", "scroll"].includes(style.overflowX) && element.tabIndex >= 0;
    const clips = (hasWords || style.overflowX !== "visible") && style.display !== "inline" && !scrolls
      && element.scrollWidth > element.clientWidth + 1;
    const clipsDown = ["hidden", "clip"].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1
      && style.webkitLineClamp === "none";
    if (clips || clipsDown) found.push("cut off: " + brief(element));
    else if ((left < -1 || right > innerWidth + 1) && !element.parentElement.closest("[tabindex='0']")) found.push("sticks out: " + brief(element));
  }

  const layerOf = (element) => {
    for (let each = element; each; each = each.parentElement) {
      if (["sticky", "fixed"].includes(getComputedStyle(each).position)) return each;
    }
    return undefined;
  };
  // Of words that are cut after some lines, or scrolled away in their part of the page, only what is there counts.
  const frameOf = (element) => {
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      if (getComputedStyle(each).overflowY !== "visible") return each.getBoundingClientRect();
    }
    return { top: -Infinity, bottom: Infinity };
  };
  const all = [...root.querySelectorAll("a, button, input, summary, label")];
  // A link that goes on in the next line has a box on each.
  const controls = all.filter((control) => control.checkVisibility()).flatMap((control) => [...control.getClientRects()].map((box) => ({ control, box, layer: layerOf(control) })));
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(".fd-visually-hidden, svg, script, style") || !parent.checkVisibility()) continue;
    const layer = layerOf(parent);
    const frame = frameOf(parent);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const text of range.getClientRects()) {
      for (const { control, box, layer: layerOfControl } of controls) {
        if (layer !== layerOfControl) continue;
        const across = Math.min(text.right, box.right) - Math.max(text.left, box.left);
        const down = Math.min(text.bottom, box.bottom, frame.bottom) - Math.max(text.top, box.top, frame.top);
        const isOwn = control.contains(node) || (control.labels && [...control.labels].some((label) => label.contains(node)));
        if (across > 2 && down > 3 && !isOwn) found.push("covered: " + node.data.trim() + " by " + brief(control));
      }
    }
  }
  return found;
})()`;

/** What of the page as it is cannot be read or reached without scrolling sideways. */
export async function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(script);
}
