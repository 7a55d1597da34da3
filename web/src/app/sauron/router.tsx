import { createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router";
import { ThemeSwitch } from "@/shared/ui/theme_switch.tsx";
import "./app.css";
import { Overview } from "./overview.tsx";

// Each page's path stands in paths.ts as well: there Sauron finds which of them it answers.
const rootRoute = createRootRoute({
  component: () => (
    <div className="app">
      <header className="app-top">
        <h1>Sauron</h1>
        <ThemeSwitch />
      </header>
      <main>
        <Outlet />
      </main>
    </div>
  ),
});
const overviewRoute = createRoute({ getParentRoute: () => rootRoute, path: "/", component: Overview });

export const router = createRouter({ routeTree: rootRoute.addChildren([overviewRoute]) });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
