"""Killed, forgotten, cleaned up, and back again."""

import os
import signal
import time
import unittest

from club import ClubTest, alive, free_port, ports_in_use, wait_until


class Death(ClubTest):
    def test_ten_of_fifty_killed_are_known_to_all_and_return_with_higher_versions(self):
        self.club.run("new", "--count", "50", "--interval", "0")
        names = self.club.names()
        victims, others = names[:10], names[10:]
        for name in victims:  # some history, so that there is something to be above
            self.club.run("pick", name, f"First of {name}")
            self.club.run("pick", name, f"Second of {name}")
        wait_until("all know the picks", lambda: all(self.club.books(others[0])[name]["version"] >= 3 for name in victims))
        versions = {name: self.club.books(others[0])[name]["version"] for name in victims}
        for name in victims:
            self.club.kill9(name)
        killed = time.monotonic()
        wait_until("all know the dead", lambda: all(
            all(self.club.statuses(name)[victim] == "dead" for victim in victims) for name in others), seconds=12, every=0.3)
        print(f"known to all after {time.monotonic() - killed:.1f} s")
        self.assertEqual({status for name in others for other, status in self.club.statuses(name).items() if other in others}, {"alive"})
        self.club.run("clean")
        self.assertEqual(sorted(self.club.names()), sorted(others))
        ports = {name: free_port() for name in victims}
        self.club.run("new", *[f"{name}:{port}" for name, port in ports.items()], "--interval", "0")
        wait_until("they are back everywhere", lambda: self.club.all_alive(), seconds=15, every=0.5)
        for victim in victims:
            wait_until(f"{victim}'s version is above the old one", lambda victim=victim: all(
                self.club.books(name)[victim]["version"] > versions[victim] for name in others), seconds=10, every=0.3)
            self.assertEqual(self.club.books(others[0])[victim]["port"], ports[victim])

    def test_after_kill_of_all_clean_leaves_nothing(self):
        self.club.run("new", "--count", "20", "--interval", "0")
        ports = [record["port"] for record in self.club.records()]
        pids = [record["pid"] for record in self.club.records()]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            wait_until("it is gone", lambda pid=pid: not alive(pid))
        self.club.run("clean")
        self.assertEqual(ports_in_use(ports), set())
        self.assertEqual(sorted(self.club.home.rglob("*")), [])

    def test_clean_never_touches_the_living(self):
        self.club.run("new", "amy", "bob", "--interval", "0")
        self.club.kill9("bob")
        wait_until("bob has ended", lambda: not alive(self.club.pid("bob")))
        self.club.run("clean")
        self.assertEqual(self.club.names(), ["amy"])
        self.assertTrue(alive(self.club.pid("amy")))
        self.assertEqual(self.club.statuses("amy")["amy"], "alive")

    def test_whoever_stops_says_goodbye(self):
        self.club.run("new", "--count", "5", "--interval", "0")
        first, *others = self.club.names()
        self.club.run("stop", first)
        for name in others:
            wait_until(f"{name} saw it leave", lambda name=name: self.club.statuses(name)[first] == "left")
            self.assertEqual(self.club.counters(name)["suspected"], 0)
        ended = {row["name"]: row for row in self.club.json("ls")}[first]
        self.assertEqual(ended["status"], "ended")

    def test_a_restarted_name_reads_the_same_book_one_version_up(self):
        self.club.run("new", "amy", "bob", "--interval", "0", "--book", "Emma")
        self.club.run("pick", "amy", "Dune", "--wait")
        version = self.club.books("bob")["amy"]["version"]
        self.club.run("stop", "amy")
        self.club.run("new", "amy", "--interval", "0")
        wait_until("bob has amy's book again", lambda: self.club.books("bob")["amy"]["version"] > version)
        self.assertEqual(self.club.books("bob")["amy"]["book"], "Dune")

    def test_whoever_is_killed_at_once_comes_back_with_the_book_it_had_told(self):
        self.club.run("new", "amy", "bob", "--interval", "0")

        def kill():
            pid = self.club.pid("amy")
            os.kill(pid, signal.SIGKILL)
            wait_until("amy has ended", lambda: not alive(pid))

        book = self.club.get("amy", "/book")["book"]
        kill()
        again = self.club.run("new", "amy", "--interval", "0").stdout
        self.assertIn(f'reads "{book}" (as before)', again)
        self.club.run("pick", "amy", "a title of our own")
        kill()
        self.club.run("restart", "amy")
        self.assertEqual(self.club.get("amy", "/book")["book"], "a title of our own")
        kill()
        self.club.run("new", "amy", "--interval", "0", "--book", "Dune")
        kill()
        self.assertIn('reads "Dune" (as before)', self.club.run("new", "amy", "--interval", "0").stdout)

    def test_a_damaged_state_file_is_set_aside_with_a_message(self):
        self.club.run("new", "amy", "--interval", "0")
        self.club.run("stop", "amy")
        state = self.club.folder / "members/amy/state"
        data = bytearray(state.read_bytes())
        data[-3] ^= 0xFF
        state.write_bytes(data)
        again = self.club.run("new", "amy", "--interval", "0")
        self.assertNotIn("as before", again.stdout)  # nobody knows what it was
        self.assertIn("another book", again.stderr)
        self.assertTrue((state.parent / "state.damaged-1").exists())
        self.assertIn("damaged", self.club.run("logs", "amy").stdout)


if __name__ == "__main__":
    unittest.main()
