export { amount, figure } from "./amount.ts";
export { ChildProgram, type ChildProgramOptions } from "./child-program.ts";
export { type ChromiumOptions, chromiumArguments, launchChromium } from "./chromium.ts";
export { CustomerHome } from "./customer-home.ts";
export { DebuggedPage } from "./debugged-page.ts";
export { type Clock, FakeClock, type Timer } from "./fake-clock.ts";
export { filesHolding, holds } from "./files-holding.ts";
export { freePort, freePorts } from "./free-port.ts";
export { type Hands, type KeyboardHands, keyboardOf, mouseOf } from "./hands.ts";
export { axeFindings } from "./looks/axe-findings.ts";
export { keyboardWalk } from "./looks/keyboard-walk.ts";
export { layoutFaults } from "./looks/layout-faults.ts";
export { type Look, looks, looksOf, sizeIn, type WindowSize, wear } from "./looks/look.ts";
export { LookBook, type LookOptions } from "./looks/look-book.ts";
export {
  counterBits,
  type PatternReading,
  type PictureArea,
  patternColorIndex,
  patternColumns,
  patternPalette,
  patternRows,
  type RgbaPicture,
  readPattern,
} from "./pattern.ts";
export { RunningProgram } from "./running-program.ts";
export { type TargetEvent, TargetWindow, type TargetWindowOptions } from "./target-window.ts";
export { newTestAuditor, signTestApproval, type TestAuditor, testAuditorSet } from "./test-auditors.ts";
export { TestLog } from "./test-log.ts";
export {
  type Direction,
  type DirectionCount,
  OPEN_PATH,
  redirectedCandidate,
  type Shape,
  UdpShaper,
  type UdpShaperOptions,
  udpAddressOf,
} from "./udp-shaper.ts";
export {
  type Keymap,
  startVirtualDisplay,
  type VirtualDisplay,
  type VirtualDisplayOptions,
} from "./virtual-display.ts";
