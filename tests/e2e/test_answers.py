"""The command line's questions to Sauron, asked of a real club."""

import json
import os
import re
import signal
import time
import unittest
import urllib.request

from club import ClubTest, free_port, wait_until


class Answers(ClubTest):
    def start(self, count=6):
        self.club.run("new", "--count", count, "--interval", "0")
        self.port = free_port()
        started = self.club.run("sauron", "start", "--port", self.port)
        self.assertIn(f"http://127.0.0.1:{self.port}", started.stdout)
        self.names = self.club.names()
        self.settle()

    def settle(self):
        """Until Sauron has all that members did until now."""
        seqs = {name: self.club.state(name)["seq"] for name in self.names}

        def there():
            rows = [json.loads(line) for line in self.club.run("export").stdout.splitlines()[1:]]
            latest = {}
            for row in rows:
                latest[row["member"]] = max(latest.get(row["member"], 0), row["seq"])
            return all(latest.get(name, 0) >= seq for name, seq in seqs.items())

        wait_until("Sauron has everything", there, 10)

    def test_a_rumor_is_traced_to_everybody(self):
        self.start()
        self.club.run("pick", "amy", "The Hobbit", "--wait")
        self.settle()
        tree = self.club.json("trace", "--of", "amy")
        self.assertEqual(tree["value"], "The Hobbit")
        self.assertEqual(sorted(node["member"] for node in tree["nodes"]), self.names)
        text = self.club.run("trace", "--of", "amy").stdout
        for name in self.names:
            self.assertIn(name, text)
        self.assertIn("6 of 6", text)
        self.assertIn("flowchart", self.club.run("trace", tree["uuid"][:23], "--format", "mermaid").stdout)
        self.assertIn("resourceSpans", self.club.json("trace", tree["uuid"], "--format", "otlp"))
        self.club.run("trace", "ffffffffffff", code=3)

    def test_why_names_the_probe_the_accuser_and_the_path(self):
        self.start()
        victim = self.names[-1]
        self.club.kill9(victim)
        living = self.names[:-1]
        wait_until("all know", lambda: all(self.club.statuses(name).get(victim) == "dead" for name in living), 20)
        self.names = living
        self.settle()
        text = self.club.run("why", victim).stdout
        self.assertIn("dead", text)
        self.assertRegex(text, r"\[[a-z]+#[0-9]+")  # it cites
        whys = self.club.json("why", victim, "of", living[0])
        self.assertEqual(whys["verdict"], "dead")
        self.assertTrue(any(clause["known"] for clause in whys["clauses"]))
        self.club.run("why", victim, "off", living[0], code=64)

    def test_beliefs_and_convergence(self):
        self.start()
        self.assertIn("amy", self.club.run("belief").stdout)
        self.club.run("pick", "amy", "Emma")
        done = self.club.run("converge", "--within", "5s")
        self.assertTrue(done.stdout.startswith("CONVERGED"), done.stdout)
        self.club.run("freeze", "bob")
        self.club.run("pick", "amy", "Dune")
        lacking = self.club.run("converge", "--within", "1s", code=1)
        self.assertIn("bob", lacking.stdout)

    def test_what_is_picked_after_the_question_is_not_waited_for_and_that_is_said(self):
        self.start()
        for attempt in range(10):  # the pick must fall between the question and its answer, however slow the machine is
            self.club.run("thaw", "bob")
            self.club.run("converge", "--within", "10s")
            self.club.run("freeze", "bob")
            asking = self.club.start("converge", "--within", "2s")
            time.sleep(0.1 * (1 + attempt))
            self.club.run("pick", "amy", f"Volume {attempt}")
            told, beside = asking.communicate()
            if asking.returncode == 0 and told.startswith("NOT CONVERGED"):
                return self.assertIn("this came after it", beside)
        self.fail("the pick never fell between")

    def test_the_latest_updates_are_drawn_as_curves(self):
        self.start()
        for book in ("Emma", "Dune"):
            self.club.run("pick", "amy", book, "--wait")
        self.settle()
        updates = self.club.json("converge", "--curve", "--latest", "2")["updates"]
        self.assertEqual([update["value"] for update in updates], ["Dune", "Emma"])
        for update in updates:
            curve = update["curve"]
            self.assertEqual((curve["living"], curve["points"][-1]["members"]), (6, 6))
            self.assertLessEqual(curve["t50_ns"], curve["t95_ns"])
            self.assertEqual(curve["t100_ns"], curve["points"][-1]["since_birth_ns"])
        for locale, full in (("C.UTF-8", "█"), ("C", "#")):
            environment = {**os.environ, "LC_ALL": locale, "COLUMNS": "60"}
            text = self.club.run("converge", "--curve", "--latest", "1", env=environment).stdout
            self.assertIn('"Dune" (v', text)
            self.assertRegex(text, "T50 .* T95 .* T100 ")
            self.assertIn(full, text)
            self.assertEqual([line for line in text.splitlines() if len(line) > 60], [])
            self.assertTrue(full == "█" or text.isascii(), text)

    def test_logs_tell_what_only_sauron_knows(self):
        self.start(3)
        self.club.run("pick", "bob", "Ulysses", "--wait")
        self.settle()
        here = self.club.run("logs", "bob").stdout
        self.assertEqual(len(here.splitlines()), len(set(here.splitlines())), here)  # nothing is told twice
        self.club.run("stop", "bob")
        self.club.run("clean", "bob")
        self.assertFalse((self.club.folder / "members" / "bob").exists())
        told = self.club.run("logs", "bob").stdout
        self.assertIn("Ulysses", told)
        self.assertRegex(told.splitlines()[0], r"^bob  \d{4}-\d\d-\d\dT[0-9:.]+Z info  ")
        self.assertIn("Ulysses", self.club.run("logs", "b*", "--tail", "100").stdout)
        self.club.run("logs", "nobody", code=3)
        self.club.run("sauron", "stop")
        self.club.run("logs", "bob", code=3)

    def test_logs_go_on_with_what_new_members_write_and_with_what_sauron_is_told_of_others(self):
        self.start(2)
        file = self.club.home / "followed"
        with open(file, "w") as out:
            following = self.club.start("logs", "--follow", "--tail", "1", stdout=out, stderr=out)
        self.addCleanup(following.kill)
        lines = lambda: file.read_text().splitlines()
        wait_until("the last line is told", lambda: len(lines()) == 1)
        self.club.run("new", "zoe:0", "--interval", "0")
        self.club.run("pick", "zoe", "Dracula", "--wait")
        wait_until("a new member's line is told", lambda: any(line.startswith("zoe ") and "Dracula" in line for line in lines()))
        far = {"club": "office", "member": "far", "boot": "7", "seq": 1, "protocol_time_ns": 1, "kind": "born",
               "uuid": "0192f3c1-7a0e-7c55-9b1e-5d0c2a7be001", "origin": "far", "key": "book", "version": 1, "value": "Emma"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/events", json.dumps(far).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            self.assertEqual(answer.status, 202)
        wait_until("what is not here is told", lambda: any(line.startswith("far ") and "Emma" in line for line in lines()))
        following.send_signal(signal.SIGINT)
        self.assertEqual((following.wait(10), len(lines())), (130, len(set(lines()))))

    def test_watch_shows_what_a_filter_chooses(self):
        self.start()
        watching = self.club.start("watch", "kind:applied", "origin:amy", "--for", "2s")
        self.club.run("pick", "amy", "Moby Dick", "--wait")
        out, err = watching.communicate(timeout=30)
        self.assertEqual(watching.returncode, 0, err)
        rows = [line for line in out.splitlines() if "Moby Dick" in line]
        self.assertEqual(len(rows), len(self.names) - 1, out)
        self.assertTrue(all(" applied " in row for row in rows))
        self.assertIn("did you mean", self.club.run("watch", "knid:applied", code=64).stderr.lower())

    def test_a_recording_is_imported_elsewhere_and_says_the_same(self):
        self.start()
        self.club.run("pick", "amy", "The Hobbit", "--wait")
        self.settle()
        file = self.club.home / "run31.wcr"
        self.club.run("export", "-o", file)
        lines = file.read_text().splitlines()
        self.assertEqual(json.loads(lines[0])["schema"], "watercooler.recording/v1")
        first = self.club.json("import", file)
        self.assertEqual((first["run"], first["stored"]), ("run31", len(lines) - 1))
        again = self.club.json("import", file)
        self.assertEqual((again["stored"], again["duplicates"]), (0, len(lines) - 1))
        copy = [line for line in self.club.run("export", "--run", "run31").stdout.splitlines()[1:]]
        self.assertEqual(sorted(copy), sorted(lines[1:]))
        for verb in (["trace", "--of", "amy"], ["why", "bob", "of", "amy"], ["converge"]):
            there, here = self.club.json(*verb, "--run", "run31"), self.club.json(*verb)
            self.assertEqual({**there, "wall_time": None}, {**here, "wall_time": None})
        curves = [self.club.json("converge", "--curve", *run)["updates"] for run in (["--run", "run31"], [])]
        self.assertEqual(curves[0], curves[1])
        compared = self.club.json("compare", "run31", "live")
        self.assertEqual(compared["a"]["spread"], compared["b"]["spread"])
        self.assertEqual(compared["divergence"]["a"], None)
        self.assertTrue(self.club.run("compare", "run31", "live").stdout.startswith("A and B converge alike"))
        self.assertIn("It has run31.", self.club.run("compare", "live", "run32", code=3).stderr)
        watched = [self.club.run("--json", "watch", "kind:born,applied", *span).stdout.splitlines()
                   for span in (["--run", "run31"], ["--since", "1h", "--for", "1ms"])]
        self.assertIn("The Hobbit", "".join(watched[0]))
        self.assertEqual(sorted(watched[0]), sorted(watched[1]))
        self.assertIn("nothing in run run31 fits", self.club.run("watch", "kind:died", "--run", "run31").stderr)
        self.club.run("watch", "--run", "run31", "--for", "1s", code=64)
        for verb in (["watch"], ["trace", "--of", "amy"], ["why", "amy"], ["belief"], ["converge"], ["export"]):
            self.assertIn("It has run31.", self.club.run(*verb, "--run", "run32", code=3).stderr)
        self.club.run("converge", "--run", "run31", "--within", "1s", code=64)
        broken = self.club.home / "broken.wcr"
        broken.write_text("\n".join([*lines[:3], "{nonsense"]) + "\n")
        done = self.club.run("import", broken, code=65)
        self.assertIn("broken.wcr:4:", done.stderr)

    def test_a_log_for_shiviz_fits_its_expression(self):
        self.start(3)
        self.club.run("pick", "amy", "The Hobbit", "--wait")
        self.settle()
        log = self.club.run("export", "kind:rumor", "--format", "shiviz").stdout
        pairs = re.findall(r"(?P<event>.*)\n(?P<host>\S*) (?P<clock>{.*})\n", log)
        self.assertEqual(2 * len(pairs), log.count("\n"))
        self.assertTrue(all(json.loads(clock)[host] > 0 for _, host, clock in pairs))

    def test_record_keeps_what_happens_meanwhile(self):
        self.start(3)
        file = self.club.home / "now.wcr"
        recording = self.club.start("record", file, "--for", "1500ms")
        wait_until("it records", lambda: (self.club.home / "now.wcr.part").exists())
        self.club.run("pick", "amy", "Ulysses", "--wait")
        self.assertEqual(recording.wait(30), 0)
        recording.stdout.close()
        recording.stderr.close()
        text = file.read_text()
        self.assertIn("Ulysses", text)

    def test_without_sauron_each_verb_says_how_to_start_it(self):
        self.club.run("new", "amy", "--interval", "0")
        for verb in (["watch"], ["trace", "0192"], ["why", "amy"], ["belief"], ["converge"], ["export"], ["sauron", "status"]):
            done = self.club.run(*verb, code=9)
            self.assertIn("sauron start", done.stderr)

    def test_sauron_is_started_once_stopped_and_cleaned(self):
        self.start(2)
        self.assertIn("already", self.club.run("sauron", "start").stdout)
        self.assertIn("2 connected", self.club.run("sauron", "status").stdout)
        self.club.run("sauron", "backup", self.club.home / "office.db")
        self.assertIn("stopped", self.club.run("sauron", "stop").stdout)
        self.club.run("sauron", "status", code=9)
        self.club.run("stop")
        self.assertIn("--all", self.club.run("clean").stderr)  # what was stored stays until it is asked for
        self.assertTrue(any((self.club.folder / "sauron").iterdir()))
        self.club.run("clean", "--all", "-y")
        self.assertFalse(self.club.folder.exists())


if __name__ == "__main__":
    unittest.main()
