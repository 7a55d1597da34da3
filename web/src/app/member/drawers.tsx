import { EventDrawer } from "@/features/activity/event_drawer.tsx";
import type { View } from "@/features/live/view.ts";
import { MemberDrawer } from "@/features/member/member_drawer.tsx";
import type { MemberEvent } from "@/shared/lib/api/member.ts";

export type Opened = { member: string } | { event: MemberEvent };

interface Props {
  opened: Opened;
  view: View;
  clock: number;
  onOpen: (opened: Opened) => void;
  onClose: () => void;
}

/** What was opened from a row. */
export function Drawers({ opened, view, clock, onOpen, onClose }: Props) {
  const sauron = view.state?.self.sauron;
  if ("event" in opened) {
    const { event } = opened;
    return (
      <EventDrawer
        event={event}
        cause={view.events.find((each) => each.seq === event.cause && each.boot === event.boot)}
        sauron={sauron}
        onOpen={(cause) => onOpen({ event: cause })}
        onClose={onClose}
      />
    );
  }
  const { member } = opened;
  return (
    <MemberDrawer
      name={member}
      book={view.books.get(member)}
      peer={view.peers.get(member)}
      versions={view.versions.get(member) ?? []}
      clock={clock}
      sauron={sauron}
      onClose={onClose}
    />
  );
}
