/** Where the square stands that an input turns from black to white or back. */
export const mark = { x: 960, y: 240, width: 240, height: 240 } as const;
