import { webcrypto } from "node:crypto";

/** Node 18, which Electron 25 brings, has WebCrypto but no global of that name; our packages look for it there. */
export function provideWebCrypto(): void {
  if (globalThis.crypto === undefined) Object.defineProperty(globalThis, "crypto", { value: webcrypto });
}
