import type { Rights, RightsRequest } from "@ferndiagnose/protocol";
import type { StepsAction } from "@ferndiagnose/protocol/ipc";
import type { LiveRights } from "./live-rights.ts";
import { noteRestriction, type RestrictionKind } from "./restriction.ts";
import type { SessionPorts } from "./session-ports.ts";
import { isGranted, type ShownInvitation } from "./session-views.ts";
import type { SharedView } from "./shared-view.ts";
import type { ShownView } from "./shown-view.ts";
import { TechnicianRequests } from "./technician-requests.ts";
import type { Transmission } from "./transmission.ts";

type Choice = Omit<Extract<StepsAction, { type: "choose" }>, "type">;

export interface DecisionsOptions {
  ports: Pick<SessionPorts, "clock" | "log" | "canControl" | "showSteps" | "hideSteps">;
  invitation: ShownInvitation;
  view: ShownView;
  rights: LiveRights;
  transmission: Transmission;
  isLive(): boolean;
  /** The customer is at the choice for the first time, before there is a picture. */
  isFirstChoice(): boolean;
  onFirstChoice(): void;
  /** Another request of the technician is open, or none any more. */
  onRequest(): void;
}

/**
 * What the customer lets the technician see and do: chosen before the picture, changed at any time while there is one. The
 * technician's requests end here as questions; every right begins here, with a press in one of our own windows.
 */
export class Decisions {
  readonly #options: DecisionsOptions;
  readonly #requests: TechnicianRequests;

  constructor(options: DecisionsOptions) {
    this.#options = options;
    this.#requests = new TechnicianRequests(options.ports.clock, () => options.onRequest());
  }

  /** What the technician asks for at this moment. */
  get request(): RightsRequest | undefined {
    return this.#requests.current;
  }

  /** Before the picture, and whenever the customer changes what is shown. */
  choose({ list, view: choice, control }: Choice): void {
    const { view, isFirstChoice, onFirstChoice } = this.#options;
    const isFirst = isFirstChoice();
    if (!isFirst && !this.#isChanging) return;
    if (!this.#adopt(view.openFrom(list, choice))) {
      void this.showChoice();
      return;
    }
    this.#grant(control);
    if (isFirst) onFirstChoice();
    else void this.#endChange();
  }

  /** Nothing is shown while the customer chooses anew. */
  changeView(): void {
    const { rights, transmission, isLive } = this.#options;
    if (!isLive() || rights.isChanging) return;
    this.#restrict("view", () => rights.setChanging(true));
    // Looking at the desktop keeps this process busy for a moment: first the picture is gone.
    transmission.whenPictureStopped(() => void this.showChoice());
  }

  cancelChange(): void {
    if (this.#isChanging) void this.#endChange();
  }

  setControl(control: boolean): void {
    if (this.#options.isLive()) this.#restrict("control", () => this.#grant(control));
  }

  setPaused(paused: boolean): void {
    const { rights, isLive } = this.#options;
    if (isLive()) this.#restrict("pause", () => rights.setPaused(paused));
  }

  answerRequest(granted: boolean): void {
    const request = this.#requests.answer(granted);
    if (request !== undefined && granted) this.#fulfil(request);
  }

  handleRequest(request: RightsRequest): void {
    const { ports, isLive } = this.#options;
    if (!isLive() || this.#isAnswered(request)) return;
    if (request === "control" && !ports.canControl) return;
    this.#requests.ask(request);
  }

  /** A question that the customer has answered in another way stands no longer. */
  settle(): void {
    const { request } = this;
    if (request !== undefined && this.#isAnswered(request)) this.#requests.drop();
  }

  close(): void {
    this.#requests.drop();
  }

  /** Looking at the desktop takes a moment; the page may not be wanted any more by then. */
  async showChoice(): Promise<void> {
    const { ports, invitation, view, rights, isLive, isFirstChoice } = this.#options;
    const { canControl } = ports;
    const changing = isLive();
    const { chosen, ...choices } = await view.choices();
    if (changing ? !this.#isChanging : !isFirstChoice()) return;
    const now = changing && chosen ? { chosen: { view: chosen, control: rights.granted.control } } : {};
    ports.showSteps({ step: "choice", invitation, ...choices, canControl, changing, ...now });
  }

  get #isChanging(): boolean {
    return this.#options.isLive() && this.#options.rights.isChanging;
  }

  /** First the page with all that the customer did not choose is gone, then there is a picture again. */
  async #endChange(): Promise<void> {
    await this.#options.ports.hideSteps();
    if (this.#isChanging) this.#options.rights.setChanging(false);
  }

  /** False when there is nothing to show. */
  #adopt(view: SharedView | undefined): boolean {
    if (view) this.#options.transmission.show(view);
    return view !== undefined;
  }

  /** What is shown now, with or without control. */
  #grant(control: boolean): void {
    const { ports, rights } = this.#options;
    const view = this.#options.view.scope;
    const granted: Rights = { view, control: control && ports.canControl && view.kind !== "nothing" };
    rights.grant(granted);
  }

  #isAnswered(request: RightsRequest): boolean {
    const { rights } = this.#options;
    return isGranted(request, rights.granted, rights.isPaused);
  }

  #fulfil(request: RightsRequest): void {
    const { view, rights, isLive } = this.#options;
    if (!isLive()) return;
    switch (request) {
      case "control":
        this.setControl(true);
        return;
      case "whole_view":
        if (this.#adopt(view.open({ kind: "all_screens" }))) this.#grant(rights.granted.control);
        return;
      case "view":
        if (rights.isPaused) this.setPaused(false);
        else this.changeView();
        return;
      default:
        request satisfies never;
    }
  }

  #restrict(what: RestrictionKind, act: () => void): void {
    const { ports, rights, transmission } = this.#options;
    noteRestriction({ clock: ports.clock, log: ports.log, what, rights, transmission }, act);
  }
}
