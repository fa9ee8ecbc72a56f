import { browserClock } from "@ferndiagnose/rtc";
import { createTexts, TextsProvider } from "@ferndiagnose/ui";
import "@ferndiagnose/ui/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { type AppEnvironment, EnvironmentContext } from "./app-environment.ts";
import { PortalApi } from "./http/portal-api.ts";
import { takeLinkToken } from "./sign-in/one-time-link.ts";
import { openPortalSocket } from "./signalling/socket-like.ts";
import "./styles/styles.css";
import { de } from "./texts/de.ts";
import { en } from "./texts/en.ts";
import { keptLanguage } from "./texts/kept-language.ts";

// Before anything else, so that the token stands in the address for as short as possible.
const linkToken = takeLinkToken(location, history);

const environment: AppEnvironment = {
  api: new PortalApi((path, init) => fetch(path, init), browserClock.now),
  clock: browserClock,
  openSocket: () => openPortalSocket(location),
  tabStorage: sessionStorage,
  keepStorage: localStorage,
};
// Asked once, outside React, because a one-time link works once.
const signedIn = linkToken === undefined ? environment.api.me() : environment.api.signInByLink(linkToken);
// Whoever shows the result handles its failure.
signedIn.catch(() => {});

const texts = createTexts({ de, en }, keptLanguage(localStorage, navigator.languages));
const program = document.querySelector("#program");
if (program === null) throw new Error("The page has no place for the program");
createRoot(program).render(
  <StrictMode>
    <EnvironmentContext value={environment}>
      <TextsProvider texts={texts}>
        <App signedIn={signedIn} byLink={linkToken !== undefined} />
      </TextsProvider>
    </EnvironmentContext>
  </StrictMode>,
);
