"""A club as its file says, and from where each value comes."""

import json
import os
import signal
import socket
import subprocess
import unittest

from club import BIN, ClubTest, free_port, wait_until


class ClubFileTest(ClubTest):
    def setUp(self):
        super().setUp()
        self.folder = self.club.home / "work"
        self.folder.mkdir()
        self.file = self.folder / "club.toml"

    def write(self, text):
        self.file.write_text(text.replace("BASE", str(self.club.base)))

    def here(self, *args, code=0, **environment):
        """Runs a command in the folder of the file, without -c."""
        done = subprocess.run([BIN / "watercooler", "--home", self.club.home, *args], cwd=self.folder, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120, env={**os.environ, **environment})
        self.club.note_pids()
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done

    def office(self, more=""):
        self.write(f"""[club]
name = "office"
members = 2
base_port = BASE
interval = "0"
[[member]]
name = "jimmy"
book = "Dune"
{more}
""")

    def test_up_starts_who_is_missing_and_down_ends_all(self):
        self.office('[sauron]\nport = %d\n[[chaos]]\ndo = "loss 1%%"\nforever = true' % free_port())
        plan = self.here("up", "--dry-run").stdout
        self.assertEqual([line.split()[:2] for line in plan.splitlines()],
                         [["+", "sauron"], ["+", "jimmy"], ["+", "amy"], ["+", "bob"], ["+", "fault"]])
        self.assertFalse(self.club.folder.exists())
        self.assertIn('reads "Dune"   ready', self.here("up").stdout)  # not picked, but told by the file
        self.assertEqual(sorted(self.club.names()), ["amy", "bob", "jimmy"])
        self.assertEqual(self.club.get("jimmy", "/book")["book"], "Dune")
        self.assertEqual(self.here("__complete", "--shell", "fish", "--", "show", "j").stdout, "jimmy\n")  # of the file's club
        self.assertIn("loss 1%", self.here("chaos", "ls").stdout)
        wait_until("three eyes", lambda: "3 connected" in self.here("sauron", "status").stdout, 60)
        pids = {name: self.club.pid(name) for name in self.club.names()}
        self.assertIn("as the file says", self.here("up").stdout)
        self.club.kill9("amy")
        wait_until("amy's end", lambda: "ended" in self.here("ls", "amy").stdout, 60)
        self.here("up", "--json")
        alive = [name for name in self.here("ls", "--names", "--status", "running").stdout.split()]
        self.assertEqual(len(alive), 3)
        self.assertEqual(self.club.pid("jimmy"), pids["jimmy"])
        self.club.run("new", "guest")
        self.here("up")
        self.assertIn("guest", self.here("ls", "-1", "--status", "running").stdout)
        self.here("up", "--prune")
        self.assertNotIn("guest", self.here("ls", "-1", "--status", "running").stdout)
        self.here("down", "--clean")
        self.assertFalse(self.club.folder.exists())
        self.assertIn("nothing to stop", self.here("down").stderr)
        self.assertEqual(json.loads(self.here("--json", "down").stdout)["outcomes"], [])
        self.assertIn(" up\n", self.here("show", "jimmy", code=3).stderr)  # that is how this club begins

    def test_a_file_that_is_wrong_starts_nobody(self):
        for text, place in (('[club]\nname = "office"\nmembrs = 3\n', ":3:1: "),
                            ('[club]\nname = "office"\nmembers = "3"\n', ":3:11: "),
                            ('[club]\nname = "office"\n[[member]]\nname = "a"\n[[member]]\nname = "a"\n', ":6:8: "),
                            ('[club]\nname = "office"\n[[member]]\nname = "a"\nport = 81\n[[member]]\nname = "b"\nport = 81\n', ":8:8: "),
                            ('[club\n', ":1:"), ("\0\x1b[2J", ":1:")):
            self.write(text)
            done = self.here("up", code=65)
            self.assertIn(str(self.file) + place, done.stderr)
            self.assertNotIn("\x1b", done.stderr)
            error = json.loads(self.here("--json", "up", code=65).stderr)
            self.assertEqual((error["code"], error["position"]["line"] > 0), ("WC-TOML", True))
            self.here("ls", code=65)  # the club it would be about is not known
            self.here("explain", "WC-TOML")
        self.assertFalse(self.club.folder.exists())
        self.file.unlink()
        self.assertIn("no club.toml", self.here("up", code=65).stderr)
        self.here("up", "-f", "nowhere.toml", code=65)

    def test_a_busy_port_starts_nobody(self):
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", 0))
            holder.listen()
            self.office(f'[[member]]\nname = "tod"\nport = {holder.getsockname()[1]}')
            self.assertIn("WC-PORT-BUSY", self.here("up", code=5).stderr)
        self.assertFalse(self.club.folder.exists())

    def test_up_attach_ends_the_club_at_ctrl_c(self):
        self.office()
        process = subprocess.Popen([BIN / "watercooler", "--home", self.club.home, "up", "--attach"], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            wait_until("all run", lambda: len([r for r in self.club.records() if r.get("ready_at")]) == 3, 60)
            self.club.note_pids()
            for line in process.stderr:
                if "Ctrl-C" in line:
                    break
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=120)
            self.assertEqual(process.returncode, 130)
        finally:
            process.kill()
        self.assertEqual(self.here("ls", "--names", "--status", "running").stdout, "")

    def test_values_come_from_flags_the_environment_and_files_in_this_order(self):
        self.office()
        config = self.club.home / "config"
        (config / "watercooler").mkdir(parents=True)
        (config / "watercooler/config.toml").write_text('club = "mine"\ncolor = "never"\n')
        settings = lambda *args, **environment: json.loads(
            self.here("--json", *args, "config", XDG_CONFIG_HOME=str(config), **environment).stdout)["settings"]
        self.assertEqual(settings()["club"], {"value": "office", "origin": f"{self.file}:2"})
        self.assertEqual(settings()["color"]["origin"], f"{config}/watercooler/config.toml:2")
        self.assertEqual(settings(WATERCOOLER_CLUB="env")["club"]["value"], "env")
        self.assertEqual(settings("-c", "flag", WATERCOOLER_CLUB="env")["club"]["origin"], "--club")
        shown = self.here("config", "--show-origin").stdout
        self.assertIn(f"{self.file}:4", shown)  # base_port
        schema = json.loads(self.here("config", "--schema").stdout)
        self.assertFalse(schema["additionalProperties"])
        self.assertEqual(schema["properties"]["member"]["items"]["required"], ["name"])
        self.file.unlink()
        self.assertEqual(settings()["club"]["value"], "mine")


if __name__ == "__main__":
    unittest.main()
