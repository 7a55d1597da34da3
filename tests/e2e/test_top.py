"""`watercooler top`: what it shows is true, its keys do what they say, and the terminal is given back however it ends."""

import json
import os
import signal
import unittest

from club import SLOWER, ClubTest, alive, free_port, state_of, wait_until
from terminal import Terminal


class TopTest(ClubTest):
    def setUp(self):
        super().setUp()
        self.club.run("new", "amy", "bob", "cat", "--interval", "0", "--book", "Dune")

    def top(self, *args, columns=80, rows=24, **environment):
        terminal = Terminal(self.club.argv("top", *args), columns, rows, **environment)
        self.addCleanup(terminal.close)
        return terminal

    def frozen(self):
        return {row["name"]: row["frozen"] for row in self.club.json("ls")}

    def assert_restored(self, terminal):
        wait_until("the terminal is as it was", terminal.restored)

    def test_it_shows_the_club_and_its_keys_freeze_step_and_thaw_it(self):
        terminal = self.top()
        terminal.shows("office", "3 members", "LIVE", "amy", "bob", "cat", "Dune", "as amy sees it", "F freeze club", "q quit")
        self.assertTrue(terminal.alternate)
        self.assertFalse(terminal.cursor)
        terminal.shows("CONVERGED. 3 of 3 hold the same.", "msg/s")
        terminal.type("F")
        terminal.shows("FROZEN", "watercooler freeze: frozen 3", "‖ frozen")
        self.assertEqual(set(self.frozen().values()), {"soft"})
        terminal.type(".")
        terminal.shows("FROZEN +1")
        terminal.type("U")
        terminal.shows("LIVE", "● alive")
        self.assertEqual(set(self.frozen().values()), {"no"})
        terminal.type("j F")  # bob is chosen
        terminal.shows("watercooler freeze bob", "F freeze 1")
        wait_until("bob alone is frozen", lambda: self.frozen() == {"amy": "no", "bob": "soft", "cat": "no"})
        terminal.type("q")
        self.assertEqual(terminal.end(), 0)
        self.assert_restored(terminal)

    def test_what_happens_to_members_is_seen(self):
        terminal = self.top("--delay", "200ms")
        terminal.shows("3 members", "Dune")
        self.club.run("pick", "bob", "Emma")
        terminal.shows("Emma")
        self.club.kill9("cat")
        terminal.shows("☒ dead", "ended without")
        self.club.run("new", "dan")
        terminal.shows("4 members", "dan")
        os.kill(self.club.pid("bob"), signal.SIGSTOP)
        terminal.shows("stopped")
        os.kill(self.club.pid("bob"), signal.SIGCONT)
        self.club.run("stop")
        terminal.shows("Nobody runs", "left")
        self.club.run("clean", "--all", "-y")
        terminal.shows("there is no club")
        self.assertEqual(terminal.end(), 3)
        self.assert_restored(terminal)

    def test_it_filters_sorts_and_explains(self):
        terminal = self.top()
        terminal.shows("amy", "bob", "cat")
        terminal.type("/cat\r")
        terminal.shows('only those with "cat"')
        wait_until("only cat", lambda: "bob" not in terminal.text())
        terminal.type("\x1b")  # alone: the escape key
        terminal.shows("bob")
        terminal.type("S")
        wait_until("cat is first", lambda: terminal.look()[3].startswith(" cat"))
        terminal.type("\r")
        terminal.shows("watercooler show", "esc closes")
        terminal.type("\x1b")
        terminal.shows("F freeze club")
        terminal.type("?")
        terminal.shows("Keys of top", "freeze, thaw, step", "Each command that is run")
        terminal.type("q3")
        terminal.shows("sauron start")
        terminal.type("5")
        terminal.shows("5 log of", "started incarnation")
        terminal.type("1ak")
        terminal.shows("kill", "y does it")
        terminal.type("n")
        terminal.shows("left alone")
        self.assertEqual(len([row for row in self.club.json("ls") if row["status"] == "running"]), 3)

    def test_it_fits_any_size_and_follows_it(self):
        terminal = self.top()
        terminal.shows("q quit")
        terminal.resize(120, 40)
        terminal.shows("office", "RSS", "activity:", "q quit")
        terminal.resize(20, 5)
        terminal.shows("office", "amy")
        terminal.resize(80, 24)
        terminal.shows("SEND/s", "q quit")
        terminal.type("q")
        self.assertEqual(terminal.end(), 0)

    def test_ctrl_z_gives_the_terminal_back_until_it_goes_on(self):
        terminal = self.top()
        terminal.shows("q quit")
        for stop in (lambda: terminal.type("\x1a"), lambda: terminal.signal(signal.SIGTSTP)):
            stop()
            wait_until("it stops", lambda: state_of(terminal.pid) == "T")
            self.assert_restored(terminal)
            terminal.type("fg\n")
            terminal.shows("office", "q quit")
            self.assertTrue(terminal.alternate)
            self.assertNotEqual(terminal.modes(), terminal.modes_before)
        terminal.type("q")
        self.assertEqual(terminal.end(), 0)
        self.assert_restored(terminal)

    def test_every_end_gives_the_terminal_back(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGABRT, signal.SIGSEGV, signal.SIGQUIT):
            with self.subTest(signal=number.name):
                terminal = self.top()
                terminal.shows("q quit")
                terminal.signal(number)
                self.assertEqual(terminal.end(), 128 + number)
                self.assert_restored(terminal)
        terminal = self.top()
        terminal.shows("q quit")
        terminal.type("\x03")
        self.assertEqual(terminal.end(), 130)
        self.assert_restored(terminal)
        terminal = self.top("-n", "2", "-d", "100ms")
        self.assertEqual(terminal.end(), 0)
        self.assert_restored(terminal)

    def test_the_end_of_the_terminal_is_its_end(self):
        terminal = self.top()
        terminal.shows("q quit")
        os.close(terminal.slave)
        os.close(terminal.master)
        try:
            wait_until("its end", lambda: not alive(terminal.pid))
        finally:
            terminal.master, terminal.slave = os.openpty()

    def test_at_rest_only_differences_are_written(self):
        terminal = self.top("--delay", "200ms", columns=120, rows=40)
        terminal.shows("CONVERGED", "q quit")
        written, frames = terminal.written, terminal.frames
        wait_until("five more frames", lambda: terminal.look() and terminal.frames >= frames + 5)  # its clock goes on
        self.assertLess((terminal.written - written) / (terminal.frames - frames), 120 * 40 / 4)

    def test_without_colours_it_has_shapes_and_without_utf8_letters(self):
        terminal = Terminal(self.club.argv("top", "--color", "never"), LC_ALL="C")
        self.addCleanup(terminal.close)
        terminal.shows("* alive", "q quit")
        self.assertTrue(terminal.text().isascii())

    def test_with_sauron_it_tells_the_verdict_and_what_happened(self):
        self.club.run("sauron", "start", "--port", free_port())
        self.club.run("converge", "--within", "20s", code=None)
        terminal = self.top("--delay", "200ms", columns=140, rows=40)
        terminal.shows("Sauron watches", "CONVERGED.", "lost 0")
        self.club.run("pick", "bob", "Emma")
        terminal.shows("born", "Emma")
        terminal.type("2/kind:died\r")
        terminal.shows("2 activity: kind:died")
        self.club.kill9("cat")
        terminal.shows("died cat", seconds=40)
        terminal.type("/ nonsense:\r")
        terminal.shows("nonsense")
        terminal.type("3")
        terminal.shows("3 matrix", "truth")
        terminal.type("4")
        terminal.shows("4 convergence", "CONVERGED")
        terminal.type("1gt")
        terminal.shows("watercooler trace --of amy", "Reached")
        terminal.type("q")
        terminal.shows("q quit")
        self.club.run("sauron", "stop")
        terminal.shows("no Sauron")
        terminal.type("q")
        self.assertEqual(terminal.end(), 0)

    def test_where_no_terminal_is_it_prints_snapshots(self):
        done = self.club.run("top")
        self.assertNotIn("\x1b", done.stdout)
        self.assertRegex(done.stdout, r"^office  3 members  \S 3  .*msg/s")
        self.assertRegex(done.stdout, r"\nNAME +STATE +PORT +BOOK")
        self.assertRegex(done.stdout, r"\namy +\S alive +\d+ +Dune +1 +\S+ +\S+ +2 ")
        done = self.club.run("top", "--batch", "-n", "3", "-d", "100ms", "a*")
        self.assertEqual(done.stdout.count("office  1 member "), 3)
        lines = [json.loads(line) for line in self.club.run("top", "--json", "-n", "2", "-d", "100ms").stdout.splitlines()]
        self.assertEqual(len(lines), 2)
        for each in lines:
            self.assertEqual((each["schema"], each["club"], each["frozen"]), ("watercooler.top/v1", "office", "no"))
            self.assertEqual([member["name"] for member in each["members"]], ["amy", "bob", "cat"])
            for member in each["members"]:
                self.assertEqual((member["state"], member["book"], member["peers"]), ("alive", "Dune", 2))
                self.assertGreater(member["rss_bytes"], 1_000_000)
                self.assertGreaterEqual(member["sent_per_s"], 0)
        dumb = Terminal(self.club.argv("top"), TERM="dumb")
        self.addCleanup(dumb.close)
        self.assertEqual(dumb.end(), 0)
        self.assertFalse(dumb.alternate)

    def test_a_node_that_only_told_a_book_is_a_stranger(self):
        book = {"uuid": "asdijfaojf3232", "address": "196.18.1.0", "port": "80", "ttl": 4, "payload": "Emma"}
        self.assertEqual(self.club.http("amy", "/gossip", "POST", book)[0], 200)

        def strangers():
            members = json.loads(self.club.run("top", "--json").stdout)["members"]
            return [(each["name"], each["book"], each["note"]) for each in members if each["state"] == "stranger"]

        wait_until("amy tells of it", lambda: strangers() == [("196.18.1.0:80", "Emma", "not of this folder")])

    def test_batch_ends_by_a_signal(self):
        process = self.club.start("top", "--batch", "-d", "100ms")
        self.assertIn("office", process.stdout.readline())
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=20 * SLOWER), 130)
        process.communicate()

    def test_what_cannot_be_is_refused_with_a_reason(self):
        for args, words in ((("--delay", "0"), "From 100ms to 1h"), (("--delay", "soon"), "From 100ms to 1h"), (("-n", "0"), "Ctrl-C"),
                            (("--sort", "zebra"), "There are: name"), (("--columns", "zebra"), "there is no column")):
            self.assertIn(words, self.club.run("top", *args, code=64).stderr)
        self.assertIn("Did you mean", self.club.run("top", "amyy", code=3).stderr)
        self.club.run("clean", "--all", "-y")
        self.assertIn("there is no club", self.club.run("top", code=3).stderr)


if __name__ == "__main__":
    unittest.main()
