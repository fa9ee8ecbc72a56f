import type { Download } from "@ferndiagnose/protocol";
import { Picture } from "../pictures/picture.tsx";

/** How the loaded file is started on this system. */
export function OpenPicture({ kind }: { kind: Download["kind"] }) {
  switch (kind) {
    case "portable-exe":
      return <QuestionPicture />;
    case "dmg":
      return <DiskPicture />;
    case "appimage":
      return <PermissionPicture />;
    case "archive":
      return <UnpackPicture />;
    default:
      return kind satisfies never;
  }
}

/** The system asks whether the program may start; the button that says yes. */
function QuestionPicture() {
  return (
    <Picture>
      <rect className="picture-wash" x="12" y="8" width="96" height="64" rx="4" />
      <rect className="picture-line" x="12" y="8" width="96" height="64" rx="4" />
      <path className="picture-line" d="M22 20l9-4 9 4v7c0 7-4 11-9 13-5-2-9-6-9-13z" />
      <path className="picture-line" d="M50 22h46M50 32h34" />
      <rect className="picture-accent" x="27" y="51" width="36" height="13" rx="3" />
      <rect className="picture-line-thin" x="69" y="51" width="29" height="13" rx="3" />
      <Pointer x={54} y={58} />
    </Picture>
  );
}

/** The disk's window with the program in it. */
function DiskPicture() {
  return (
    <Picture>
      <rect className="picture-wash" x="12" y="8" width="96" height="64" rx="5" />
      <path className="picture-line" d="M12 21h96" />
      <rect className="picture-line" x="12" y="8" width="96" height="64" rx="5" />
      <circle className="picture-fill" cx="19" cy="14.500" r="2" />
      <circle className="picture-fill" cx="25.500" cy="14.500" r="2" />
      <circle className="picture-fill" cx="32" cy="14.500" r="2" />
      <rect className="picture-accent" x="45" y="29" width="30" height="30" rx="7" />
      <path className="picture-on-accent" d="M52 38h11v8H52zM58 46h10v7H58z" />
      <Pointer x={70} y={52} />
    </Picture>
  );
}

/** The file's properties, with the mark that lets it run. */
function PermissionPicture() {
  return (
    <Picture>
      <rect className="picture-wash" x="12" y="8" width="96" height="64" rx="4" />
      <path className="picture-line" d="M12 21h96" />
      <rect className="picture-line" x="12" y="8" width="96" height="64" rx="4" />
      <path className="picture-line-thin" d="M22 31h52M22 41h36" />
      <rect className="picture-accent" x="22" y="50" width="14" height="14" rx="3" />
      <path className="picture-on-accent-line" d="M25.500 57l2.800 3 4.700-6" />
      <path className="picture-line" d="M43 57h46" />
      <Pointer x={32} y={60} />
    </Picture>
  );
}

/** A packed file, and the folder that comes out of it. */
function UnpackPicture() {
  return (
    <Picture>
      <path className="picture-line" d="M6 20h22l9 9v34H6z" />
      <path className="picture-line-thin" d="M18 20v6m0 4v6m0 4v6m0 4v6" />
      <path className="picture-dots" d="M45 42h14" />
      <path className="picture-wash" d="M67 24h16l6 7h25v33H67z" />
      <path className="picture-line" d="M67 24h16l6 7h25v33H67z" />
      <rect className="picture-accent" x="81" y="39" width="18" height="18" rx="4" />
      <Pointer x={95} y={52} />
    </Picture>
  );
}

function Pointer({ x, y }: { x: number; y: number }) {
  return <path className="picture-pointer" d={`M${x} ${y}l13.500 7.500-5.900 1.800-2.800 5.700z`} />;
}
