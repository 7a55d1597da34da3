"""Members that come and go: restart, scale, and a terminal that stays with them."""

import signal
import unittest

from club import ClubTest, wait_until


class ScaleTest(ClubTest):
    def test_restart_keeps_port_book_and_flags(self):
        self.club.run("new", "jimmy", "amy", "bob", "--interval", "0", "--journal")
        self.club.run("pick", "jimmy", "Emma", "--wait")
        before = self.club.record("jimmy")
        self.assertIn("would restart jimmy", self.club.run("restart", "jimmy", "--dry-run").stdout)
        self.assertEqual(self.club.pid("jimmy"), before["pid"])
        self.assertIn("jimmy: restarted", self.club.run("restart", "jimmy").stdout)
        after = self.club.record("jimmy")
        self.assertNotEqual(after["pid"], before["pid"])
        self.assertEqual((after["port"], after["address"]), (before["port"], before["address"]))
        self.assertIn("--journal", after["argv"])
        self.assertEqual(self.club.get("jimmy", "/book")["book"], "Emma")
        pids = {name: self.club.pid(name) for name in self.club.names()}
        outcomes = self.club.json("restart", "--rolling")["outcomes"]
        self.assertEqual({each["outcome"] for each in outcomes}, {"restarted"})
        self.assertTrue(all(self.club.pid(name) != pid for name, pid in pids.items()))
        wait_until("all alive", self.club.all_alive, 60)
        self.club.run("stop", "bob")
        self.assertIn("bob: started", self.club.run("restart", "bob").stdout)
        self.club.run("restart", "nobody", code=3)
        self.club.run("restart", "x*", code=3)

    def test_scale_starts_and_stops_those_whose_names_nobody_gave(self):
        self.club.run("new", "jimmy", "--hold")
        self.club.run("scale", 5, "--from", f":{self.club.base}")
        alive = self.club.run("ls", "--names", "--status", "running").stdout.split()
        self.assertEqual(sorted(alive), ["amy", "bob", "cat", "dan", "jimmy"])
        self.assertIn("live already", self.club.run("scale", 5).stderr)
        self.assertIn("would stop dan, cat, bob", self.club.run("scale", 2, "--dry-run").stdout)
        outcomes = self.club.json("scale", 2)["outcomes"]
        self.assertEqual([each["outcome"] for each in outcomes], ["stopped"] * 3)
        alive = self.club.run("ls", "--names", "--status", "running").stdout.split()
        self.assertEqual(sorted(alive), ["amy", "jimmy"])
        failed = self.club.run("scale", 0, code=3)
        self.assertIn("WC-SCALE-NAMED", failed.stderr)
        self.assertEqual(len(self.club.run("ls", "--names", "--status", "running").stdout.split()), 2)
        for wrong in ("-1", "many", "99999", ""):
            self.club.run("scale", "--", wrong, code=64)

    def test_new_attach_shows_the_logs_and_stops_them_at_ctrl_c(self):
        process = self.club.start("new", f"jimmy:{self.club.base}", "--attach", "--open")
        try:
            lines = []
            for line in process.stdout:
                lines.append(line)
                if line.startswith("jimmy "):  # its log
                    break
            self.club.note_pids()
            self.assertTrue(any("/#token=" + self.club.token() in line for line in lines), lines)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, 130)
        finally:
            process.kill()
        self.assertEqual(self.club.record("jimmy")["exit"]["how"], "left")


if __name__ == "__main__":
    unittest.main()
