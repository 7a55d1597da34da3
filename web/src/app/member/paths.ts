/** Where the member answers this page. */
export const paths = ["/", "/dashboard"] as const;
