import type { NewSession } from "@ferndiagnose/protocol";
import type { Server } from "./server.ts";

/** Somebody who talks to the portal by HTTP as a browser would, without our pages. */
export class ForgedVisitor {
  readonly server: Server;
  readonly cookie: string;

  private constructor(server: Server, cookie: string) {
    this.server = server;
    this.cookie = cookie;
  }

  /** Signs in by the one-time link of this account; such a link works once. */
  static async signIn(server: Server, accountIndex = 0): Promise<ForgedVisitor> {
    const link = server.summary.accounts[accountIndex]?.link ?? "";
    const answer = await fetch(`${server.summary.viewer}/api/v1/sign-in/link`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: link.split("#link=")[1] }),
    });
    if (!answer.ok) throw new Error(`Signing in was answered with ${answer.status}: ${await answer.text()}`);
    return new ForgedVisitor(server, (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "");
  }

  async newSession(request: NewSession = {}): Promise<{ sessionId: string; key: string }> {
    const answer = await fetch(`${this.server.summary.viewer}/api/v1/sessions`, {
      method: "POST",
      headers: { cookie: this.cookie, "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    if (answer.status !== 201)
      throw new Error(`A new session was answered with ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { sessionId: string; key: string };
  }
}

/** What the portal says to a key, byte for byte. */
export async function checkKey(portal: string, key: unknown): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${portal}/api/v1/keys/check`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ key }),
  });
  return { status: answer.status, text: await answer.text() };
}
