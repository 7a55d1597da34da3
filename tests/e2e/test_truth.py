"""What Sauron stores is what members did: its events are held against the members' own journals, line by line."""

import json
import os
import signal
import time
import unittest

from club import ClubTest, free_port, wait_until


def keyed(lines):
    """The events by (member, boot, seq); one that stands there twice is told."""
    events, twice = {}, []
    for line in lines:
        event = json.loads(line)
        key = (event["member"], event["boot"], event["seq"])
        if key in events:
            twice.append(key)
        events[key] = event
    return events, twice


def lives(events):
    """The highest seq of each life."""
    last = {}
    for member, boot, seq in events:
        last[member, boot] = max(last.get((member, boot), 0), seq)
    return last


class Truth(ClubTest):
    def journals(self):
        for path in sorted(self.club.folder.glob("members/*/journal.jsonl")):
            yield from path.read_text().splitlines()

    def restart_sauron(self):
        record = json.loads((self.club.folder / "sauron/record.json").read_text())
        os.kill(record["pid"], signal.SIGKILL)
        wait_until("Sauron has ended", lambda: not os.path.exists(f"/proc/{record['pid']}"))
        self.club.run("sauron", "start", "--port", self.port)

    def test_sauron_and_the_journals_of_a_battered_club_differ_in_nothing(self):
        club = self.club
        self.port = free_port()
        club.run("new", "--count", "10", "--interval", "500ms", "--journal")
        club.run("sauron", "start", "--port", self.port)
        names = club.names()
        wait_until("all report", lambda: len(club.json("sauron", "status")["eyes"]) == 10)
        club.run("chaos", "add", "loss", "10%", "--forever")
        club.run("chaos", "add", "latency", "20ms+-10ms", "--forever")
        club.run("chaos", "add", "partition", "[a-e]*", "[f-z]*", "--for", "4s")
        killed = names[3:5]
        for name in killed:
            club.kill9(name)
        time.sleep(1)
        self.restart_sauron()
        club.run("freeze", "--hard", names[1])
        club.run("freeze", "--for", "1s")
        time.sleep(2)
        club.run("thaw", names[1])
        self.restart_sauron()
        for name in killed:
            club.run("new", name, "--journal", "--interval", "500ms", "--no-wait")
        time.sleep(3)
        club.run("chaos", "heal")
        club.run("stop")
        told, twice = keyed(self.journals())
        self.assertEqual(twice, [])
        ends = lives(told)

        def stored():
            return keyed(club.run("export").stdout.splitlines()[1:])

        def complete():
            """Whoever said goodbye has told all; whoever was killed lost what it had just done, and nothing before."""
            seen = lives(stored()[0])
            return all(seen.get(life, 0) == last for life, last in ends.items() if told[(*life, last)]["kind"] == "stopped")

        wait_until("Sauron has all that was told", complete, 20)
        events, twice = stored()
        self.assertEqual(twice, [])
        self.assertGreater(len(events), 1000)
        self.assertEqual([key for key in events if key not in told], [])  # nothing is made up
        self.assertEqual([key for key, event in events.items() if event != told[key]], [])  # nothing is changed
        seen = lives(events)
        self.assertEqual(set(seen), set(ends))
        missing = [(member, boot, seq) for (member, boot), last in seen.items() for seq in range(1, last + 1)
                   if (member, boot, seq) not in events]
        self.assertEqual(missing, [])  # no gap
        kinds = {event["kind"] for event in events.values()}
        for kind in ("fault_set", "fault_cleared", "dropped", "frozen", "thawed", "asleep", "suspected", "died", "returned"):
            self.assertIn(kind, kinds)  # the club was battered indeed
        print(f"{len(events)} events of {len(seen)} lives: no difference")


if __name__ == "__main__":
    unittest.main()
