"""Faults under Sauron's SQLite: what was acknowledged is there after each, and Sauron says what is wrong."""

import json
import os
import resource
import sqlite3
import subprocess
import unittest
import urllib.request

from club import BIN, Club, free_port, wait_until
from sauron import Load, Sauron, SauronTest


MIB = 1024 * 1024


class SmallDisk:
    """A folder with room for so many bytes, until it `grows`: a tmpfs of its own or, for whoever may not mount, a limit
    on the size of files, which a Sauron is started with (`options`)."""

    def __init__(self, folder, size):
        self.folder, self.size = folder, size
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        self.mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0

    @property
    def options(self):
        return {} if self.mounted else {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, self.limit())}

    def limit(self):
        return self.size // 2, resource.getrlimit(resource.RLIMIT_FSIZE)[1]  # a database and its log, each

    def grow(self, size, *saurons):
        self.size = size
        if self.mounted:
            subprocess.run(["mount", "-o", f"remount,size={size}", str(self.folder)], check=True)
        else:
            for sauron in saurons:
                resource.prlimit(sauron.process.pid, resource.RLIMIT_FSIZE, self.limit())

    def close(self):
        if self.mounted:
            subprocess.run(["umount", str(self.folder)], check=True)


class Faults(SauronTest):
    def small_disk(self, size):
        disk = SmallDisk(self.club.home / "small", size)
        self.addCleanup(disk.close)
        return disk

    def log(self):
        return (self.club.folder / "sauron/log").read_text()

    def check(self, sauron, load):
        streams = self.check_streams(sauron.events())
        load.check(self, streams)
        self.check_members(streams)

    def test_a_full_disk_is_told_and_waited_for_and_nothing_that_was_acknowledged_is_lost(self):
        disk = self.small_disk(6 * MIB)
        where = ["--store", f"sqlite:{disk.folder}/store.db", "--log-to-folder"]
        self.club.run("new", "amy", "bob", "--interval", "200ms")
        sauron = self.sauron(*where, **disk.options)
        with Load(sauron.port) as load:
            sauron.trouble("WC-STORE-DISK", 60)
            sauron.kill9()
            self.start_on_a_full_disk(where, disk)
            disk.grow(20 * MIB)
            sauron = self.sauron(*where, port=sauron.port, **disk.options)
            self.assertIn("space" if disk.mounted else "limit", sauron.trouble("WC-STORE-DISK", 60)["hint"])
            self.assertEqual(sauron.ask("/api/v1/requests")[0], 200, "what is stored can be asked for")
            self.assertIn("sauron_store_failing 1", sauron.get("/metrics"))
            disk.grow(1024 * MIB, sauron)
            load.flows()  # by itself
        self.assertEqual(sauron.ask("/readyz")[0], 200)
        self.members_told(sauron)
        self.check(sauron, load)
        self.assertIn("takes nothing", self.log())
        self.assertIn("takes events again", self.log())

    def start_on_a_full_disk(self, where, disk):
        """It starts, and stores nothing, or says why not: that depends on what just fits."""
        again = Sauron(self.club, *where, **disk.options)
        self.addCleanup(again.close)
        if not again.ready.get("ready"):
            self.assertEqual((again.process.wait(), again.ready["code"]), (7, "WC-STORE-DISK"))
            again.hang_up()
            return
        self.assertEqual(again.ask("/healthz")[0], 200)
        again.kill9()

    def test_what_neither_the_spool_nor_a_killed_sauron_could_keep_is_a_gap_that_is_counted(self):
        club = self.club
        sauron = self.sauron()
        club.run("new", "amy", "--interval", "0")
        self.members_told(sauron)
        before = sauron.get("/api/v1/members")[0]["last_seq"]
        wait_until("nothing is spooled, and nothing can be", self.take_the_place_of_the_spool)
        sauron.kill9()
        self.post_books(300)  # 4 KiB each: more than the eye's memory holds
        wait_until("the member counts what it lost", lambda: club.counters("amy")["eye_lost"] > 0, 20)
        sauron = self.sauron(port=sauron.port)
        self.members_told(sauron)
        row = sauron.get("/api/v1/members")[0]
        seqs = {event["seq"]: event for event in sauron.events(member="amy")}
        missing = [seq for seq in range(1, row["last_seq"] + 1) if seq not in seqs]
        self.assertGreater(len(missing), 0)
        self.assertGreater(missing[0], before, "what was acknowledged is there")
        self.assertEqual(row["missing"], len(missing))
        gaps = next(each for each in sauron.get("/api/v1/gaps")["streams"] if each["member"] == "amy")
        self.assertEqual(sum(gap["last"] - gap["first"] + 1 for gap in gaps["gaps"]), len(missing), gaps)
        told = wait_until("the member has told it", lambda: [
            lost for lost in [sum(event["count"] for event in sauron.events(filter="kind:eye_lost"))] if lost >= len(missing)])
        self.assertEqual(told[0], len(missing), "what the member says that it lost is what is missing")

    def take_the_place_of_the_spool(self):
        """A file where the eye would make its folder: as little room as on a full disk, for root too."""
        try:
            (self.club.folder / "members/amy/spool").write_text("")
            return True
        except IsADirectoryError:
            return False  # not all is acknowledged yet

    def post_books(self, count):
        for number in range(count):
            body = {"uuid": f"u{number}", "address": "196.18.1.0", "port": 80, "ttl": 0, "version": number + 1,
                    "payload": f"{number} " + "x" * 4000}
            self.assertIn(self.club.http("amy", "/gossip", "POST", body)[0], (200, 202))

    def test_a_store_that_another_program_holds_locked_is_told_and_waited_for(self):
        self.club.run("new", "amy", "bob", "--interval", "200ms")
        sauron = self.sauron("--log-to-folder")
        with Load(sauron.port) as load:
            load.flows()
            other = sqlite3.connect(self.club.folder / "sauron/store.db", isolation_level=None)
            self.addCleanup(other.close)
            other.execute("BEGIN IMMEDIATE")
            self.assertIn("fuser", sauron.trouble("WC-STORE-BUSY")["hint"])
            self.assertEqual(sauron.ask("/api/v1/events", "POST", '{"club":"office","member":"late","boot":"7","seq":1,'
                                        '"protocol_time_ns":1,"kind":"probed"}')[0], 503)
            self.assertEqual(sauron.ask("/api/v1/requests")[0], 200, "questions are answered meanwhile")
            self.assertIn("locked", self.club.run("sauron", "status").stdout)
            other.execute("ROLLBACK")
            load.flows()
        self.assertEqual(sauron.ask("/readyz")[0], 200)
        self.members_told(sauron)
        self.check(sauron, load)
        self.assertIn("WC-STORE-BUSY", self.log())
        self.assertIn("takes events again", self.log())

    def test_a_slow_disk_makes_everything_late_and_a_stuck_one_is_told(self):
        speed = self.club.home / "sync-ms"
        slow = {**os.environ, "LD_PRELOAD": str(BIN / "slow_disk.so"), "WATERCOOLER_SLOW_DISK": str(speed)}
        sauron = self.sauron("--log-to-folder", env=slow)
        self.club.run("new", "amy", "bob", "--interval", "200ms")
        with Load(sauron.port) as load:
            load.flows()
            speed.write_text("300")
            load.flows(2000, seconds=60)
            self.assertEqual(sauron.ask("/readyz")[0], 200, "slow is not stuck")
            speed.write_text("1000000")
            error = sauron.trouble("WC-STORE-SLOW")
            self.assertIn("stuck", error["hint"])
            self.assertEqual(sauron.ask("/api/v1/requests")[0], 200, "questions are answered meanwhile")
            self.club.run("pick", "amy", "Dune", "--wait")  # and members do not notice
            speed.unlink()
            load.flows()
        self.assertEqual(sauron.ask("/readyz")[0], 200)
        self.members_told(sauron)
        self.check(sauron, load)
        self.assertIn("WC-STORE-SLOW", self.log())
        self.assertIn("takes events again", self.log())

    def test_a_second_sauron_on_the_same_file_is_refused_and_names_the_first(self):
        where = ["--store", f"sqlite:{self.club.home}/shared.db"]
        first = self.sauron(*where)
        other_home = Club(self.club.name)
        self.addCleanup(other_home.close)
        with Load(first.port) as load:
            load.flows()
            second = Sauron(other_home, *where)
            self.addCleanup(second.close)
            self.assertEqual(second.process.wait(), 4)
            self.assertEqual(second.ready["code"], "WC-STORE-TAKEN")
            self.assertIn(f"process {first.process.pid}", second.ready["message"])
            second.hang_up()
            load.flows()  # the first goes on
        first.kill9()
        heir = Sauron(other_home, *where)  # the lock went with its holder
        self.addCleanup(heir.close)
        self.assertTrue(heir.ready.get("ready"), heir.ready)
        load.check(self, self.check_streams(heir.events()))


class Backups(SauronTest):
    def test_a_backup_made_under_load_answers_as_the_running_store_does(self):
        club = self.club
        sauron = self.sauron()
        club.run("new", "--count", "4", "--interval", "0")
        club.run("pick", "amy", "Dune", "--wait")
        self.members_told(sauron)
        uuid = club.books("amy")["amy"]["uuid"]
        file = club.home / "office.db"
        with Load(sauron.port) as load:
            load.flows(4000)
            before = list(load.acknowledged)
            club.run("sauron", "backup", file)
            load.flows()  # it has not stood still
            self.assertIn("is there already", club.run("sauron", "backup", file, code=None).stderr)
        copy = Sauron(self.second_home(), "--store", f"sqlite:{file}")
        self.addCleanup(copy.close)
        self.assertTrue(copy.ready.get("ready"), copy.ready)
        streams = self.check_streams(copy.events())
        for number, last in enumerate(before):
            member = f"m{number}"
            self.assertGreaterEqual(len(streams[(member, f"{7:016x}")]), last)
            for query in ({"member": member, "filter": f"seq<={last}"}, {"member": member, "filter": f"seq<={last} kind:probed"}):
                self.assertEqual(self.events_told(copy, query), self.events_told(sauron, query))
        for path in (f"/api/v1/rumors/{uuid}", "/api/v1/rumors"):
            self.assertEqual(copy.get(path), sauron.get(path), path)

    def second_home(self):
        home = Club(self.club.name)
        self.addCleanup(home.close)
        return home

    @staticmethod
    def events_told(sauron, query):
        return [{**event, "cursor": ""} for event in sauron.events(**query)]

    def test_a_store_that_is_replaced_under_a_running_sauron_is_refused_with_a_way_out(self):
        club = self.club
        sauron = self.sauron("--log-to-folder")
        club.run("new", "amy", "bob", "--interval", "200ms")
        with Load(sauron.port) as load:
            load.flows()
            club.run("sauron", "backup", club.home / "office.db")
            os.replace(club.home / "office.db", club.folder / "sauron/store.db")
            error = sauron.trouble("WC-STORE-MOVED")
            self.assertIn("start it again", error["hint"])
            self.assertIn("no longer the file", club.run("sauron", "status").stdout)
            acknowledged = load.total()
            self.assertIn("WC-STORE-MOVED", (club.folder / "sauron/log").read_text())
            self.assertEqual(load.total(), acknowledged, "nothing is acknowledged that nobody could read again")
        sauron.stop()
        again = self.sauron(port=sauron.port)
        self.members_told(again)
        streams = self.check_streams(again.events())
        for row in again.get("/api/v1/members"):  # what was only in the old file is a gap that is seen
            if row["name"] not in club.names():
                continue
            seqs = streams[(row["name"], row["boot"])]
            self.assertEqual(row["missing"], seqs[-1] - len(seqs))

    def test_a_restore_is_refused_while_sauron_runs_and_what_came_after_the_backup_is_a_gap(self):
        club, port, file = self.club, free_port(), self.club.home / "office.db"
        club.run("sauron", "restore", file, code=3)  # there is no such club yet
        club.run("new", "amy", "--interval", "0")
        club.run("sauron", "start", "--port", port)
        self.reported(club)
        club.run("sauron", "backup", file)
        then = self.reported(club)["last_seq"]
        club.run("pick", "amy", "Dune", "--wait")
        self.assertGreater(self.reported(club)["last_seq"], then)
        refused = club.run("sauron", "restore", file, code=4)
        self.assertIn("WC-SAURON-TAKEN", refused.stderr)
        self.assertIn("sauron stop", refused.stderr)
        club.run("sauron", "stop")
        self.assertIn("no backup", club.run("sauron", "restore", club.folder / "token", code=65).stderr)
        club.run("sauron", "restore", file)
        club.run("sauron", "start", "--port", port)
        row = self.reported(club)
        seqs = [event["seq"] for event in self.exported(club) if event["seq"] <= row["last_seq"]]  # she goes on meanwhile
        self.assertEqual(row["missing"], row["last_seq"] - len(seqs))
        self.assertGreater(row["missing"], 0)
        self.assertEqual(row["first_seq"], 1)
        club.run("sauron", "stop")
        club.run("sauron", "start", "--port", port, "--store", f"sqlite:{club.folder}/sauron/store.db.before")
        self.assertIn("Dune", club.run("trace", "--of", "amy").stdout)  # nothing was thrown away

    def reported(self, club):
        """What Sauron says of amy, once it has all that she did until now."""
        seq = club.state("amy")["seq"]
        port = json.loads((club.folder / "sauron/record.json").read_text())["port"]

        def told():
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/members") as answer:
                rows = json.loads(answer.read())
            return rows[0] if rows and rows[0]["last_seq"] >= seq else None
        return wait_until("Sauron has all of amy's events", told, 20)

    @staticmethod
    def exported(club):
        return [json.loads(line) for line in club.run("export").stdout.splitlines()[1:]]


if __name__ == "__main__":
    unittest.main()
