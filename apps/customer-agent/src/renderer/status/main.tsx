import "@ferndiagnose/ui/styles.css";
import "../pressable.css";
import "./status.css";
import { createTexts, TextsProvider } from "@ferndiagnose/ui";
import { createRoot } from "react-dom/client";
import { de } from "../texts/de.ts";
import { en } from "../texts/en.ts";
import { StatusBar } from "./status-bar.tsx";

const aliveIntervalMs = 500;

const texts = createTexts({ de, en });
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <TextsProvider texts={texts}>
      <StatusBar texts={texts} />
    </TextsProvider>,
  );
}

setInterval(() => void window.statusBridge.act({ type: "alive" }), aliveIntervalMs);
