/**
 * portable: downloaded for one session; takes itself away afterwards. installed: the customer chose to keep it.
 * checkout: run by a developer or a test; nothing of it is ever touched.
 */
export type ProgramKind = "portable" | "installed" | "checkout";

export interface Removed {
  /** Paths that could not be removed, few and as a person finds them. Empty when nothing is left. */
  readonly left: readonly string[];
  /** Windows and macOS keep the files of a running program: there a helper takes them away once we have quit. */
  readonly when: "now" | "after_exit";
}

export interface Kept {
  /** False when it could not be installed; everything is as before then, and `remove` still works. */
  readonly kept: boolean;
  /** Of the downloaded copy, which is not needed any more: what could not be removed. */
  readonly left: readonly string[];
}

/** The symbol on the desktop that opens the installed program at the key field. */
export interface Shortcut {
  isPresent(): boolean;
  /** Rejects when the desktop cannot be written to. Only for installed programs; on others nothing happens. */
  set(present: boolean): Promise<void>;
}

/** How this program leaves the computer, or stays on it. None of its methods needs an administrator. */
export interface Removal {
  readonly kind: ProgramKind;
  /**
   * Takes away program, unpacked files, downloaded archive, link registration and shortcut. Afterwards only `app.quit()`
   * makes sense: no further window can open. User data and temporary files go when the process ends, also without this.
   * On a checkout: nothing, `{ left: [] }`. Never rejects.
   */
  remove(): Promise<Removed>;
  /** Portable only: installs for this user, registers the link, then removes the downloaded copy. Never rejects. */
  keep(): Promise<Kept>;
  readonly shortcut: Shortcut;
}
