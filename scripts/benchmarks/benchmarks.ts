import type { BuildName } from "../system/build.ts";

/** What a figure should be: at least or at most this, as a value or as a ratio to its base. */
export interface Goal {
  readonly of: "value" | "ratio";
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Benchmark {
  readonly name: string;
  readonly about: string;
  /** A program that prints figures as JSON lines, from the root of the repository. */
  readonly file: string;
  /** What must be built before. */
  readonly builds?: BuildName[];
  /** Makes it short. */
  readonly quick: readonly string[];
  /** By name of the figure; shown, never enforced. */
  readonly goals: Readonly<Record<string, readonly Goal[]>>;
}

/** In the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  {
    name: "relay-cpu",
    about: "CPU for each forwarded packet and memory for each session, recorded against not recorded",
    file: "recordings/bench/relay-cpu.ts",
    quick: ["--sessions", "8", "--seconds", "2", "--rounds", "1"],
    goals: {
      "relay.cpu_per_packet": [
        { of: "value", atMost: 30 },
        { of: "ratio", atMost: 1.1 },
      ],
      "relay.memory_per_session": [{ of: "value", atMost: 2 }],
      "relay.sealing_per_packet": [{ of: "ratio", atMost: 0.1 }],
    },
  },
  {
    name: "input-to-photon",
    about: "from an input to the changed pixel, through relay and recorder against directly",
    file: "packages/e2e/bench/input-to-photon.ts",
    quick: ["--rounds", "1", "--presses", "15"],
    goals: {
      "input_to_photon.typing.p50": [{ of: "ratio", atMost: 0.8 }],
      "input_to_photon.scrolling.p50": [{ of: "ratio", atMost: 0.8 }],
    },
  },
  {
    name: "text-scrolling",
    about: "uplink while a page of text scrolls, AV1 against VP8",
    file: "packages/e2e/bench/text-scrolling.ts",
    quick: ["--rounds", "1", "--seconds", "5"],
    goals: {
      "text_scrolling.uplink": [{ of: "value", atMost: 0.6 }],
      "text_scrolling.frames": [{ of: "value", atLeast: 25 }],
    },
  },
  {
    name: "first-picture",
    about: "from the key being accepted to the first picture, program already running",
    file: "packages/e2e/bench/first-picture.ts",
    builds: ["rescue-portal", "apps/agent-viewer", "apps/customer-agent"],
    quick: ["--rounds", "1"],
    goals: { "first_picture.p50": [{ of: "value", atMost: 3_000 }] },
  },
  {
    name: "slope",
    about: "CPU and memory for each session at 1, 10 and 100 sessions",
    file: "packages/e2e/bench/slope.ts",
    quick: ["--sessions", "1,5", "--seconds", "3"],
    goals: {},
  },
  {
    name: "archive",
    about: "start with 10,000 recordings, and verifying a whole archive without keys",
    file: "recordings/bench/archive.ts",
    quick: ["--recordings", "10000", "--files", "4", "--megabytes", "128", "--rounds", "1"],
    goals: {
      "archive.startup_10000": [{ of: "value", atMost: 2_000 }],
      "archive.scrub": [{ of: "value", atLeast: 300 }],
    },
  },
  {
    name: "start",
    about: "a recording server with 10,000 recordings, from its start until its first session is armed",
    file: "packages/e2e/bench/start.ts",
    quick: ["--rounds", "1", "--recordings", "1000"],
    goals: { "start.armed_10000": [{ of: "value", atMost: 2_000 }] },
  },
  {
    name: "durable-lag",
    about: "age of a record when it is durable, with 50 sessions of 2 Mbit/s on a real disk",
    file: "recordings/bench/durable-lag.ts",
    quick: ["--seconds", "5"],
    goals: { "recorder.durable_lag_p99": [{ of: "value", atMost: 1_000 }] },
  },
  {
    name: "sealing",
    about: "sealing, and verifying and seeking in four hours of a screen on which little happens",
    file: "packages/e2e/bench/sealing.ts",
    quick: ["--hours", "1", "--megabytes", "64", "--seeks", "20"],
    goals: {
      "sealing.verify": [{ of: "value", atLeast: 300 }],
      "sealing.seek_p95": [{ of: "value", atMost: 300 }],
    },
  },
];

/** Whether a figure reaches its goals; undefined when it has none or was not measured. */
export function isReached(goals: readonly Goal[], figure: { value: number | null; ratio: number | null }) {
  const judged = goals.flatMap(({ of, atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY }) => {
    const measured = figure[of];
    return measured === null ? [] : [measured <= atMost && measured >= atLeast];
  });
  return judged.length === 0 ? undefined : judged.every(Boolean);
}
