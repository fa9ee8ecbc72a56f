import { chooseLanguage, createTexts, TextsProvider } from "@ferndiagnose/ui";
import "@ferndiagnose/ui/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { takeTicket } from "./receipt/receipt-ticket.ts";
import "./styles/styles.css";
import { de } from "./texts/de.ts";
import { en } from "./texts/en.ts";

const texts = createTexts({ de, en }, chooseLanguage(navigator.languages));
const receipt = location.pathname === "/receipt" ? takeTicket(location, history) : undefined;
const place = document.querySelector("#page");
if (place === null) throw new Error("The document has no place for the page.");
createRoot(place).render(
  <StrictMode>
    <TextsProvider texts={texts}>
      <App receipt={receipt} />
    </TextsProvider>
  </StrictMode>,
);
