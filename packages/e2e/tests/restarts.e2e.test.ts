import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ForgedCustomer } from "../src/forged-customer.ts";
import { ForgedTechnician } from "../src/forged-technician.ts";
import { ForgedVisitor } from "../src/forged-visitor.ts";
import { Server } from "../src/server.ts";

const patience = { timeout: 60_000 };

let server: Server;
let visitor: ForgedVisitor;

beforeAll(async () => {
  server = await Server.start({ recorders: 1 });
  visitor = await ForgedVisitor.signIn(server);
});
afterAll(() => server?.stop());

/** Recorded to its end: the recording server, its key warden and the witness have all done their part. */
async function holdSession(): Promise<void> {
  const technician = await ForgedTechnician.begin(visitor);
  const customer = await ForgedCustomer.join(server, technician.key);
  try {
    await technician.admit();
    await customer.agree(false);
    await technician.connected();
    customer.end();
    expect((await customer.receipt(60_000)).receipt.sessionId).toBe(technician.sessionId);
  } finally {
    customer.close();
    technician.close();
  }
}

const said = (message: string) => server.program.errorLines.filter((line) => line.includes(message)).length;
const isReady = async () => (await fetch(`${server.summary.operations}/readyz`)).status;
/** Of the recording server, on the port below its desk's: also whether its key warden is there. */
const isRecorderReady = async () => {
  const url = new URL("/readyz", server.summary.recorders[0]?.desk);
  url.port = String(Number(url.port) - 1);
  return fetch(url).then(
    ({ status }) => status,
    () => 0,
  );
};

async function kill(name: string, pid: number | undefined): Promise<void> {
  const [ended, started] = [said(`${name} ended`), said(`${name} started again`)];
  process.kill(pid ?? 0, "SIGKILL");
  await expect.poll(() => said(`${name} ended`), patience).toBe(ended + 1);
  if (name === "recording server") await expect.poll(isReady, { ...patience, interval: 20 }).toBe(503);
  await expect.poll(() => said(`${name} started again`), patience).toBe(started + 1);
}

test("a key warden, a witness and a recording server that are killed come back, and sessions are possible again", async () => {
  const { wardens, witness, recorders } = server.summary;
  await holdSession();
  await kill("key warden", wardens[0]?.pid);
  await expect.poll(isRecorderReady, patience).toBe(200);
  await holdSession();

  await kill("witness", witness.pid);
  await kill("recording server", recorders[0]?.pid);
  await expect.poll(isReady, patience).toBe(200);
  await expect.poll(isRecorderReady, patience).toBe(200);
  await holdSession();
});

test("a stop still stops all of them, one that is just coming back included", async () => {
  const children = () => readFileSync(`/proc/${server.program.pid}/task/${server.program.pid}/children`, "utf8");
  const pids = children().trim().split(/\s+/).map(Number);
  expect(pids).toHaveLength(3);
  const startedAt = said("started again");
  const [one = 0] = pids;
  process.kill(one, "SIGKILL");
  await expect.poll(() => said(" ended"), patience).toBeGreaterThan(startedAt);
  await server.halt();
  expect(await server.program.exited).toBe(0);
  expect(said("started again")).toBe(startedAt);
  for (const pid of pids) expect(() => process.kill(pid, 0), `process ${pid}`).toThrow("ESRCH");
});
