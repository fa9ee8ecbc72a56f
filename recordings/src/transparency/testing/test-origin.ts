export const testOrigin = "log.example/recordings";
