"""Each kind of event that programs make is made by a real member; the other kinds are the core's, see sim/kinds_test.cpp."""

import json
import pathlib
import shutil
import unittest

from club import ClubTest, wait_until

KINDS = pathlib.Path(__file__).with_name("program_kinds.txt").read_text().split()


class Kinds(ClubTest):
    def told(self, name):
        """What the member wrote down of its own life, by kind."""
        lines = (self.club.folder / "members" / name / "journal.jsonl").read_text().splitlines()
        events = {}
        for event in map(json.loads, lines):
            events.setdefault(event["kind"], []).append(event)
        return events

    def lose_events(self, name):
        """Nobody takes its events, and they cannot wait on disk: the oldest are lost."""
        spool = self.club.folder / "members" / name / "spool"
        shutil.rmtree(spool, ignore_errors=True)
        spool.write_text("in the way")

        def lost():
            for _ in range(20):
                status, answer = self.club.http(name, "/api/v1/entries/notes", "PUT", {"value": "x" * 4096}, token=True)
                self.assertEqual(status, 200, answer)
            return self.club.counters(name)["eye_lost"] > 0

        wait_until("events are lost", lost, 60)

    def test_a_real_member_makes_each_kind_that_is_a_programs(self):
        club = self.club
        club.run("new", "jimmy", "--journal", "--interval", "0")
        self.lose_events("jimmy")
        club.run("chaos", "add", "loss", "1%", "--forever")
        club.run("chaos", "heal")
        club.run("stop", "jimmy")
        told = self.told("jimmy")
        for kind in KINDS:
            self.assertIn(kind, told)
        self.assertIn("loss 1%", told["fault_set"][0]["reason"])
        self.assertGreater(told["eye_lost"][0]["count"], 0)
        self.assertIn("PUT /api/v1/entries/notes", [event["reason"] for event in told["http_request"]])
        self.assertTrue(any(event["reason"].startswith("info: leaving") for event in told["logged"]), told["logged"])
        last = max((event for events in told.values() for event in events), key=lambda event: event["seq"])
        self.assertEqual(last["kind"], "stopped")


if __name__ == "__main__":
    unittest.main()
