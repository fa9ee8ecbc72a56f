import { caseExamples } from "./case-examples.ts";
import { customerHttpExamples } from "./customer-http-examples.ts";
import { ipcExamples } from "./ipc-examples.ts";
import { channelExamples, eventExamples, httpExamples, recordExamples, relayExamples } from "./message-examples.ts";
import { recordingExamples } from "./recording-examples.ts";
import type { SchemaExample } from "./schema-example.ts";
import { signallingExamples } from "./signalling-examples.ts";
import { valueExamples } from "./value-examples.ts";

/** Valid messages of every schema of the protocol; a test holds the list against what the package exports. */
export const schemaExamples: readonly SchemaExample[] = [
  ...caseExamples,
  ...valueExamples,
  ...channelExamples,
  ...customerHttpExamples,
  ...eventExamples,
  ...httpExamples,
  ...ipcExamples,
  ...relayExamples,
  ...recordExamples,
  ...recordingExamples,
  ...signallingExamples,
];
