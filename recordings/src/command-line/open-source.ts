import { FileSource } from "../archive/file-source.ts";
import { CommandError } from "./command-error.ts";

/** Opens a recording's file for `use`, and closes it again. */
export async function withSource<Result>(path: string, use: (source: FileSource) => Promise<Result>): Promise<Result> {
  const source = await FileSource.open(path).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`Cannot read ${path} (${error.code}).`, 1, error);
  });
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}
