export { ChildProgram, type ChildProgramOptions } from "./child-program.ts";
export { type ChromiumOptions, chromiumArguments, launchChromium } from "./chromium.ts";
export { type Clock, FakeClock, type Timer } from "./fake-clock.ts";
export { freePort } from "./free-port.ts";
export { type PatternReading, type PictureArea, type RgbaPicture, readPattern } from "./pattern.ts";
export { type TargetEvent, TargetWindow, type TargetWindowOptions } from "./target-window.ts";
export {
  type Keymap,
  startVirtualDisplay,
  type VirtualDisplay,
  type VirtualDisplayOptions,
} from "./virtual-display.ts";
