import type { IncomingHttpHeaders } from "node:http";
import type { CookieSerializeOptions } from "@fastify/cookie";

/** The cookie that carries a sign-in. Over plain HTTP, as on loopback, browsers refuse the __Host- prefix. */
export interface SessionCookie {
  readonly name: string;
  readonly options: CookieSerializeOptions;
  read(headers: IncomingHttpHeaders): string | undefined;
}

export function sessionCookie(staffUrl: string): SessionCookie {
  const { protocol, port } = new URL(staffUrl);
  const secure = protocol === "https:";
  // Cookies know no ports: two portals on one machine need two names.
  const name = secure ? "__Host-ferndiagnose" : `ferndiagnose-${port || "80"}`;
  return {
    name,
    options: { path: "/", httpOnly: true, sameSite: "strict", secure },
    read(headers) {
      const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
      return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
    },
  };
}
