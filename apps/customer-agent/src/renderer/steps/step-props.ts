import type { StepsAction, StepsView } from "@ferndiagnose/protocol/ipc";

export type ViewOf<Step extends StepsView["step"]> = Extract<StepsView, { step: Step }>;
export type Invitation = ViewOf<"who">["invitation"];
export type Act = (action: StepsAction) => void;
