import { nothingLogged } from "../../transparency/logged-recording.ts";

/** For an archive of its own, without a transparency log that knows anything of it. */
export const noLog = { logged: async () => nothingLogged };
