import type { Device } from "@ferndiagnose/protocol";
import { Picture } from "../pictures/picture.tsx";

/** A browser's window, and where in it a loaded file shows: a panel under the mark at the top right in all that we know. */
export function BrowserPicture({ browser }: { browser: Device["browser"] }) {
  if (browser === "other") return <FolderPicture />;
  const isSafari = browser === "safari";
  return (
    <Picture>
      <rect className="picture-wash" x="3" y="5" width="114" height="70" rx="5" />
      <path className="picture-line" d="M3 22h114" />
      <rect className="picture-line" x="3" y="5" width="114" height="70" rx="5" />
      {isSafari ? <SafariHead /> : <PlainHead hasTab={browser === "firefox"} />}
      {/* The mark, and the panel that opens under it. */}
      {isSafari || browser === "edge" ? null : <path className="picture-line" d="M98 17.500h9" />}
      {isSafari && <circle className="picture-line" cx="102.500" cy="13.500" r="6" />}
      <path className="picture-accent-line" d="M102.500 8.500v7m-3-3 3 3 3-3" />
      <rect className="picture-ground-wash" x="56" y="27" width="56" height="30" rx="4" />
      <path className="picture-fill" d="M62 34h8l3 3.500v12.500h-11z" />
      <path className="picture-line" d="M79 37h26" />
      {browser === "edge" ? (
        <path className="picture-accent-line" d="M79 47h19" />
      ) : (
        <path className="picture-line-thin" d="M79 47h19" />
      )}
      <rect className="picture-accent-line" x="56" y="27" width="56" height="30" rx="4" />
    </Picture>
  );
}

function PlainHead({ hasTab }: { hasTab: boolean }) {
  return (
    <>
      <path className="picture-line-thin" d={hasTab ? "M9 13.500h6m-3-3v6" : "M15 10l-4 3.500 4 3.500"} />
      <rect className="picture-line-thin" x="23" y="9.500" width="66" height="8" rx="4" />
    </>
  );
}

function SafariHead() {
  return (
    <>
      <circle className="picture-fill" cx="10" cy="13.500" r="2" />
      <circle className="picture-fill" cx="16.500" cy="13.500" r="2" />
      <circle className="picture-fill" cx="23" cy="13.500" r="2" />
      <rect className="picture-line-thin" x="36" y="9.500" width="46" height="8" rx="4" />
    </>
  );
}

/** The folder with what was loaded. */
function FolderPicture() {
  return (
    <Picture>
      <path className="picture-wash" d="M14 20h28l8 9h56v39H14z" />
      <path className="picture-line" d="M14 20h28l8 9h56v39H14z" />
      <path className="picture-accent-line" d="M60 36v20m-9-9 9 9 9-9" />
    </Picture>
  );
}
