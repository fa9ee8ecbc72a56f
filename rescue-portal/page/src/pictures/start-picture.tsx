import { Picture } from "./picture.tsx";

/** A computer and a headset with a line between them. */
export function StartPicture() {
  return (
    <Picture>
      <rect className="picture-wash" x="3" y="14" width="58" height="38" rx="4" />
      <rect className="picture-line" x="3" y="14" width="58" height="38" rx="4" />
      <path className="picture-line" d="M32 52v11M19 63.5h26" />
      <path className="picture-accent" d="M26 25.5v15l13-7.5z" />
      <path className="picture-dots" d="M66.5 34h14" />
      <path className="picture-line" d="M88 38v-4a13 13 0 0 1 26 0v4M114 50v2a7 7 0 0 1-7 7h-5" />
      <rect className="picture-fill" x="84.500" y="37" width="8" height="14" rx="3" />
      <rect className="picture-fill" x="109.500" y="37" width="8" height="14" rx="3" />
    </Picture>
  );
}
