"""Sauron sees everything that a club does, and loses nothing that it acknowledged."""

import json
import pathlib
import random
import socket
import threading
import time
import unittest
import urllib.error
import urllib.request

from club import SLOWER, wait_until
from sauron import Load, Sauron, SauronTest, WebSocket, kills, lines


class Sees(SauronTest):
    def record(self):
        return json.loads((self.club.folder / "sauron/record.json").read_text())

    def test_it_answers_says_where_it_is_and_ends_when_asked(self):
        sauron = self.sauron()
        self.assertEqual(sauron.get("/readyz")["ready"], True)
        self.assertEqual(self.record()["port"], sauron.port)
        self.assertEqual(self.record()["pid"], sauron.process.pid)
        self.assertEqual(self.record()["url"], f"http://127.0.0.1:{sauron.port}")
        self.assertIn("sauron_ingest_events_total 0", sauron.get("/metrics"))
        self.assertEqual(sauron.stop(), 0)
        self.assertTrue(self.record()["exit"])

    def test_a_second_one_is_refused_and_names_the_first(self):
        first = self.sauron()
        second = Sauron(self.club)
        self.addCleanup(second.close)
        self.assertEqual(second.process.wait(timeout=20 * SLOWER), 4)
        self.assertEqual(second.ready["code"], "WC-SAURON-TAKEN")
        self.assertIn(str(first.process.pid), second.ready["message"])
        second.hang_up()

    def test_what_it_cannot_be_started_with_is_an_error_with_a_way_out(self):
        table = [([], None, 5, "WC-PORT-BUSY"),
                 (["--store", "mysql://x"], 0, 64, "WC-STORE-ADDRESS"),
                 (["--bind", "192.0.2.1"], 0, 7, "WC-PORT-HOST"),
                 (["--store", "postgresql://u:secret@h/db"], 0, 64, None),
                 (["--retain-age", "old"], 0, 64, None),
                 (["--otlp", "https://example"], 0, 64, None)]
        busy = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(busy.close)
        for args, port, code, word in table:
            with self.subTest(args=args):
                port = busy.getsockname()[1] if port is None else port
                other = Sauron(self.club, *args, port=port)
                self.addCleanup(other.close)
                said = other.process.stderr.read()
                self.assertEqual(other.process.wait(timeout=20 * SLOWER), code, said)
                self.assertIn("error: ", said)
                self.assertNotIn("secret", said)
                if word:
                    self.assertEqual(other.ready["code"], word)
                other.hang_up()

    def test_fifty_members_are_seen_from_their_start_by_a_sauron_that_came_later(self):
        count = 50 if SLOWER == 1 else 20  # fifty do not know each other in time where all is slow
        self.club.run("new", "--count", count, "--interval", "2s")
        names = self.club.names()
        sauron = self.sauron()
        began = time.monotonic()

        def seen():
            rows = sauron.get("/api/v1/members")
            return len(rows) == count and all(row["first_seq"] == 1 and row["missing"] == 0 for row in rows)
        wait_until("every member's events since its start", seen, seconds=5)
        self.assertLess(time.monotonic() - began, 5.5 * SLOWER)
        before = {name: self.club.state(name)["seq"] for name in names}
        wait_until("all that has happened until now",
                   lambda: all(row["last_seq"] >= before[row["name"]] for row in sauron.get("/api/v1/members")))
        streams = self.check_streams(sauron.events())
        self.assertEqual(len(streams), count)
        for (member, _), seqs in streams.items():
            self.assertEqual(seqs, list(range(1, len(seqs) + 1)), member)
        self.assertEqual(len(sauron.get("/api/v1/health")["eyes"]), count)

    def test_a_rumor_is_a_tree_of_everybody_and_its_members_believe_each_other_alive(self):
        sauron = self.sauron()
        self.club.run("new", "--count", "6", "--interval", "0")
        first = self.club.names()[0]
        self.club.run("pick", first, "The Great Gatsby", "--wait")
        uuid = self.club.books(first)[first]["uuid"]
        tree = wait_until("the tree of all", lambda: [t for t in [sauron.ask(f"/api/v1/rumors/{uuid}")[1]]
                                                      if t.get("reached") == 6])[0]
        self.assertEqual({node["member"] for node in tree["nodes"]}, set(self.club.names()))
        self.assertEqual(tree["value"], "The Great Gatsby")
        convergence = wait_until("agreement", lambda: [c for c in [sauron.get("/api/v1/convergence")] if c["converged"]])[0]
        self.assertEqual(convergence["living"], 6)
        self.assertEqual(sauron.get("/api/v1/beliefs")["wrong"], 0)
        self.assertEqual(sauron.get("/api/v1/why", name=first, of=self.club.names()[1])["verdict"], "alive")
        self.assertIn("The Great Gatsby", sauron.get("/plain", filter=f"uuid:{uuid} kind:born"))

    def test_killed_under_load_again_and_again_it_keeps_what_it_acknowledged_and_doubles_nothing(self):
        times = kills(usual=20, long=100)
        sauron = self.sauron()
        with Load(sauron.port) as load:
            for _ in range(times):
                load.flows()
                time.sleep(random.uniform(0, 0.05))
                sauron.kill9()
                sauron = self.sauron(port=sauron.port)
        load.check(self, self.check_streams(sauron.events()))
        print(f"{times} kills, {load.total()} events acknowledged", end=" ")

    def test_eyes_lose_nothing_to_a_sauron_that_is_killed(self):
        sauron = self.sauron()
        port = sauron.port
        self.club.run("new", "--count", "5", "--interval", "200ms")
        for _ in range(5):
            time.sleep(0.5)
            sauron.kill9()
            sauron = self.sauron(port=port)
        self.members_told(sauron)
        self.check_members(self.check_streams(sauron.events()))

    def test_hostile_posts_are_refused_and_nothing_of_them_is_stored(self):
        sauron = self.sauron()
        good = lines("m", 1, 3)
        table = [(b"\xff\xfe", 400), ("{", 400), ("[]", 400), (good + "{\"seq\":1}", 400),
                 (good.replace('"seq": 2', '"seq": 0'), 400), (good.replace("office", "lab"), 400),
                 (good.replace("probed", "no-such-kind"), 400), (good.replace('"7"', '"zz"'), 400),
                 (b"x" * (5 * 1024 * 1024), 413)]
        for body, code in table:
            with self.subTest(body=body[:60]):
                try:
                    status, answer = sauron.ask("/api/v1/events", "POST", body)
                except (urllib.error.URLError, ConnectionError):  # told before it was all sent
                    status = code if code == 413 else 0
                self.assertEqual(status, code)
        self.assertEqual(sauron.get("/api/v1/requests")["count"]["events"], 0)
        status, answer = sauron.ask("/api/v1/events", "POST", good + "\n\nno json\n")
        self.assertEqual((status, answer["error"]["line"]), (400, 6))
        for garbage in (b"wc-eye/1" + b"\xff" * 100, b"wc-eye/1\0\0\0\5\1{}{}", b"w" * 1000, b"\x16\x03\x01", b"\0" * 100):
            with socket.create_connection(("127.0.0.1", sauron.port), timeout=10 * SLOWER) as stranger:
                stranger.sendall(garbage)
                stranger.settimeout(10 * SLOWER)
                try:
                    while stranger.recv(4096):
                        pass
                except ConnectionError:
                    pass
        self.assertEqual(sauron.get("/readyz")["ready"], True)

    def test_no_page_of_another_origin_and_nobody_without_the_token_changes_anything(self):
        sauron = self.sauron()
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            for method, path in (("POST", "/api/v1/events"), ("POST", "/api/v1/import"), ("POST", "/api/v1/backup"),
                                 ("DELETE", "/api/v1/runs/x")):
                self.assertEqual(sauron.ask(path, method, lines("m", 1, 1), headers, token=True)[0], 403)
        self.assertEqual(sauron.ask("/", headers={"Host": "evil.example"})[0], 403)
        page = WebSocket(sauron.port, "/api/v1/live", ["Origin: http://evil.example"])
        self.addCleanup(page.close)
        self.assertEqual(page.status, 403)
        for method, path in (("POST", "/api/v1/import"), ("POST", "/api/v1/backup"), ("DELETE", "/api/v1/runs/x")):
            self.assertEqual(sauron.ask(path, method, "{}")[0], 401)
        self.assertEqual(sauron.get("/api/v1/requests")["count"]["events"], 0)

    def test_a_run_that_is_exported_and_imported_gives_the_same_answers(self):
        sauron = self.sauron()
        uuid, whole = self.a_run_exported(sauron)
        self.check_import(sauron, whole, uuid, like=sauron)
        backup = self.club.home / "backup.db"
        self.assertEqual(sauron.ask("/api/v1/backup", "POST", json.dumps({"path": str(backup)}), token=True)[0], 200)
        tree = sauron.get(f"/api/v1/rumors/{uuid}")
        sauron.stop()
        again = self.sauron("--store", f"sqlite:{backup}")
        self.assertEqual(again.get(f"/api/v1/rumors/{uuid}"), tree)

    def test_live_views_send_no_more_than_they_are_paid_for_and_a_page_that_reads_nothing_costs_nothing(self):
        sauron = self.sauron()
        page = WebSocket(sauron.port, "/api/v1/live")
        lazy = WebSocket(sauron.port, "/api/v1/live")
        self.addCleanup(page.close)
        self.addCleanup(lazy.close)
        self.assertEqual(page.status, 101)
        page.say({"view": "rates", "credits": 1})
        for name in range(8):
            lazy.say({"view": "requests", "id": str(name), "credits": 16})
        sauron.ask("/api/v1/events", "POST", lines("m", 1, 100))
        frame = page.hear()
        seen = frame["of"]
        memory = self.memory(sauron)
        for first in range(101, 20_000, 1000):
            sauron.ask("/api/v1/events", "POST", lines("m", first, 1000, reason="y" * 100))
            for name in range(8):
                lazy.say({"id": str(name), "credits": 16})
        time.sleep(0.3)
        page.say({"id": "rates", "credits": 16})
        while seen < 20_100:
            frame = page.hear()
            seen += frame["of"] + frame["unread"]
        self.assertEqual(seen, 20_100)
        self.assertLess(self.memory(sauron) - memory, 32 * 1024, "kB")
        self.assertEqual(sauron.get("/api/v1/requests")["count"]["events"], 20_100)

    @staticmethod
    def memory(sauron):
        status = pathlib.Path(f"/proc/{sauron.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def test_traces_of_rumors_reach_an_otlp_receiver(self):
        got, done = [], threading.Event()

        from http.server import BaseHTTPRequestHandler, HTTPServer

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self):
                got.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
                done.set()

            def log_message(self, *_):
                pass
        receiver = HTTPServer(("127.0.0.1", 0), Receiver)
        thread = threading.Thread(target=receiver.serve_forever)
        thread.start()
        self.addCleanup(lambda: (receiver.shutdown(), thread.join(), receiver.server_close()))
        sauron = self.sauron("--otlp", f"http://127.0.0.1:{receiver.server_port}")
        self.club.run("new", "--count", "3", "--interval", "0")
        self.assertTrue(done.wait(30 * SLOWER), "no trace came")
        path, trace = got[0]
        self.assertEqual(path, "/v1/traces")
        self.assertTrue(trace["resourceSpans"])
        self.assertEqual(sauron.get("/api/v1/health")["otlp"]["failed"], 0)


if __name__ == "__main__":
    unittest.main()
