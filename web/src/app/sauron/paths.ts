/** Where Sauron answers this app: one path per page, as its router writes them; `{name}` stands for any one segment. */
export const paths = [
  "/",
  "/map",
  "/requests",
  "/trace",
  "/trace/{id}",
  "/spacetime",
  "/convergence",
  "/members",
  "/members/{name}",
  "/runs",
  "/compare",
  "/doctor",
  "/faults",
] as const;
