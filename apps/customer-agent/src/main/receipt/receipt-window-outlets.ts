import { writeFile } from "node:fs/promises";
import { app, type BrowserWindow, clipboard, dialog, type FileFilter } from "electron";
import type { ReceiptOutlets } from "./receipt-desk.ts";

/** Readable for the customer's own account only, where the system knows such a thing. */
const ownOnly = { mode: 0o600 };

/** Prints and saves the page that the window shows. Where a file goes is the customer's choice, every time. */
export function receiptOutletsOf(windows: { readonly stepsWindow: BrowserWindow }): ReceiptOutlets {
  return {
    print() {
      return new Promise((resolve) => {
        windows.stepsWindow.webContents.print({ printBackground: false }, (done, reason) => {
          // Electron says "cancelled" in two spellings.
          resolve(done || !/^(Print job )?cancell?ed$/i.test(reason) ? done : undefined);
        });
      });
    },
    async savePdf(name) {
      const path = await choosePath(name, { name: "PDF", extensions: ["pdf"] });
      if (path === undefined) return undefined;
      await writeFile(
        path,
        await windows.stepsWindow.webContents.printToPDF({ pageSize: "A4", preferCSSPageSize: true }),
        ownOnly,
      );
      return true;
    },
    async saveFile(name, text) {
      const path = await choosePath(name, { name: "JSON", extensions: ["json"] });
      if (path === undefined) return undefined;
      await writeFile(path, text, ownOnly);
      return true;
    },
    copy: (text) => clipboard.writeText(text),
  };

  async function choosePath(name: string, filter: FileFilter): Promise<string | undefined> {
    const defaultPath = `${app.getPath("documents")}/${name}`;
    const { canceled, filePath } = await dialog.showSaveDialog(windows.stepsWindow, { defaultPath, filters: [filter] });
    return canceled || !filePath ? undefined : filePath;
  }
}
