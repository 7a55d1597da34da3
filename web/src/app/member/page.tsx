import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { ActivityPanel } from "@/features/activity/activity_panel.tsx";
import { answerOf } from "@/features/answer/answer.ts";
import { AnswerLine } from "@/features/answer/answer_line.tsx";
import { BooksPanel } from "@/features/books/books_panel.tsx";
import { ChangeForm } from "@/features/books/change_form.tsx";
import { knownTitles } from "@/features/books/rows.ts";
import { FrozenBand, LostBand, ProblemBand } from "@/features/controls/bands.tsx";
import { useOrders } from "@/features/controls/controls.tsx";
import type { LiveStore } from "@/features/live/live.ts";
import { clockOf } from "@/features/live/view.ts";
import { MessagesPanel } from "@/features/messages/messages_panel.tsx";
import { PeersPanel } from "@/features/peers/peers_panel.tsx";
import { useNow } from "@/shared/lib/now.ts";
import { Drawers, type Opened } from "./drawers.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { Help } from "./help.tsx";
import { useKeys } from "./keys.ts";
import "./page.css";

/** The dashboard of one member: what it believes first, then its tables. */
export function Page({ live, token }: { live: LiveStore; token: string | null }) {
  const { view, link } = useStore(live.store);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [help, setHelp] = useState(false);
  const orders = useOrders(token, live.refresh);
  const time = useNow();
  useKeys({ onHelp: () => setHelp(true) });

  const { state, books, peers } = view;
  const lost = link.kind === "lost";
  const now = lost ? link.since : time;
  const clock = clockOf(view, now);
  const self = state?.self;
  useEffect(() => {
    if (self) document.title = `${self.name} · Watercooler`;
  }, [self]);

  return (
    <>
      <a className="skip" href="#books">
        Skip to the books
      </a>
      <Header state={state} link={link} orders={orders} token={token} onHelp={() => setHelp(true)} />
      <div className="bands">
        {lost && <LostBand name={self?.name ?? location.host} since={link.since} nextTry={link.nextTry} now={time} />}
        {self && !lost && state.frozen !== "no" && (
          <FrozenBand
            since={view.events.findLast((event) => event.kind === "frozen")?.wall_time}
            held={state.held}
            token={token}
            club={self.club}
            name={self.name}
            orders={orders}
          />
        )}
        <ProblemBand orders={orders} />
      </div>
      <main className={lost ? "stale" : ""}>
        {state && <AnswerLine answer={answerOf(peers, books, clock)} />}
        <div className="panels">
          <div id="books" className="books-place">
            <BooksPanel
              books={books}
              changed={view.changed}
              known={state !== null}
              now={now}
              clock={clock}
              onOpen={(name) => setOpened({ member: name })}
            >
              {self && (
                <ChangeForm
                  name={self.name}
                  club={self.club}
                  token={token}
                  titles={knownTitles(books.values())}
                  events={view.events}
                  onChanged={live.refresh}
                />
              )}
            </BooksPanel>
          </div>
          <PeersPanel
            peers={peers}
            known={state !== null}
            clock={clock}
            onOpen={(name) => setOpened({ member: name })}
          />
          <MessagesPanel messages={view.messages} />
          <ActivityPanel
            events={view.events}
            known={state !== null}
            live={!lost}
            onOpen={(event) => setOpened({ event })}
          />
        </div>
      </main>
      <Footer state={state} link={link} />
      {opened && (
        <Drawers opened={opened} view={view} clock={clock} onOpen={setOpened} onClose={() => setOpened(null)} />
      )}
      {help && <Help onClose={() => setHelp(false)} />}
    </>
  );
}
