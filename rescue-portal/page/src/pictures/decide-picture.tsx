import { Picture } from "./picture.tsx";

/** A window with two choices, one on and one off. */
export function DecidePicture() {
  return (
    <Picture>
      <rect className="picture-wash" x="3" y="8" width="92" height="58" rx="5" />
      <path className="picture-line" d="M3 21h92M46 35h36M46 52h26" />
      <rect className="picture-line" x="3" y="8" width="92" height="58" rx="5" />
      <rect className="picture-accent" x="14" y="28.500" width="23" height="13" rx="6.500" />
      <circle className="picture-ground" cx="30.500" cy="35" r="4.200" />
      <rect className="picture-line" x="14.500" y="46" width="22" height="12" rx="6" />
      <circle className="picture-fill" cx="21" cy="52" r="3.200" />
    </Picture>
  );
}
