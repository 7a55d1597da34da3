"""Sauron on PostgreSQL: the same answers, several Saurons on one server, and a server that is killed."""

import itertools
import json
import random
import time
import unittest

from club import Club, free_port, wait_until
from postgres import Postgres
from sauron import Load, Sauron, SauronTest, WebSocket, kills, lines


class OnPostgresTest(SauronTest):
    def setUp(self):
        super().setUp()
        self.server = Postgres()
        self.addCleanup(self.server.close)
        self.store = self.server.database()

    def another_home(self):
        """The same club's folder for a second Sauron, as on another host: it has a lock and a record of its own."""
        home = Club(self.club.name)
        self.addCleanup(home.close)
        return home

    def sauron_at(self, club, port=0):
        started = Sauron(club, "--store", self.store, port=port)
        self.addCleanup(started.close)
        self.assertTrue(started.ready.get("ready"), started.ready)
        return started

    @staticmethod
    def totals(sauron):
        """What pages show: of the run, of the store, and of each life."""
        run = next(run for run in sauron.get("/api/v1/runs") if run["run"] == "live")
        return run["events"], run["missing"], sauron.get("/api/v1/health")["store"]["events"], sauron.get("/api/v1/gaps")

    def test_the_chain_from_new_to_why_works_on_postgresql(self):
        club = self.club
        port = free_port()
        club.run("new", "--count", "5", "--interval", "0")
        club.run("sauron", "start", "--port", port, "--store", self.store)
        names = club.names()
        told = club.run("pick", "amy", "The Hobbit", "--wait")
        self.assertIn("amy", told.stdout)

        def traced():
            done = club.run("--json", "trace", "--of", "amy", code=None)
            return done.returncode == 0 and json.loads(done.stdout)["reached"] == 5 and json.loads(done.stdout)
        tree = wait_until("the rumor is traced to all", traced, 20)
        self.assertEqual(sorted(node["member"] for node in tree["nodes"]), names)
        victim = names[-1]
        club.kill9(victim)
        living = names[:-1]
        wait_until("all know", lambda: all(club.statuses(name).get(victim) == "dead" for name in living), 20)
        why = wait_until("Sauron knows", lambda: [w for w in [club.json("why", victim, "of", "amy")]
                                                  if w["verdict"] == "dead"], 20)[0]
        self.assertTrue(any(clause["known"] for clause in why["clauses"]))
        self.assertIn(victim, club.run("belief").stdout)
        self.assertTrue(club.run("converge", "--within", "10s").stdout.startswith("CONVERGED"))
        status = club.run("sauron", "status").stdout
        self.assertIn("postgresql", status)
        self.assertIn("stopped", club.run("sauron", "stop").stdout)
        before = tree["uuid"]
        club.run("sauron", "start", "--port", port, "--store", self.store)  # what is stored outlives it
        self.assertEqual(club.json("trace", before)["reached"], 5)
        self.assertFalse(list((club.folder / "sauron").glob("store.db*")), "no file beside PostgreSQL")

    def test_two_saurons_share_one_postgresql_and_either_is_killed_again_and_again(self):
        times = kills(usual=10, long=50)
        other = self.another_home()
        pair = [self.sauron_at(self.club), self.sauron_at(other)]
        ports = [sauron.port for sauron in pair]
        self.club.run("new", "--count", "4", "--interval", "100ms",
                      *(word for port in ports for word in ("--sauron", f"127.0.0.1:{port}")))
        with Load(*ports, batch=50) as load:  # the checks read all of it, twice
            for kill in range(times):
                victim = kill % 2
                load.flows()
                time.sleep(random.uniform(0, 0.05))
                pair[victim].kill9()
                load.flows()  # by the other one
                pair[victim] = self.sauron_at((self.club, other)[victim], ports[victim])
                self.follow_each_other(pair)
        self.members_told(*pair)
        self.club.run("stop")
        wait_until("both pages show equal totals", lambda: self.totals(pair[0]) == self.totals(pair[1]), seconds=1)
        streams = self.check_streams(pair[0].events())
        self.assertEqual(streams, self.check_streams(pair[1].events()))
        self.assertEqual(self.totals(pair[0])[0], sum(map(len, streams.values())))
        load.check(self, streams)
        self.check_members(streams)
        print(f"{times} kills, {load.total()} events acknowledged", end=" ")

    def test_a_live_page_of_either_sauron_tells_what_the_other_one_stores(self):
        pair = [self.sauron_at(self.club), self.sauron_at(self.another_home())]
        pages = [WebSocket(sauron.port, "/api/v1/live") for sauron in pair]
        told = [{"heart": 0, "club": 0}, {"heart": 0, "club": 0}]
        for page in pages:
            self.addCleanup(page.close)
            page.say({"view": "rates", "id": "heart", "filter": "member:heart", "credits": 1})
            page.say({"view": "rates", "id": "club", "filter": "-member:heart", "credits": 1})

        def hear():
            for page, count in zip(pages, told):
                frame = page.hear()
                page.say({"id": frame["id"], "credits": 1})
                count[frame["id"]] += frame["of"] + frame["unread"]
            return told

        def beats(count=itertools.count(1)):
            """A page tells what comes after its view was opened: so something comes until it does."""
            pair[0].ask("/api/v1/events", "POST", lines("heart", next(count), 1))
            return all(page["heart"] > 0 for page in hear())
        wait_until("both read the store", beats)
        for first in range(1, 2000, 100):
            for at, sauron in enumerate(pair):
                sauron.ask("/api/v1/events", "POST", lines(f"member-{at}", first, 100))
        wait_until("both pages have told of all", lambda: all(page["club"] >= 4000 for page in hear()))
        self.assertEqual([page["club"] for page in told], [4000, 4000])

    def follow_each_other(self, pair):
        """Under load no two looks are equal: what one page shows, the other shows within a second."""
        for one, other in (pair, reversed(pair)):
            shown = self.totals(one)[0]
            wait_until("the other page shows it too", lambda other=other, shown=shown: self.totals(other)[0] >= shown, 1)

    def test_a_postgresql_that_is_killed_under_load_is_waited_for_and_nothing_is_lost(self):
        times = kills(usual=3, long=10)
        sauron = self.sauron_at(self.club)
        self.club.run("new", "--count", "3", "--interval", "100ms")
        wait_until("the members report", lambda: len(sauron.get("/api/v1/health")["eyes"]) == 3, 20)
        with Load(sauron.port) as load:
            for _ in range(times):
                load.flows()
                self.server.kill9()
                self.assertNotIn("sauron@", sauron.trouble("WC-STORE-AWAY")["message"])
                self.assertEqual(sauron.ask("/api/v1/events", "POST", lines("late", 1, 1))[0], 503)
                self.assertIn("sauron_store_failing 1", sauron.get("/metrics"))
                self.server.start()
                load.flows(seconds=30)  # by itself
                self.assertEqual(sauron.ask("/readyz")[0], 200)
        self.assertIsNone(sauron.process.poll())
        self.members_told(sauron)
        streams = self.check_streams(sauron.events())
        load.check(self, streams)
        self.check_members(streams)
        self.assertEqual([row for row in sauron.get("/api/v1/members") if row["missing"]], [])
        self.assertNotIn(("late", f"{7:016x}"), streams)
        self.assertEqual(sauron.stop(), 0)
        print(f"{times} kills, {load.total()} events acknowledged", end=" ")

    def test_a_postgresql_that_stands_still_is_told_by_status_and_metrics_and_waited_for(self):
        sauron = self.sauron_at(self.club)
        with Load(sauron.port) as load:
            load.flows()
            self.server.stand_still()
            self.addCleanup(self.server.stand_still, False)
            self.assertIn("commit", sauron.trouble("WC-STORE-SLOW")["message"])
            self.assertIn("sauron_store_failing 1", sauron.get("/metrics"))
            status = self.club.run("sauron", "status").stdout
            self.assertIn("the store has not answered for 2.0 s", status)
            self.assertIn("a commit has not come back", status)
            self.server.stand_still(False)
            load.flows(seconds=30)
        self.assertRegex(self.club.run("sauron", "status").stdout, "store    postgresql, [0-9]+ events")
        load.check(self, self.check_streams(sauron.events()))

    def test_another_database_in_the_place_of_the_one_that_was_opened_is_refused_with_a_way_out(self):
        sauron, other = self.sauron_at(self.club), self.server.database()
        with Load(sauron.port) as load:
            load.flows()
            self.server.replace(self.store, other)
            self.assertIn("start it again", sauron.trouble("WC-STORE-MOVED")["hint"])
            acknowledged = load.total()
            self.assertEqual(sauron.ask("/api/v1/requests")[0], 503)
            self.assertIn("no longer the database", self.club.run("sauron", "status").stdout)
            self.assertEqual(load.total(), acknowledged, "what the other one would have got is not acknowledged")
        sauron.stop()
        again = self.sauron_at(self.club)
        self.assertEqual(list(again.events()), [])
        with Load(again.port) as load:
            load.flows()

    def test_a_run_that_is_exported_and_imported_on_postgresql_gives_the_same_answers(self):
        sauron = self.sauron_at(self.club)
        uuid, whole = self.a_run_exported(sauron)
        self.check_import(sauron, whole, uuid, like=sauron)
        elsewhere = Sauron(self.another_home())  # on SQLite
        self.addCleanup(elsewhere.close)
        self.check_import(elsewhere, whole, uuid, like=sauron)


if __name__ == "__main__":
    unittest.main()
