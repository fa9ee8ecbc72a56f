import { Picture } from "./picture.tsx";

/** The F11 key and the off button. */
export function StopPicture() {
  return (
    <Picture>
      <rect className="picture-wash" x="3" y="12" width="52" height="50" rx="8" />
      <rect className="picture-line" x="3" y="12" width="52" height="50" rx="8" />
      <rect className="picture-line" x="10" y="16.500" width="38" height="36" rx="5" />
      <text className="picture-letters" x="29" y="40.500">
        F11
      </text>
      <circle className="picture-stop" cx="90" cy="37" r="25" />
      <path className="picture-on-stop" d="M90 23v13M80.500 28.500a13 13 0 1 0 19 0" />
    </Picture>
  );
}
