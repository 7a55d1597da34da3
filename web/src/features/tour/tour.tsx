import { useLocation, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useAsk } from "@/shared/lib/sauron/ask.ts";
import { useMoment } from "@/shared/lib/sauron/moment.ts";
import { Command } from "@/shared/ui/states.tsx";
import { type Box, placed, type Size } from "./place.ts";
import { rememberStep, unseenStep } from "./seen.ts";
import { type Shown, type Step, type StepId, shown, stepsFor } from "./steps.ts";
import "./tour.css";
import { useInView, useSeen, useSpot } from "./use_spot.ts";

/** Which step is shown; null: none. */
export function useTour() {
  const [step, setStep] = useState<StepId | null>(unseenStep);
  const navigate = useNavigate();
  const show = useCallback((id: StepId | null) => {
    rememberStep(id);
    setStep(id);
  }, []);
  const start = useCallback(() => {
    void navigate({ href: "/" });
    show("verdict");
  }, [navigate, show]);
  return { step, show, start };
}

interface TourProps {
  step: StepId;
  onStep: (id: StepId | null) => void;
}

/** Leads through the app: a light on what it speaks of, and a card beside it. All of the page stays usable. */
export function Tour({ step, onStep }: TourProps) {
  const path = useLocation({ select: (location) => location.pathname });
  const convergence = useConvergenceFor(step);
  const seen = useSeen();
  const all = stepsFor((name) => seen.has(name) || name === step);
  const at = Math.max(
    0,
    all.findIndex((each) => each.id === step),
  );
  const now = shown(step, { path, ...seen, convergence });
  const spot = useSpot(now.at);
  useInView(now.at, spot !== null);
  const goTo = useGoToStep(onStep);
  const close = useCallback(() => onStep(null), [onStep]);
  useEscape(close);
  const current = all[at];
  if (!current) return null;
  return (
    <>
      {spot && <Light box={spot} />}
      <Card
        step={current}
        now={now}
        spot={spot}
        number={at + 1}
        count={all.length}
        onBack={at > 0 ? () => goTo(all[at - 1]) : undefined}
        onNext={() => goTo(all[at + 1])}
        onClose={close}
      />
    </>
  );
}

function useConvergenceFor(step: StepId) {
  const moment = useMoment();
  return useAsk("/api/v1/convergence", { run: moment.run, at: moment.at }, moment, {
    every_ms: 500,
    enabled: step === "lacks",
  }).data;
}

/** To a step and its page, as it is now. Nothing: the tour is over. */
function useGoToStep(onStep: (id: StepId | null) => void): (step: Step | undefined) => void {
  const navigate = useNavigate();
  return (step) => {
    if (step?.path && location.pathname + location.search !== step.path) void navigate({ href: step.path });
    onStep(step?.id ?? null);
  };
}

/** Escape ends it, unless something that stands above it has that key. */
function useEscape(close: () => void): void {
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      const field = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
      if (event.key === "Escape" && !event.defaultPrevented && !field && !document.querySelector("dialog[open]"))
        close();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [close]);
}

const around = 6;

function Light({ box }: { box: Box }) {
  const { left, top, width, height } = box;
  const style = { left: left - around, top: top - around, width: width + 2 * around, height: height + 2 * around };
  return <div className="tour-light" style={style} aria-hidden="true" />;
}

interface CardProps {
  step: Step;
  now: Shown;
  spot: Box | null;
  number: number;
  count: number;
  onBack: (() => void) | undefined;
  onNext: () => void;
  onClose: () => void;
}

function Card({ step, now, spot, number, count, onBack, onNext, onClose }: CardProps) {
  const card = useRef<HTMLDivElement>(null);
  const title = useFocusOf(step.id);
  const at = usePlace(card, spot, now.text);
  const last = number === count;
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowRight" && !last) onNext();
    else if (event.key === "ArrowLeft") onBack?.();
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={card}
      className="tour-card"
      role="dialog"
      aria-labelledby="tour-title"
      aria-describedby="tour-text"
      style={at}
      onKeyDown={press}
    >
      <div className="tour-row">
        <p className="muted number">
          {number} of {count}
        </p>
        <button type="button" className="button quiet" onClick={onClose}>
          {last ? "Close" : "Skip the tour"}
        </button>
      </div>
      <h2 id="tour-title" ref={title} tabIndex={-1}>
        {step.title}
      </h2>
      <div id="tour-text" aria-live="polite">
        <Words now={now} />
      </div>
      <div className="tour-row">
        <button type="button" className="button" onClick={onBack} disabled={!onBack}>
          Back
        </button>
        <span className="muted tour-keys">
          <kbd>←</kbd> <kbd>→</kbd> <kbd>Esc</kbd>
        </span>
        <button type="button" className="button primary" onClick={onNext}>
          {last ? "Done" : "Next"}
        </button>
      </div>
    </div>
  );
}

function Words({ now }: { now: Shown }) {
  return (
    <>
      <p>
        <bdi className="foreign">{now.text}</bdi>
      </p>
      {now.commands?.map((command) => (
        <Command key={command} text={command} />
      ))}
      {now.link && (
        <p>
          <a href={now.link.path}>{now.link.words}</a>
        </p>
      )}
    </>
  );
}

/** Each step is read from its title on; who had the focus before the tour gets it back. */
function useFocusOf(step: StepId) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each step
  useEffect(() => title.current?.focus(), [step]);
  return title;
}

/** Beside the spot, as large as the card is with these words. */
function usePlace(card: React.RefObject<HTMLElement | null>, spot: Box | null, words: string) {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words, another size
  useLayoutEffect(() => {
    const box = card.current?.getBoundingClientRect();
    if (box) setSize((before) => (before.width === box.width && before.height === box.height ? before : box));
  }, [words, spot]);
  return placed(spot, size, { width: innerWidth, height: innerHeight });
}
