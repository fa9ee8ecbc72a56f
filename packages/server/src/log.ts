/** The part of pino that is used. Fields hold random numbers, counts and codes only: no keys, names, addresses or content. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
