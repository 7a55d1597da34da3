/** Where Sauron answers this app: one path per page, as its router writes them; `{name}` stands for any one segment. */
export const paths = ["/"] as const;
