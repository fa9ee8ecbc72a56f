const drawings = {
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 8v6m0-9.5v.01",
  success: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-4 9.5 2.8 2.8L16 9.7",
  warning: "M12 4 2.8 20h18.4L12 4Zm0 6v5m0 2.5v.01",
  error: "M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3L8.3 3ZM9 9l6 6m0-6-6 6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  eyeOff:
    "M4 4l16 16M9.9 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-3 3.7M6 7.700A17 17 0 0 0 2.5 12S6 18.500 12 18.500a9 9 0 0 0 3.600-.750",
  pointer: "M5 3.500 18.500 11l-5.900 1.800L9.800 18.500 5 3.500Z",
  pointerOff: "M4 4l16 16M8 5.200 18.500 11l-3.700 1.100M6.300 7.600 9.800 18.500l2-4",
  keyboard: "M3 6.500h18v11H3v-11Zm3.500 3.500v.01m3.700-.01v.01m3.600-.01v.01m3.700-.01v.01M8 14h8",
  pause: "M8 5v14m8-14v14",
  record: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 6.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600Z",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4.500V12l3.200 2",
  off: "M12 3v8.500M7 6.200a7.500 7.500 0 1 0 10 0",
  screen: "M3 4.500h18v12H3v-12ZM9 20.500h6m-3-4v4",
  screens: "M2.500 5h13v9h-13V5Zm6 13h13V9.500h-2.500M6 18h.010",
  windows: "M3 4.500h12v10H3v-10Zm0 3.500h12M9 14.500v5h12v-10h-6",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.500 20.500c.600-4 3.600-6 7.500-6s6.900 2 7.500 6",
  question:
    "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-2.600 6.700a2.600 2.600 0 1 1 3.900 2.300c-.900.500-1.300 1-1.300 2m0 2.700v.010",
  lock: "M5.500 10.500h13v10h-13v-10Zm2.500 0V8a4 4 0 0 1 8 0v2.500M12 14.500v2.500",
  text: "M6 3h8.500L18 6.500V21H6V3Zm3 7h6m-6 3.500h6M9 17h4",
  play: "M8 5.500v13l10.500-6.500L8 5.500Z",
  trash: "M4.500 6.500h15M9 6.500V4h6v2.500M6.500 6.500l1 14h9l1-14M10.500 10.500v6m3-6v6",
  computer: "M5 5h14v10.500H5V5ZM2.500 19h19",
} as const;

export type IconName = keyof typeof drawings;

/** A drawing that goes with words and never stands alone; hidden from assistive programs therefore. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="fd-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d={drawings[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
