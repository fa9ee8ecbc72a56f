import "@ferndiagnose/ui/styles.css";
import "../pressable.css";
import "./steps.css";
import "./check-code.css";
import "./texts.css";
import "./choice/choice.css";
import "./receipt/receipt.css";
import "./receipt/receipt-print.css";
import { createTexts, TextsProvider } from "@ferndiagnose/ui";
import { createRoot } from "react-dom/client";
import { de } from "../texts/de.ts";
import { en } from "../texts/en.ts";
import { StepsApp } from "./steps-app.tsx";

const texts = createTexts({ de, en });
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <TextsProvider texts={texts}>
      <StepsApp texts={texts} />
    </TextsProvider>,
  );
}
