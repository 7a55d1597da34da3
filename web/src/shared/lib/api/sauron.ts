// Sauron's contract by the names that the pages use; api/sauron/openapi.json is where it is said.
import createClient from "openapi-fetch";
import type { components, paths } from "./sauron.gen.ts";

export type SauronMember = components["schemas"]["Member"];

/** Typed calls: `sauron.GET("/api/v1/members")`. */
export const sauron = createClient<paths>();
