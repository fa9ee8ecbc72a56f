import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const run = `axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => [id, html, any[0]?.message].join(" | "))))`;
/** A colour on its way from one look to the next belongs to neither. What turns for ever is left turning. */
const settle = `for (const animation of document.getAnimations())
  if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();`;

/** What axe-core finds in the page with its transitions brought to their end, for WCAG 2.2 A and AA and its own best practices. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Evaluated through the debugger, which the page's content security policy does not bind.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(source);
  await page.evaluate(settle);
  return page.evaluate(run);
}
