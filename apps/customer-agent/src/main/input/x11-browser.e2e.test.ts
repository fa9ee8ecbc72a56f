import { type Keymap, launchChromium, startVirtualDisplay } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { InputInjector } from "./input-injector.ts";
import { X11Backend } from "./x11-backend.ts";

const keymaps: readonly Keymap[] = ["us", "de"];
const everyKindOfCharacter = 'Grüße, "ÄÖÜß€" @{}[]\\|~ Ж 😀';

test.each(keymaps)(
  "text arrives unchanged in a browser's text field, keymap %s",
  { timeout: 60_000 },
  async (keymap) => {
    const display = await startVirtualDisplay({ width: 1000, height: 700, keymap });
    const browser = await launchChromium({ headless: false, env: display.env });
    const input = new InputInjector(new X11Backend(display.display), (error) => expect(error).toBeUndefined());
    try {
      const page = await browser.newPage();
      await page.setContent("<textarea autofocus style='position:fixed;inset:0;width:100%;height:100%'></textarea>");
      await page.bringToFront();
      await expect.poll(() => page.evaluate("document.hasFocus()")).toBe(true);
      input.button(500, 500, "left", true);
      input.button(500, 500, "left", false);
      for (const character of everyKindOfCharacter) input.text(character);
      input.text(`\n${everyKindOfCharacter}`);
      await expect
        .poll(() => page.locator("textarea").inputValue(), { timeout: 10_000 })
        .toBe(`${everyKindOfCharacter}\n${everyKindOfCharacter}`);
    } finally {
      input.stop();
      await browser.close();
      await display.stop();
    }
  },
);
