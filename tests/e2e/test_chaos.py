"""A bad network between real members: nothing crosses a cut, everything heals, nothing is left behind."""

import json
import time
import unittest

from club import ClubTest, alive, wait_until

TWENTY = ["amy", "ann", "art", "ava", "abe", "ada", "bob", "ben", "bea", "cat", "cal", "dan", "dee", "eve", "eli", "fay", "gus", "hal", "ida", "jim"]


class Chaos(ClubTest):
    def events(self, name, *kinds, since=0):
        """Of one member, by its activity: what it keeps, newer than a seq."""
        rows = self.club.get(name, f"/api/v1/activity?after={since}&limit=512")
        return [row for row in rows if row["kind"] in kinds]

    def seq(self, name):
        return self.club.state(name)["seq"]

    def faults(self, name):
        return self.club.get(name, "/api/v1/faults")["faults"]

    def add(self, *words):
        return self.club.json("chaos", "add", *words)

    def peer_names(self):
        """Places to names, for events whose peer is told by its place."""
        return {f"127.0.0.1:{record['port']}": record["name"] for record in self.club.records()}

    def all_equal(self, names, origins=None):
        tables = [{row["name"]: (row["version"], row["book"]) for row in self.club.get(name, "/api/v1/books")
                   if origins is None or row["name"] in origins} for name in names]
        return all(table == tables[0] for table in tables)

    def test_a_partition_of_twenty_is_whole_and_heals(self):
        self.club.run("new", *TWENTY, "--interval", "0")
        wait_until("all know each other", lambda: self.club.all_alive(TWENTY))
        first = [name for name in TWENTY if name.startswith("a")]
        second = [name for name in TWENTY if not name.startswith("a")]
        side = {name: name in first for name in TWENTY}
        begun = time.monotonic()
        done = self.club.run("chaos", "add", "partition", "a*", "[b-z]*", "--for", "20s")
        self.assertIn("fault 1: partition a* | [b-z]*, for 20 s, on 20 members", done.stdout)
        marks = {name: self.seq(name) for name in TWENTY}
        self.club.run("pick", "amy", "Dune")
        self.club.run("pick", "bob", "Emma")
        places, crossed, heard, seen = self.peer_names(), [], 0, dict(marks)
        while time.monotonic() - begun < 18:
            for name in TWENTY:
                for event in self.club.get(name, f"/api/v1/activity?after={seen[name]}&limit=512"):
                    seen[name] = event["seq"]
                    if event["kind"] != "received":
                        continue
                    peer = places.get(event["peer"], event["peer"])
                    heard += 1
                    if peer in side and side[peer] != side[name]:
                        crossed.append((name, event))
            time.sleep(0.2)
        self.assertEqual(crossed, [])
        self.assertGreater(heard, 200)
        for name in first:
            self.assertEqual(self.club.books(name)["amy"]["book"], "Dune", name)
            self.assertNotEqual(self.club.books(name)["bob"]["book"], "Emma", name)
        for name in second:
            self.assertEqual(self.club.books(name)["bob"]["book"], "Emma", name)
            self.assertNotEqual(self.club.books(name)["amy"]["book"], "Dune", name)
        self.assertGreater(sum(self.club.counters(name)["dropped"] for name in TWENTY), 0)
        wait_until("it has ended by itself", lambda: not any(self.faults(name) for name in TWENTY), seconds=10)
        wait_until("one table for all", lambda: self.all_equal(TWENTY) and self.club.books("jim")["amy"]["book"] == "Dune"
                   and self.club.books("amy")["bob"]["book"] == "Emma", seconds=10, every=0.2)
        self.assertEqual(self.club.json("chaos", "ls"), [])
        for name in ("amy", "bob"):
            self.assertEqual(self.club.counters(name)["fault_set"], 1)
            self.assertEqual(self.club.counters(name)["fault_cleared"], 1)

    def test_who_joins_later_bridges_no_partition(self):
        self.club.run("new", "amy", "bob", "--interval", "0")
        self.add("partition", "a*", "|", "b*", "--forever")
        self.club.run("new", "ann", "ben", "--interval", "0", "--no-wait")
        for name in ("ann", "ben"):
            self.assertEqual([fault["fault"] for fault in self.faults(name)], ["partition a* | b*"])
        wait_until("ann knows amy", lambda: self.club.statuses("ann").get("amy") == "alive")
        wait_until("ben knows bob", lambda: self.club.statuses("ben").get("bob") == "alive")
        time.sleep(2)
        places = self.peer_names()
        for name in ("ann", "ben"):
            for event in self.events(name, "received"):
                peer = places.get(event["peer"], event["peer"])
                self.assertIn(peer[0], (name[0], "1"), event)
        self.club.run("chaos", "heal")
        wait_until("all know all", lambda: self.club.all_alive(["amy", "ann", "bob", "ben"]), seconds=20)

    def test_latency_is_seen_in_the_round_trip_and_heals(self):
        self.club.run("new", "amy", "bob", "--interval", "0")

        def rtt():
            (peer,) = self.club.get("amy", "/api/v1/peers")
            return peer["rtt_ms"]

        wait_until("a round trip", rtt)
        self.assertLess(rtt(), 50)
        self.add("latency", "60ms+-10ms")
        wait_until("it takes longer", lambda: 100 <= rtt() <= 400)
        self.club.run("chaos", "heal")
        wait_until("it is quick again", lambda: rtt() < 50)

    def test_a_loss_of_everything_isolates(self):
        self.club.run("new", "amy", "bob", "cat", "--interval", "0")
        self.add("loss", "100%", "--from", "amy", "--both", "--forever")
        wait_until("bob holds amy dead", lambda: self.club.statuses("bob").get("amy") == "dead", seconds=60)
        self.assertEqual(self.club.statuses("bob")["cat"], "alive")
        self.club.run("pick", "bob", "Dune")
        wait_until("cat has it", lambda: self.club.books("cat")["bob"]["book"] == "Dune")
        self.assertNotEqual(self.club.books("amy")["bob"]["book"], "Dune")
        self.club.run("chaos", "rm", "1")
        wait_until("amy has it too", lambda: self.club.books("amy")["bob"]["book"] == "Dune", seconds=30)

    def test_faults_are_listed_taken_away_by_id_and_healed(self):
        self.club.run("new", "amy", "bob", "--interval", "0")
        first = self.add("loss", "5%", "--from", "amy")
        self.assertEqual((first["schema"], first["id"], first["kind"], first["members"], first["for_ms"]),
                         ("watercooler.fault/v1", 1, "loss", 2, 300_000))
        second = self.add("isolate", "bob", "--forever")
        self.assertEqual((second["id"], second["for_ms"]), (2, None))
        status, own = self.club.http("amy", "/api/v1/control/faults", "POST", {"add": "latency 1ms", "for": "forever"}, token=True)
        self.assertEqual(status, 200, own)
        listed = self.club.json("chaos", "ls")
        self.assertEqual([(each["id"], each["fault"], each["members"]) for each in listed],
                         [("1", "loss 5% --from amy", 2), ("2", "isolate bob", 2), ("amy:1", "latency 1ms", 1)])
        self.assertLess(0, listed[0]["left_ms"])
        self.assertEqual(self.club.json("chaos", "rm", "1")["removed"], ["1"])
        self.assertEqual([each["id"] for each in self.club.json("chaos", "ls")], ["2", "amy:1"])
        self.assertIn("there is no fault 1", self.club.run("chaos", "rm", "1", code=3).stderr)
        self.club.run("chaos", "rm", "amy:1")
        self.assertEqual(self.add("rate", "64kbit")["id"], 3)
        self.club.run("chaos", "heal")
        self.assertEqual(self.club.json("chaos", "ls"), [])
        self.assertEqual(self.faults("amy") + self.faults("bob"), [])
        self.assertIn("nothing to heal", self.club.run("chaos", "heal").stderr)
        told = [(event["kind"], event["reason"]) for event in self.events("amy", "fault_set", "fault_cleared")]
        self.assertIn(("fault_set", "isolate bob"), told)
        self.assertIn(("fault_cleared", "isolate bob"), told)

    def test_a_frozen_club_keeps_its_faults(self):
        self.club.run("new", "amy", "bob", "--interval", "0")
        self.add("isolate", "bob", "--for", "3s")
        self.club.run("freeze")
        time.sleep(5)
        self.assertEqual(len(self.faults("amy")), 1)
        self.add("latency", "1ms")  # frozen members take a fault at once, and give it back
        self.club.run("chaos", "rm", "2")
        self.assertEqual(len(self.faults("amy")), 1)
        self.club.run("thaw")
        wait_until("it ends by itself", lambda: not self.faults("amy") and not self.faults("bob"), seconds=6)

    def test_killed_members_leave_no_fault(self):
        self.club.run("new", "amy", "bob", "--interval", "0")
        self.add("isolate", "amy", "--forever")
        self.club.kill9("amy")
        self.assertEqual(len(self.club.json("chaos", "ls")), 1)  # bob lives
        self.club.kill9("bob")
        for pid in self.club.pids:
            wait_until("it has ended", lambda pid=pid: not alive(pid))
        self.assertEqual(self.club.json("chaos", "ls"), [])
        self.assertIn("nobody lives in the club", self.club.run("chaos", "add", "loss", "5%", code=3).stderr)
        self.club.run("new", "amy", "bob", "cat", "--interval", "0")
        self.assertEqual(self.faults("amy") + self.faults("cat"), [])
        self.club.run("stop")
        self.club.run("clean")
        self.assertFalse(self.club.folder.exists())

    def test_a_damaged_page_of_faults_is_said_and_begun_anew(self):
        self.club.run("new", "amy", "--interval", "0")
        (self.club.folder / "faults").write_text("isolate everybody\n")
        self.assertIn("WC-CLUB-DAMAGED", self.club.run("chaos", "ls", code=65).stderr)
        time.sleep(1.5)
        self.assertEqual(self.faults("amy"), [])
        self.add("loss", "5%")
        self.assertEqual(len(self.club.json("chaos", "ls")), 1)

    def test_wrong_words_are_told_clearly_and_change_nothing(self):
        self.club.run("new", "amy", "--interval", "0")
        table = {
            ("add", "losss", "5%"): 'Did you mean "loss"?',
            ("add", "loss", "5"): "expected a share such as 5%",
            ("add", "latency", "10"): "expected a latency such as 100ms",
            ("add", "partition", "a*"): "expected two sides or more",
            ("add", "partition", "a*", "[b"): "has a [ without its ]",
            ("add", "isolate", "amy", "--from", "bob"): "takes no --from",
            ("add", "kill", "amy"): "a verb of its own",
            ("add",): "no fault is named",
            ("add", "loss", "5%", "--for", "0"): "is for no time",
            ("add", "loss", "5%", "--for", "5s", "--forever"): "contradict",
            ("ad", "loss", "5%"): 'Did you mean "add"?',
            ("loss", "5%"): 'Did you mean "chaos add loss"?',
            ("rm",): "wants the id",
            ("rm", "one"): "is no fault's id",
            ("ls", "--for", "5s"): "takes no --for",
            ("heal", "now"): "does not know what to do",
            (): "wants add FAULT",
        }
        for words, said in table.items():
            done = self.club.run("chaos", *words, code=64)
            self.assertIn(said, done.stderr, words)
            self.assertEqual(done.stdout, "", words)
        error = json.loads(self.club.run("--json", "chaos", "add", "loss", "5", code=64).stderr)
        self.assertEqual((error["schema"], error["code"]), ("watercooler.error/v1", "WC-USAGE"))
        for body in ({"add": "losss 5%"}, {"add": "loss 5%", "heal": True}, {}, {"add": "loss 5%", "for": "soon"}, {"remove": "x"}):
            status, answer = self.club.http("amy", "/api/v1/control/faults", "POST", body, token=True)
            self.assertEqual(status, 400, (body, answer))
        self.assertEqual(self.club.json("chaos", "ls"), [])

    def test_a_dry_run_and_a_fault_of_nothing_change_nothing(self):
        self.club.run("new", "amy", "bob", "--interval", "0")
        done = self.club.run("chaos", "add", "isolate", "amy", "--dry-run")
        self.assertIn("would add isolate amy, for 5 min; it touches amy, bob", done.stdout)
        self.assertIn("the same as no fault", self.club.run("chaos", "add", "loss", "0%").stdout)
        self.assertEqual(self.club.json("chaos", "ls"), [])
        self.add("loss", "5%")
        self.assertIn("would chaos heal 1", self.club.run("chaos", "heal", "--dry-run").stdout)
        self.assertEqual(len(self.club.json("chaos", "ls")), 1)


if __name__ == "__main__":
    unittest.main()
