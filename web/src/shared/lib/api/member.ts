// The member's contract by the names that the pages use; api/openapi.json is where it is said.
import type { components } from "./member.gen.ts";

type Schemas = components["schemas"];
export type State = Schemas["State"];
export type Member = Schemas["Member"];
export type BookRow = Schemas["BookRow"];
export type Messages = Schemas["Messages"];
export type MemberEvent = Schemas["Event"];
export type Snapshot = Schemas["Snapshot"];
export type Delta = Schemas["Delta"];
export type Outcome = Schemas["Outcome"];
export type Control = Schemas["Control"];
export type ApiError = Schemas["Error"]["error"];
