/** Small pictures of screens and windows that are nobody's. */
export function thumbnail(kind: "desktop" | "letter" | "table" | "settings"): string {
  const drawings = {
    desktop:
      '<rect width="320" height="200" fill="#3b6ea5"/><rect x="30" y="24" width="170" height="120" fill="#fff"/><rect x="30" y="24" width="170" height="14" fill="#274b73"/><rect y="186" width="320" height="14" fill="#1d2a38"/>',
    letter:
      '<rect width="320" height="200" fill="#fff"/><rect width="320" height="18" fill="#586a7a"/><path d="M40 50h150M40 74h240M40 94h232M40 114h240M40 134h180" stroke="#8896a3" stroke-width="7"/>',
    table:
      '<rect width="320" height="200" fill="#eef4ee"/><rect width="320" height="18" fill="#2d6a4f"/><path d="M0 50h320M0 82h320M0 114h320M0 146h320M80 18v182M160 18v182M240 18v182" stroke="#9bb5a5" stroke-width="2"/>',
    settings:
      '<rect width="320" height="200" fill="#f1f1f4"/><rect width="90" height="200" fill="#d9dbe3"/><circle cx="125" cy="50" r="14" fill="#5566aa"/><circle cx="125" cy="100" r="14" fill="#5566aa"/><path d="M155 50h120M155 100h90" stroke="#888" stroke-width="8"/>',
  } as const;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200">${drawings[kind]}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(drawing).toString("base64")}`;
}
