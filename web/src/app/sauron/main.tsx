import { MantineProvider } from "@mantine/core";
import "@mantine/core/styles/baseline.css";
import "@mantine/core/styles/default-css-variables.css";
import "@mantine/core/styles/global.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@/shared/ui/base.css";
import { Feed } from "@/shared/lib/sauron/feed.ts";
import { FeedContext } from "@/shared/lib/sauron/use_feed.ts";
import { useDark } from "@/shared/lib/theme.ts";
import { router } from "./router.tsx";

const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } } });
const feed = new Feed();

function App() {
  // No style element and no inline style: the page's policy refuses both. So Mantine's variables come as a file, and
  // components that write media queries (AppShell, Grid, responsive props) are not for us.
  return (
    <MantineProvider forceColorScheme={useDark() ? "dark" : "light"} withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <FeedContext.Provider value={feed}>
          <RouterProvider router={router} />
        </FeedContext.Provider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
