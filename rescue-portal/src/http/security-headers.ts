import helmet from "@fastify/helmet";
import type { Routes } from "@ferndiagnose/server/http";

/**
 * The one style sheet that react-aria writes into the page itself (touch-action of pressable elements). Its hash is
 * allowed instead of every inline style.
 */
const reactAriaStyleHash = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

const deniedFeatures = [
  "accelerometer",
  "autoplay",
  "browsing-topics",
  "camera",
  "display-capture",
  "encrypted-media",
  "geolocation",
  "gyroscope",
  "hid",
  "idle-detection",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "publickey-credentials-create",
  "screen-wake-lock",
  "serial",
  "usb",
  "xr-spatial-tracking",
];

/** Everything from this origin, nothing from anybody else (promise 12). */
export async function securityHeaders(app: Routes, ownOrigins: () => ReadonlySet<string>): Promise<void> {
  const isHttps = () => [...ownOrigins()].some((origin) => origin.startsWith("https:"));
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", reactAriaStyleHash],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'", "blob:"],
        manifestSrc: ["'self'"],
        connectSrc: ["'self'", () => socketSources(ownOrigins())],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    referrerPolicy: { policy: "no-referrer" },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: { policy: "require-corp" },
    xFrameOptions: { action: "deny" },
  });
  const permissions = deniedFeatures.map((feature) => `${feature}=()`).join(", ");
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("permissions-policy", permissions);
    if (isHttps()) reply.header("strict-transport-security", "max-age=31536000; includeSubDomains");
  });
}

/** Older browsers do not count WebSockets as 'self'; and CSP has no way to write an IPv6 address. */
function socketSources(origins: ReadonlySet<string>): string {
  const named = [...origins].filter((origin) => !origin.includes("["));
  return named.map((origin) => origin.replace(/^http/, "ws")).join(" ");
}
