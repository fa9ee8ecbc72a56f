import { Picture } from "../pictures/picture.tsx";

/** The program's first window: the key in its fields, and the button. */
export function ConnectPicture() {
  const fields = [0, 1, 2, 3, 4, 5, 6];
  return (
    <Picture>
      <rect className="picture-wash" x="12" y="8" width="96" height="64" rx="5" />
      <path className="picture-line" d="M12 20h96" />
      <rect className="picture-line" x="12" y="8" width="96" height="64" rx="5" />
      {fields.map((place) => (
        <rect key={place} className="picture-line-thin" x={20.5 + place * 11.5} y="28" width="9" height="13" rx="2" />
      ))}
      <path
        className="picture-line-thin"
        d="M25 34.500h.01m11.490 0h.01m11.490 0h.01m11.490 0h.01m11.490 0h.01m11.490 0h.01m11.490 0h.01"
      />
      <rect className="picture-accent" x="38" y="50" width="44" height="14" rx="4" />
    </Picture>
  );
}
