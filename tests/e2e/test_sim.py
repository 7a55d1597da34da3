"""The simulator as a command: what it prints, what its page shows, and what it refuses."""

import html.parser
import json
import re
import resource
import shutil
import subprocess
import unittest

from club import BIN, SLOWER, ClubTest

MODES = ("push", "pull", "push-pull", "flood", "watercooler")


def worked():
    """Seconds of a processor that this test's children took: whatever else runs beside them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Tables(html.parser.HTMLParser):
    """The numbers of every table, row by row; and whatever would ask somebody else for something."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.drawings, self.labels, self.asks, self.row = [], 0, [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.asks += [value for name, value in attributes if name in ("src", "href", "action", "poster") and not value.startswith("data:")]
        self.asks += [tag] if tag in ("script", "iframe", "object", "embed", "base") else []
        if tag == "svg" and given.get("role") == "img":
            self.drawings += 1
            self.labels.append(given["aria-label"])
        if tag == "tr":
            self.row = []

    def handle_data(self, data):
        if self.row is not None and re.fullmatch(r"[0-9.]+", data.strip()):
            self.row.append(float(data))

    def handle_endtag(self, tag):
        if tag == "tr":
            self.rows += [self.row] if self.row else []
            self.row = None


class Sim(ClubTest):
    def sim(self, *args, code=0):
        return self.club.run("sim", *args, code=code)

    def test_each_mode_says_rounds_copies_and_time_and_repeats_itself_by_seed(self):
        for mode in MODES:
            args = ("-n", "500", "--seed", "7", "--loss", "5%", "--mode", mode)
            text = self.sim(*args).stdout
            self.assertRegex(text, rf"^{mode}: 500 members, fanout 3, loss 5 %, seed 7\nReached \d+ of 500 in \d+ rounds, .*\nCopies: \d+")
            self.assertEqual(text, self.sim(*args).stdout)
            told = self.club.json("sim", *args)
            self.assertEqual(told["schema"], "watercooler.sim/v1")
            self.assertEqual((told["mode"], told["members"], told["seed"], told["loss_percent"]), (mode, 500, 7, 5))
            self.assertEqual(told["known"][-1], told["reached"])
            self.assertIn(f"Reached {told['reached']} of 500 in {told['rounds']} rounds", text)
        self.assertFalse(self.club.folder.exists())  # no club is needed, and none is made

    def test_the_numbers_of_a_seed_are_these(self):
        golden = {mode: [told["reached"], told["rounds"], told["copies"], told["messages"]] for mode in MODES
                  for told in [self.club.json("sim", "-n", "1000", "--seed", "7", "--loss", "5%", "--ttl", "6", "--mode", mode)]}
        self.assertEqual(golden, GOLDEN)

    def test_ten_thousand_members_hear_one_rumor_within_five_seconds_of_a_processor(self):
        for mode in MODES:
            begun = worked()
            told = self.club.json("sim", "-n", "10000", "--mode", mode)
            self.assertLess(worked() - begun, 5 * SLOWER, mode)
            self.assertGreater(told["reached"], 9000)
            if mode == "watercooler":
                self.assertEqual(told["reached"], 10000)
                self.assertLess(told["copies"], 10500)

    def test_the_page_of_a_sweep_shows_the_numbers_of_the_json_and_asks_nobody(self):
        page = self.club.home / "sweep.html"
        args = ("-n", "200", "--seed", "7", "--loss", "5%", "--mode", "push", "--runs", "3", "--sweep", "fanout=1..4", "--sweep", "ttl=1..5")
        self.assertIn(str(page), self.sim(*args, "-o", page).stdout)
        told = self.club.json("sim", *args)
        text = page.read_text()
        tables = Tables(text)
        wanted = [[point[sweep["of"]], point["reached"], point["rounds"], point["time_ms"], point["copies"], point["messages"], point["theory"]["reached"],
                   point["theory"]["rounds"], point["theory"]["time_ms"], point["theory"]["copies"]] for sweep in told["sweeps"] for point in sweep["points"]]
        self.assertEqual(tables.rows, wanted)
        self.assertEqual(len(wanted), 9)
        self.assertEqual(tables.drawings, 6)
        self.assertEqual(tables.asks, [])
        self.assertIn(told["formula"], text)
        self.assertIn(told["source"], text)
        self.assertIn("default-src 'none'", text)
        both = self.club.home / "both.html"
        self.assertEqual(json.loads(self.club.run("sim", "--json", *args, "-o", both).stdout), told)
        self.assertEqual(both.read_text(), text)

    def test_what_makes_no_sense_is_refused_with_what_would(self):
        for args, says in ((("--mode", "shout"), "push, pull, push-pull"), (("--loss", "5"), "5"), (("--loss", "101%"), "101"), (("--sweep", "ttl=9..1"), "ttl"),
                           (("--sweep", "x=1..2"), "fanout=1..8"), (("-n", "0"), "members"), (("--fanout", "99"), "fanout"), (("--ttl", "65"), "ttl"), (("-n", "many"), "many"),
                           (("--speed", "3"), "--speed")):
            done = self.sim(*args, code=64)
            self.assertIn(says, done.stderr + done.stdout, args)
            self.assertEqual(done.stdout.count("Reached"), 0)
        done = self.sim("--sweep", "ttl=1..2", "-n", "20", "-o", "/nowhere/sweep.html", code=6)
        self.assertIn("/nowhere/sweep.html", done.stderr)

    def test_without_the_simulator_beside_it_the_error_says_so(self):
        alone = self.club.home / "bin"
        alone.mkdir(parents=True)
        shutil.copy(BIN / "watercooler", alone)
        done = subprocess.run([alone / "watercooler", "sim"], capture_output=True, text=True, env={"PATH": "/nowhere", "HOME": str(self.club.home)}, timeout=30)
        self.assertEqual(done.returncode, 7)
        self.assertIn("WC-SIM-PROGRAM", done.stderr)


GOLDEN = {
    "push": [911, 6, 2499, 2499],
    "pull": [827, 6, 1113, 17499],
    "push-pull": [1000, 5, 4170, 16056],
    "flood": [511, 6, 762, 762],
    "watercooler": [1000, 10, 1318, 5918],
}  # reached, rounds, copies, messages


if __name__ == "__main__":
    unittest.main()
