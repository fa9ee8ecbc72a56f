import {
  PointerMessage,
  type RemoteInput,
  RemoteInput as RemoteInputSchema,
  ToTechnician,
} from "@ferndiagnose/protocol";
import { build } from "esbuild";
import type { Browser, JSHandle, Page } from "playwright-core";
import type { CustomerComputer } from "./customer-page.ts";
import type { PortalDouble } from "./portal-double.ts";

/** A customer's computer in a page of its own, joined to the viewer through the portal's double. */
export class CustomerDouble {
  readonly #page: Page;
  readonly #computer: JSHandle<CustomerComputer>;
  readonly #input: RemoteInput[];

  private constructor(page: Page, computer: JSHandle<CustomerComputer>, input: RemoteInput[]) {
    this.#page = page;
    this.#computer = computer;
    this.#input = input;
  }

  static async join(browser: Browser, portal: PortalDouble): Promise<CustomerDouble> {
    const bundle = await build({
      entryPoints: [new URL("./customer-page.ts", import.meta.url).pathname],
      bundle: true,
      write: false,
      format: "iife",
    });
    const page = await browser.newPage();
    const input: RemoteInput[] = [];
    await page.exposeFunction("toTechnician", (message: unknown) => portal.send(ToTechnician.parse(message)));
    await page.exposeFunction("onInput", (_label: string, text: string) => {
      input.push(RemoteInputSchema.parse(JSON.parse(text)));
    });
    await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
    const computer = await page.evaluateHandle(() => {
      const Computer = (globalThis as unknown as { CustomerComputer: new () => CustomerComputer }).CustomerComputer;
      return new Computer();
    });
    portal.onMessage = (message) => {
      if (message.type === "answer") void computer.evaluate((it, sdp) => it.answer(sdp), message.sdp);
      if (message.type === "candidate") void computer.evaluate((it, one) => it.candidate(one), message.candidate);
    };
    return new CustomerDouble(page, computer, input);
  }

  async show(): Promise<void> {
    await this.#computer.evaluate((it) => it.show());
  }

  /** What was done so far, but for the pointer's way. */
  get actions(): RemoteInput[] {
    return this.#input.filter(({ type }) => type !== "move");
  }

  get moves(): PointerMessage[] {
    return this.#input.flatMap((message) => PointerMessage.safeParse(message).data ?? []);
  }

  /** Keys and text in short: `+Enter`, `-Enter`, and text in quotes, neighbouring texts joined. */
  get typed(): string {
    return this.#input
      .map((message) => {
        if (message.type === "key") return ` ${message.down ? "+" : "-"}${message.code} `;
        return message.type === "text" ? message.text : "";
      })
      .join("");
  }

  forget(): void {
    this.#input.length = 0;
  }

  async leave(): Promise<void> {
    await this.#page.close();
  }
}
