"""Members gossip, agree, and show each other's books."""

import os
import pathlib
import re
import subprocess
import unittest

from club import BIN, SLOWER, Club, ClubTest, free_port, wait_until


class Gossip(ClubTest):
    def test_two_members_by_name_and_port_show_each_others_book(self):
        jimmy, tod = free_port(), free_port()
        self.club.run("new", f"jimmy:{jimmy}")
        self.club.run("new", f"tod:{tod}")
        self.club.run("pick", "jimmy", "The Great Gatsby", "--wait")
        shown = self.club.run("books", "--from", "tod").stdout
        self.assertRegex(shown, rf"jimmy\s+{jimmy}\s+The Great Gatsby")

    @unittest.skipUnless(os.geteuid() == 0, "only root may have port 81")
    def test_the_sentence_that_it_was_made_for_works_as_root(self):
        self.club.run("new", "jimmy:81")
        self.club.run("new", "tod:82")
        self.club.run("pick", "jimmy", "The Great Gatsby", "--wait")
        self.assertRegex(self.club.run("books", "--from", "tod").stdout, r"jimmy\s+81\s+The Great Gatsby")

    @unittest.skipUnless(os.geteuid() == 0, "drops its privilege first")
    def test_without_privilege_the_error_suggests_what_works(self):
        os.chmod(self.club.home, 0o777)
        limit = int(pathlib.Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
        if limit <= 81:
            self.skipTest("this system lets everybody have port 81")
        done = self.run_as_nobody(*self.club.argv("new", "jimmy:81")[1:])
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("WC-PORT-PRIV", done.stderr)
        self.assertEqual(self.club.names(), [])
        suggestion = re.search(r"try: \S*watercooler (.*)", done.stderr)
        self.assertTrue(suggestion, done.stderr)
        tried = self.run_as_nobody(*suggestion[1].split())
        self.club.note_pids()
        self.assertEqual(tried.returncode, 0, tried.stderr)

    def test_a_strangers_rumor_through_http_is_in_every_table(self):
        self.club.run("new", "--count", "5", "--interval", "0")
        rumor = {"uuid": "asdijfaojf3232", "address": "196.18.1.0", "port": "80", "ttl": 4, "payload": "bookname"}
        first, *others = self.club.names()
        status, answer = self.club.http(first, "/gossip", "POST", rumor)
        self.assertEqual((status, answer["outcome"]), (200, "applied"))
        status, answer = self.club.http(first, "/gossip", "POST", rumor)
        self.assertEqual((status, answer["outcome"]), (200, "duplicate"))
        later = {**rumor, "uuid": "asdijfaojf3233", "version": 1, "payload": "another"}
        self.assertEqual(self.club.http(first, "/gossip", "POST", later)[1]["outcome"], "applied")
        for name in [first, *others]:
            wait_until(f"{name} shows the stranger",
                       lambda name=name: self.club.books(name).get("196.18.1.0:80", {}).get("book") == "another")
            row = self.club.books(name)["196.18.1.0:80"]
            self.assertTrue(row["stranger"])
            self.assertEqual(row["port"], 80)
        self.assertNotIn("196.18.1.0:80", self.club.statuses(first))

    def test_a_page_of_another_origin_changes_nothing(self):
        self.club.run("new", "amy", "--interval", "0", "--book", "Emma")
        rumor = {"uuid": "u1", "address": "196.18.1.0", "port": 80, "ttl": 4, "payload": "evil"}
        for kind in ("text/plain", "application/json", "application/x-www-form-urlencoded", "multipart/form-data"):
            for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
                status, answer = self.club.http("amy", "/gossip", "POST", rumor, headers={**headers, "Content-Type": kind})
                self.assertEqual(status, 403, answer)
        for method, path in (("PUT", "/api/v1/entries/book"), ("POST", "/api/v1/control/freeze"),
                             ("POST", "/api/v1/control/leave"), ("DELETE", "/api/v1/entries/book"), ("PATCH", "/book")):
            status, _ = self.club.http("amy", path, method, {"value": "evil"}, token=True, headers={"Origin": "http://evil.example"})
            self.assertEqual(status, 403, path)
        self.assertEqual(self.club.http("amy", "/api/v1/state", headers={"Host": "evil.example"})[0], 403)
        self.assertEqual(self.club.books("amy")["amy"]["book"], "Emma")
        self.assertEqual(list(self.club.books("amy")), ["amy"])

    def test_what_changes_a_member_wants_the_token(self):
        self.club.run("new", "amy", "--interval", "0", "--book", "Emma")
        for method, path in (("PUT", "/api/v1/entries/book"), ("POST", "/api/v1/control/freeze"),
                             ("POST", "/api/v1/control/thaw"), ("POST", "/api/v1/control/step"),
                             ("POST", "/api/v1/control/leave"), ("POST", "/api/v1/control/faults")):
            self.assertEqual(self.club.http("amy", path, method, {"value": "Dune"})[0], 401, path)
            self.assertEqual(self.club.http("amy", path, method, {"value": "Dune"},
                                            headers={"Authorization": "Bearer wrong"})[0], 401, path)
        self.assertEqual(self.club.books("amy")["amy"]["book"], "Emma")
        status, answer = self.club.http("amy", "/api/v1/entries/book", "PUT", {"value": "Dune"}, token=True)
        self.assertEqual((status, answer["outcome"]), (200, "applied"))
        self.assertEqual(self.club.books("amy")["amy"]["book"], "Dune")

    def test_two_clubs_of_twenty_started_at_once_are_one_club_of_forty(self):
        half = 20 if SLOWER == 1 else 5  # forty processes under sanitizers are more than two cores carry
        new = ("new", "--count", half, "--interval", "0", "--timeout", f"{20 * SLOWER:.0f}s")
        first, second = self.club.start(*new), self.club.start(*new)
        for each in (first, second):
            out, err = each.communicate(timeout=120)
            self.assertEqual(each.returncode, 0, out + err)
        self.club.note_pids()
        names = self.club.names()
        self.assertEqual(len(names), 2 * half)
        wait_until("all list each other", lambda: self.club.all_alive(), seconds=20, every=0.5)
        wait_until("all know all books", lambda: all(len(self.club.books(name)) == 2 * half for name in names), seconds=20, every=0.5)

    def test_members_pick_new_books_by_themselves(self):
        self.club.run("new", "--count", "3", "--interval", "300ms")
        name = self.club.names()[0]
        wait_until("five picks of everybody", lambda: all(row["version"] >= 5 for row in self.club.books(name).values()), seconds=20)
        self.club.run("pick", name, "Dune")
        version = self.club.books(name)[name]["version"]
        other = self.club.names()[1]
        before = self.club.books(other)[other]["version"]
        wait_until("others go on picking", lambda: self.club.books(other)[other]["version"] >= before + 4)
        self.assertEqual(self.club.books(name)[name]["version"], version)  # held
        self.club.run("pick", name, "--auto")
        wait_until("it picks again", lambda: self.club.books(name)[name]["version"] > version)

    def test_a_member_in_the_foreground_joins_by_address(self):
        port = free_port()
        self.club.run("new", "amy", "--interval", "0")
        other = Club()
        self.addCleanup(other.close)
        label = (self.club.folder / "label").read_text().strip()
        process = subprocess.Popen([str(BIN / "watercooler-member"), "--home", str(other.home), "--name", "jimmy", "--port", str(port),
                                    "--label", label, "--join", f"127.0.0.1:{self.club.record('amy')['port']}", "--interval", "0"],
                                   stderr=subprocess.PIPE, text=True)
        try:
            wait_until("amy lists jimmy", lambda: self.club.statuses("amy").get("jimmy") == "alive")
            process.terminate()
            self.assertEqual(process.wait(timeout=10), 0)
            wait_until("amy saw jimmy leave", lambda: self.club.statuses("amy").get("jimmy") == "left")
        finally:
            process.kill()
            process.stderr.close()
            process.wait()


if __name__ == "__main__":
    unittest.main()
