"""Members that come and go: restart, scale, and a terminal that stays with them."""

import json
import os
import resource
import signal
import subprocess
import unittest

from club import ClubTest, alive, wait_until


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

    def test_nobody_is_stopped_who_could_not_be_started_again(self):
        self.club.run("new", "jimmy", "amy", "--hold")
        before = {name: self.club.pid(name) for name in self.club.names()}
        port = self.club.record("jimmy")["port"]

        def no_large_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

        for args in (["restart"], ["restart", "--rolling"], ["restart", "amy"], ["new", f"jimmy:{port}", "--replace"]):
            done = self.club.run(*args, code=7, preexec_fn=no_large_files)
            self.assertIn("WC-CLUB-DISK", done.stderr)
            self.assertIn("Nobody was stopped", done.stderr)
            error = json.loads(self.club.run("--json", *args, code=7, preexec_fn=no_large_files).stderr)
            self.assertEqual(error["code"], "WC-CLUB-DISK")
        self.assertEqual({name: self.club.pid(name) for name in self.club.names()}, before)
        self.assertTrue(all(alive(pid) for pid in before.values()))
        self.assertEqual(list(self.club.folder.rglob("room*")), [])

    def test_on_a_full_disk_restart_stops_nobody_and_works_again_when_there_is_room(self):
        small = self.club.folder
        small.mkdir(mode=0o700)
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", str(small)]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
            self.skipTest("mounts a small tmpfs")
        try:
            self.club.run("new", "jimmy", "amy", "--hold")
            before = {name: self.club.pid(name) for name in self.club.names()}
            filler = small / "filler"
            with open(filler, "wb", buffering=0) as file:
                try:
                    while True:
                        file.write(b"x" * 4096)
                except OSError:
                    pass
            done = self.club.run("restart", code=7)
            self.assertIn("No space left on device (WC-CLUB-DISK)", done.stderr)
            self.assertEqual({name: self.club.pid(name) for name in self.club.names()}, before)
            self.assertTrue(all(alive(pid) for pid in before.values()))
            filler.unlink()
            self.assertIn("restarted 2", self.club.run("restart").stdout)
            self.club.run("stop")
        finally:
            self.club.close()
            subprocess.run(["umount", str(small)], check=True)

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
