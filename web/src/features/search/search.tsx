import { Spotlight, spotlight } from "@mantine/spotlight";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useAsk } from "@/shared/lib/sauron/ask.ts";
import { useGoTo, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { useHindrance } from "@/shared/lib/sauron/use_control.ts";
import "./search.css";
import { find, type Result, uuidPrefix } from "./results.ts";

export const openSearch = (): void => spotlight.open();

const groups = ["Commands", "Members", "Books", "Rumors", "Times", "Pages", "Help"] as const;

interface Props {
  /** A command was chosen. */
  onCommand: (command: readonly string[]) => void;
  onTour: () => void;
}

/** Finds members, books, rumors, pages and times, says how the command line would, and takes what it can do. */
export function Search(props: Props) {
  const [query, setQuery] = useState("");
  const [opened, setOpened] = useState(false);
  const results = useResults(query, opened);
  const hindrance = useHindrance();
  const choose = useChoose(props);
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
      shortcut={null}
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.45 }}
      attributes={{ content: { "aria-label": "Search" } }}
      classNames={{ action: "spotlight-action", content: "spotlight-content" }}
      scrollable
    >
      <Spotlight.Search placeholder="Member, book, uuid, page, command, 14:02:11 or -30s" aria-label="Search for" />
      <Spotlight.ActionsList>
        {groups.map((group) => {
          const of = results.filter((result) => result.group === group);
          if (of.length === 0) return null;
          return (
            <Spotlight.ActionsGroup key={group} label={group}>
              {of.map((result) => (
                <Spotlight.Action
                  key={`${group} ${result.label}`}
                  disabled={group === "Commands" && hindrance !== null}
                  onClick={() => choose(result)}
                >
                  <Found result={result} />
                </Spotlight.Action>
              ))}
              {group === "Commands" && hindrance && <p className="found-hint">{hindrance.replaceAll("`", "")}</p>}
            </Spotlight.ActionsGroup>
          );
        })}
        {results.length === 0 && (
          <Spotlight.Empty>
            Nothing is called so. A time is 14:02:11 or -30s; of a uuid three digits will do.
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Found({ result }: { result: Result }) {
  return (
    <span className="found">
      <bdi className="found-label">{result.label}</bdi>
      {result.detail && <bdi className="found-detail">{result.detail}</bdi>}
      <code className="found-cli">{result.cli}</code>
    </span>
  );
}

function useResults(query: string, opened: boolean): Result[] {
  const moment = useMoment();
  const prefix = uuidPrefix(query);
  const roster = useAsk("/api/v1/roster", { run: moment.run, at: moment.at }, moment, { enabled: opened });
  const rumors = useAsk("/api/v1/rumors", { run: moment.run, prefix, limit: 6 }, moment, {
    enabled: opened && prefix !== null,
  });
  return opened ? find(query, { rows: roster.data?.rows ?? [], rumors: rumors.data ?? [], now: Date.now() }) : [];
}

function useChoose({ onCommand, onTour }: Props): (result: Result) => void {
  const navigate = useNavigate();
  const goTo = useGoTo();
  const href = useHref();
  return ({ to }) => {
    if ("tour" in to) onTour();
    else if ("at" in to) goTo(to.at);
    else if ("command" in to) onCommand(to.command);
    else void navigate({ href: href(to.path, to.search) });
  };
}
