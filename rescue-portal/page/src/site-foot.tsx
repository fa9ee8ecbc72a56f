import { PlaceLink } from "./places/place-link.tsx";
import { useText } from "./texts/use-text.ts";

/** The way to the other pages, and what this site does not do. */
export function SiteFoot() {
  const { say } = useText();
  return (
    <div className="site-foot">
      <nav aria-label={say("foot.pages")}>
        <ul className="fd-row">
          <li>
            <PlaceLink to="start">{say("foot.start")}</PlaceLink>
          </li>
          <li>
            <PlaceLink to="receipt">{say("foot.receipt")}</PlaceLink>
          </li>
          <li>
            <PlaceLink to="terms">{say("foot.terms")}</PlaceLink>
          </li>
          <li>
            <PlaceLink to="privacy">{say("foot.privacy")}</PlaceLink>
          </li>
        </ul>
      </nav>
      <p>{say("foot.noCookies")}</p>
    </div>
  );
}
