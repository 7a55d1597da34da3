import { Outlet, useNavigate } from "@tanstack/react-router";
import { type MouseEvent, useCallback, useEffect, useState } from "react";
import { Asker } from "@/features/control/asker.tsx";
import { ClubGroup } from "@/features/control/club_group.tsx";
import { useControlKeys } from "@/features/control/control_keys.ts";
import { FrozenBand } from "@/features/control/frozen_band.tsx";
import { Notices } from "@/features/control/notices.tsx";
import { useOrders } from "@/features/control/use_orders.ts";
import { Search } from "@/features/search/search.tsx";
import { Tour, useTour } from "@/features/tour/tour.tsx";
import { TransportBar } from "@/features/transport/transport_bar.tsx";
import { useNow } from "@/shared/lib/now.ts";
import { isLive, useGoTo, useMoment } from "@/shared/lib/sauron/moment.ts";
import { useFrame, useLink } from "@/shared/lib/sauron/use_feed.ts";
import { clock, duration } from "@/shared/lib/words.ts";
import { Band } from "@/shared/ui/band.tsx";
import { PanelBoundary } from "@/shared/ui/states.tsx";
import { Help } from "./help.tsx";
import { useKeys } from "./keys.ts";
import { Rail } from "./rail.tsx";
import "./shell.css";
import { TopBar } from "./top_bar.tsx";

/** What stands around every page. */
export function Shell() {
  const [help, setHelp] = useState(false);
  const openHelp = useCallback(() => setHelp(true), []);
  const orders = useOrders();
  const controlKeys = useControlKeys(orders);
  useKeys({ onHelp: openHelp, onOther: controlKeys });
  const tour = useTour();
  const follow = useFollow();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only links inside of it are followed
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link clicks it
    <div className="app" onClick={follow}>
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <TopBar onHelp={openHelp} />
      <Rail />
      <main id="page" tabIndex={-1}>
        <Bands />
        <PanelBoundary name="This page">
          <Outlet />
        </PanelBoundary>
      </main>
      <TransportBar club={<ClubGroup orders={orders} />} />
      <Notices orders={orders} />
      <Asker />
      <SpokenVerdict />
      <Search onCommand={orders.give} onTour={tour.start} />
      {help && <Help onClose={() => setHelp(false)} onTour={tour.start} />}
      {tour.step && <Tour step={tour.step} onStep={tour.show} />}
    </div>
  );
}

/** Links within the app change the page without loading it anew. They are plain links, so that all of it works: copy, another tab. */
function useFollow() {
  const navigate = useNavigate();
  return (event: MouseEvent) => {
    const link = (event.target as Element).closest("a");
    const href = link?.getAttribute("href");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !href?.startsWith("/") || href.startsWith("/api/") || !plain || link.hasAttribute("download")) return;
    if (link.target || event.defaultPrevented) return;
    event.preventDefault();
    void navigate({ href });
  };
}

const lost_shown_after_ms = 1000;

function Bands() {
  const moment = useMoment();
  const goTo = useGoTo();
  const link = useLink();
  const now = useNow();
  const lost = link.kind === "lost" && now - link.since > lost_shown_after_ms;
  return (
    <>
      {lost && (
        <Band kind="error">
          <strong>No answer from Sauron for {duration(now - link.since)}.</strong>
          <span>What is shown is the last that came. The members go on without it.</span>
          <code>watercooler sauron start</code>
        </Band>
      )}
      {moment.at !== null && (
        <Band kind="past">
          <strong>
            {moment.paused ? "The view is paused at" : "You are looking at"} {clock(moment.at)}
            {moment.run === "live" ? "." : ` of ${moment.run}.`}
          </strong>
          <span className="muted">{moment.run === "live" ? "The club goes on." : "A recording."}</span>
          <button type="button" className="button" onClick={() => goTo(null)}>
            {moment.run === "live" ? "Back to live" : "To its end"}
          </button>
        </Band>
      )}
      <FrozenBand />
    </>
  );
}

const said_every_ms = 5000;

/** Tells those who do not see it when the verdict changes, at most once in five seconds. */
function SpokenVerdict() {
  const frame = useFrame("convergence", isLive(useMoment()));
  const verdict = frame?.convergence?.verdict.split(/(?<=\.) /)[0] ?? "";
  const [said, setSaid] = useState({ text: "", at: 0 });
  useEffect(() => {
    if (verdict === said.text) return;
    const wait = Math.max(0, said.at + said_every_ms - Date.now());
    const timer = setTimeout(() => setSaid({ text: verdict, at: Date.now() }), wait);
    return () => clearTimeout(timer);
  }, [verdict, said]);
  return (
    <div className="hidden-words" aria-live="polite">
      {said.text}
    </div>
  );
}
