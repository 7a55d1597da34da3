"""Freeze, look, step, thaw: nobody is accused, nothing is lost."""

import os
import signal
import time
import unittest

from club import ClubTest, state_of, wait_until

ACCUSATIONS = ("suspected", "died", "probe_failed")


class Freeze(ClubTest):
    def accusations(self, names=None):
        return {name: {kind: self.club.counters(name)[kind] for kind in ACCUSATIONS} for name in names or self.club.names()}

    def frozen(self, name):
        return self.club.state(name)["frozen"]

    def test_fifty_frozen_for_a_minute_leave_no_trace(self):
        self.club.run("new", "--count", "50", "--interval", "0")
        names = self.club.names()
        self.club.run("freeze")
        self.assertEqual({self.frozen(name) for name in names}, {"soft"})
        before = self.accusations()
        clock = self.club.state(names[0])["protocol_time_ns"]
        picked = self.club.run("pick", names[0], "Dune").stdout
        self.assertIn("held", picked)
        time.sleep(60)
        self.assertEqual(self.club.state(names[0])["protocol_time_ns"], clock)
        self.club.run("thaw")
        wait_until("the held pick is everywhere",
                   lambda: all(self.club.books(name)[names[0]]["book"] == "Dune" for name in names), seconds=10, every=0.2)
        time.sleep(3)
        self.assertEqual(self.accusations(), before)
        self.assertEqual(sum(self.club.counters(name)["asleep"] for name in names), 0)
        self.assertTrue(self.club.all_alive())

    def test_a_freeze_with_an_end_thaws_by_itself_when_the_command_line_is_killed(self):
        self.club.run("new", "--count", "3", "--interval", "0")
        process = self.club.start("freeze", "--for", "3s")
        names = self.club.names()
        wait_until("all are frozen", lambda: {self.frozen(name) for name in names} == {"soft"}, seconds=2.5)
        if process.poll() is None:
            process.kill()
        process.communicate()
        wait_until("all thawed", lambda: {self.frozen(name) for name in names} == {"no"}, seconds=6)

    def test_a_step_delivers_a_held_packet(self):
        self.club.run("new", "amy", "bob", "--interval", "0")
        self.club.run("freeze", "bob")
        self.club.run("pick", "amy", "Dune")
        wait_until("bob holds something", lambda: self.club.state("bob")["held"] > 0)
        self.assertNotEqual(self.club.books("bob")["amy"]["book"], "Dune")
        held = self.club.get("bob", "/api/v1/messages")["held"]
        self.assertTrue(any(each["kind"] == "datagram" for each in held), held)
        told = self.club.run("step", "--event", "bob").stdout
        if held[0]["kind"] == "datagram":
            self.assertIn(f"one datagram from amy (127.0.0.1:{self.club.record('amy')['port']}), ", told)
        self.assertEqual(self.frozen("bob"), "soft")

        def learned():
            self.club.run("step", "--event", "bob", code=None)
            return self.club.books("bob")["amy"]["book"] == "Dune"

        wait_until("a step shows amy's book to bob", learned)
        self.assertEqual(self.frozen("bob"), "soft")
        self.club.run("thaw", "bob")
        self.assertEqual(self.frozen("bob"), "no")

    def test_a_member_started_in_a_frozen_club_joins_after_the_thaw(self):
        self.club.run("new", "amy", "bob", "--interval", "0")
        self.club.run("freeze")
        self.club.run("new", "cat", "--no-wait", "--interval", "0")
        self.assertEqual(self.frozen("cat"), "soft")
        self.assertNotIn("cat", self.club.statuses("amy"))
        self.club.run("thaw")
        wait_until("all know each other", lambda: self.club.all_alive(["amy", "bob", "cat"]))

    def hard(self, frozen, others):
        pids = [self.club.pid(name) for name in frozen]
        before = self.accusations(others)
        self.club.run("freeze", "--hard", *(frozen if others else []))
        for pid in pids:
            wait_until("it is stopped", lambda pid=pid: state_of(pid) == "T")
        time.sleep(20)
        self.club.run("thaw")
        names = self.club.names()
        wait_until("all are alive everywhere", lambda: self.club.all_alive(), seconds=3, every=0.2)
        for name in names:
            for event in self.club.get(name, "/api/v1/activity?limit=512"):
                if event["kind"] == "died":
                    self.assertIn(event["peer"], frozen, f"{name} declared {event['peer']} dead, who was not frozen")
        return before

    def test_all_frozen_hard_accuse_nobody(self):
        self.club.run("new", "--count", "20", "--interval", "0")
        before = self.hard(self.club.names(), [])
        after = self.accusations()
        self.assertEqual(sum(each["died"] for each in after.values()), 0, before)

    def test_half_frozen_hard_come_back_and_nobody_else_dies(self):
        self.club.run("new", "--count", "20", "--interval", "0")
        names = self.club.names()
        self.hard(names[::2], names[1::2])

    def test_one_frozen_hard_comes_back_and_nobody_else_dies(self):
        self.club.run("new", "--count", "10", "--interval", "0")
        names = self.club.names()
        self.hard(names[:1], names[1:])

    def test_one_frozen_hard_has_every_newer_book_soon_after_its_thaw(self):
        self.club.run("new", "--count", "10", "--interval", "0")
        victim, *others = self.club.names()
        pid = self.club.pid(victim)
        os.kill(pid, signal.SIGSTOP)
        time.sleep(30)  # long enough to be dead to all
        for name in others:
            self.club.run("pick", name, f"Newer of {name}")
        os.kill(pid, signal.SIGCONT)
        wait_until("it has every newer book",
                   lambda: all(self.club.books(victim)[name]["book"] == f"Newer of {name}" for name in others), seconds=3)


if __name__ == "__main__":
    unittest.main()
