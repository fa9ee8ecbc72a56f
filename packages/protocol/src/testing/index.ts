/** Valid messages and nearly valid ones, for tests of those who parse them. */
export { schemaExamples } from "./examples.ts";
export { malformedBytes, malformedTexts, spoiledValues } from "./near-misses.ts";
export { type SchemaExample, sample } from "./schema-example.ts";
