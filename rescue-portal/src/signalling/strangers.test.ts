import { afterAll, beforeAll, expect, it } from "vitest";
import { PortalUnderTest } from "../testing/portal-under-test.ts";
import type { ScriptedClient } from "../testing/scripted-client.ts";

const atMost = 100;
let portal: PortalUnderTest;

beforeAll(async () => {
  portal = await PortalUnderTest.start({ options: { trustedProxies: 1 } });
});
afterAll(() => portal.stop());

const from = (address: string) => portal.customer({ "x-forwarded-for": address });

it("an address that opens sockets and says nothing gets a hundred, and takes none from others", async () => {
  const silent = await Promise.all(Array.from({ length: atMost }, () => from("192.0.2.1")));
  await expect(from("192.0.2.1")).rejects.toMatchObject({ status: 429 });
  (await from("192.0.2.2")).cut();
  for (const socket of silent) socket.cut();
  let back: ScriptedClient | undefined;
  await expect.poll(async () => (back = await from("192.0.2.1").catch(() => undefined))).toBeDefined();
  back?.cut();
});

it("who has joined does not count", async () => {
  await portal.recorder();
  const { key } = await portal.newSession(await portal.signIn());
  const customer = await from("192.0.2.3");
  customer.say({ type: "join", version: 1, key });
  await customer.take("joined");
  const silent = await Promise.all(Array.from({ length: atMost }, () => from("192.0.2.3")));
  await expect(from("192.0.2.3")).rejects.toMatchObject({ status: 429 });
  for (const socket of silent) socket.cut();
});
