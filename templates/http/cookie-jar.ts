/** Browsers keep so many of one host at least (RFC 6265, section 6.1); the oldest gives way. */
const MOST_COOKIES = 50;
const LONGEST_COOKIE = 4_096;

/** The cookies that an API set while one resource was read, and that go back to it with that resource's other requests. */
export interface CookieJar {
  /** Takes what an answer to a request of this URL sets. */
  keep(answer: Headers, url: URL): void;
  /** The `Cookie` header of a request to this URL; empty when there is none. */
  textFor(url: URL): string;
  /** Sends them with a request, unless the config says which cookies it has (dlt). */
  addTo(headers: Headers, url: URL): void;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Whether it is for that host alone, and not for those below. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  /** In milliseconds since 1970. */
  readonly endsAtMs: number;
}

/** A jar of its own, in memory (RFC 6265, section 5). Cookies for another host than the one that sets them are not taken. */
export function createCookieJar(): CookieJar {
  const cookies = new Map<string, Cookie>();
  const textFor = (url: URL): string => {
    const sent = [...cookies.values()].filter((cookie) => isSent(cookie, url));
    // the more of a path it names the earlier it stands (section 5.4)
    sent.sort((left, right) => right.path.length - left.path.length);
    return sent.map(({ name, value }) => `${name}=${value}`).join("; ");
  };
  return {
    textFor,
    keep(answer, url) {
      for (const text of answer.getSetCookie()) {
        const cookie = readCookie(text, url);
        if (cookie === undefined) continue;
        const key = JSON.stringify([cookie.domain, cookie.path, cookie.name]);
        if (cookie.endsAtMs > Date.now()) cookies.set(key, cookie);
        else cookies.delete(key);
        const [oldest] = cookies.keys();
        if (cookies.size > MOST_COOKIES && oldest !== undefined) cookies.delete(oldest);
      }
    },
    addTo(headers, url) {
      const text = textFor(url);
      if (text !== "" && !headers.has("cookie")) headers.set("cookie", text);
    },
  };
}

/** Undefined for what is no cookie, or none of this host. */
function readCookie(text: string, url: URL): Cookie | undefined {
  const [pair = "", ...more] = text.split(";");
  const [name, value] = halves(pair);
  if (name === "" || value === undefined || pair.length > LONGEST_COOKIE || !/^[\t\x20-\x7e\x80-\xff]*$/.test(pair))
    return;
  const attributes = new Map(more.map((part) => halves(part)).map(([key, given]) => [key.toLowerCase(), given ?? ""]));
  const domain = attributes.get("domain")?.replace(/^\./, "").toLowerCase() ?? "";
  if (domain !== "" && !isWithin(url.hostname, domain)) return;
  const path = attributes.get("path") ?? "";
  return {
    name,
    value,
    domain: domain === "" ? url.hostname : domain,
    hostOnly: domain === "",
    path: path.startsWith("/") ? path : defaultPath(url),
    secure: attributes.has("secure"),
    endsAtMs: endOf(attributes.get("max-age"), attributes.get("expires")),
  };
}

function halves(text: string): readonly [before: string, after: string | undefined] {
  const at = text.indexOf("=");
  return at < 0 ? [text.trim(), undefined] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** Without either it lasts as long as the jar. */
function endOf(maxAge: string | undefined, expires: string | undefined): number {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Date.now() + Number(maxAge) * 1_000;
  const end = Date.parse(expires ?? "");
  return Number.isNaN(end) ? Number.POSITIVE_INFINITY : end;
}

function defaultPath({ pathname }: URL): string {
  return pathname.slice(0, Math.max(pathname.lastIndexOf("/"), 1));
}

/** A domain is the host itself, or a parent of its name: neither of an address, nor a top level. */
function isWithin(host: string, domain: string): boolean {
  if (host === domain) return true;
  return host.endsWith(`.${domain}`) && domain.includes(".") && !/^[\d.]+$/.test(host);
}

function isSent({ domain, hostOnly, path, secure, endsAtMs }: Cookie, url: URL): boolean {
  if (secure && url.protocol !== "https:") return false;
  if (endsAtMs <= Date.now()) return false;
  if (hostOnly ? url.hostname !== domain : !isWithin(url.hostname, domain)) return false;
  if (!url.pathname.startsWith(path)) return false;
  return path.endsWith("/") || url.pathname.length === path.length || url.pathname.charAt(path.length) === "/";
}
