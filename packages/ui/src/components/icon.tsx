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
