// The club's token lets a page change something. `watercooler open jimmy` puts it behind the address's #, which no
// server ever sees; it is kept for this tab only, and taken out of the address at once.
const key = "watercooler-token";

export function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(key, given);
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return sessionStorage.getItem(key);
}

/** One that the club does not take, such as that of the club which was here before. */
export const dropToken = (): void => sessionStorage.removeItem(key);
