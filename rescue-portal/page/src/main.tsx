import { chooseLanguage, createTexts, TextsProvider } from "@ferndiagnose/ui";
import "@ferndiagnose/ui/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { languageOf } from "./places/keep-language.ts";
import { placeOf } from "./places/place.ts";
import { noTicket, takeTicket } from "./receipt/receipt-ticket.ts";
import "./styles/styles.css";
import { de } from "./texts/de.ts";
import { en } from "./texts/en.ts";

const texts = createTexts({ de, en }, chooseLanguage([...languageOf(location.search), ...navigator.languages]));
const receipt = placeOf(location.pathname) === "receipt" ? takeTicket(location, history) : noTicket;
const place = document.querySelector("#page");
if (place === null) throw new Error("The document has no place for the page.");
createRoot(place).render(
  <StrictMode>
    <TextsProvider texts={texts}>
      <App receipt={receipt} />
    </TextsProvider>
  </StrictMode>,
);
