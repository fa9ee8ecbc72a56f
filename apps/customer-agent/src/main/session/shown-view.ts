import type { ViewScope } from "@ferndiagnose/protocol";
import type { ChosenView } from "@ferndiagnose/protocol/ipc";
import type { DesktopArea } from "./input-guard.ts";
import type { StepsContent } from "./session-ports.ts";
import type { Pictures, SharedView } from "./shared-view.ts";

type ChoicePage = Extract<StepsContent, { step: "choice" }>;
type Choices = Pick<ChoicePage, "list" | "screens" | "windows" | "canChooseWindows"> & { chosen?: ChosenView };

/** What is shown at this moment, and what could be. One view at a time; a former one is closed. */
export class ShownView {
  readonly #pictures: Pictures;
  readonly #onChange: (scope: ViewScope) => void;
  #view: SharedView | undefined;
  #list = 0;

  constructor(pictures: Pictures, onChange: (scope: ViewScope) => void) {
    this.#pictures = pictures;
    this.#onChange = onChange;
  }

  get current(): SharedView | undefined {
    return this.#view;
  }

  get scope(): ViewScope {
    return this.#view?.viewScope() ?? { kind: "nothing" };
  }

  get area(): DesktopArea | undefined {
    return this.#view?.area();
  }

  isShownAt(x: number, y: number): boolean {
    return this.#view?.isSharedAt(x, y) ?? false;
  }

  hasFocus(): boolean {
    return this.#view?.hasSharedFocus() ?? false;
  }

  /** By the numbers of this list. Undefined when there is a newer one: its numbers may stand for other windows. */
  openFrom(list: number, choice: ChosenView): SharedView | undefined {
    return list === this.#list ? this.open(choice) : undefined;
  }

  /** By the numbers of the newest list. Undefined when something of it is not there any more: all stays as it was. */
  open(choice: ChosenView): SharedView | undefined {
    const view = this.#pictures.open(choice);
    if (view === undefined) return undefined;
    this.close();
    this.#view = view;
    view.onChange(() => {
      if (this.#view === view) this.#onChange(view.viewScope());
    });
    return view;
  }

  close(): void {
    this.#view?.close();
    this.#view = undefined;
  }

  /** What the customer can choose from, and what is shown now. */
  async choices(): Promise<Choices> {
    const choices = await this.#pictures.list(this.#view);
    this.#list++;
    return { ...choices, list: this.#list, canChooseWindows: this.#pictures.canChooseWindows };
  }
}
