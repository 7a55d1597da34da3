import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startLive } from "@/features/live/live.ts";
import { takeToken } from "@/shared/lib/token.ts";
import "@/shared/ui/base.css";
import { Page } from "./page.tsx";

const token = takeToken();
const live = startLive();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <Page live={live} token={token} />
  </StrictMode>,
);
