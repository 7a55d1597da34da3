"""A node that speaks nothing but HTTP, written in sixty lines of Python, is a member of the club as far as HTTP goes."""

import itertools
import json
import re
import signal
import subprocess
import sys
import threading
import time
import unittest
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

from club import SLOWER, SOURCE, Club, ClubTest, free_port, wait_until

NODE = SOURCE / "examples" / "your_own_node" / "node.py"
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Node:
    """The example as a process."""

    def __init__(self, test, join, name="py", port=None, *more):
        self.name, self.port = name, port or free_port()
        self.process = subprocess.Popen([sys.executable, str(NODE), "--name", name, "--port", str(self.port), "--join", join, *map(str, more)],
                                        stdin=subprocess.DEVNULL)
        test.addCleanup(self.kill)

    def books(self):
        """What it holds, by origin; nothing while it does not answer."""
        try:
            with direct.open(f"http://127.0.0.1:{self.port}/peers", timeout=5) as answer:
                return {row["name"]: row["payload"] for row in json.load(answer)}
        except OSError:
            return {}

    def kill(self, sign=signal.SIGKILL):
        if self.process.poll() is None:
            self.process.send_signal(sign)
        if sign == signal.SIGKILL:
            self.process.wait()


class Strange:
    """A node that answers as a test wants it to, in a thread; `heard` is what it was told."""

    def __init__(self, test, answer):
        heard, asked = [], []

        class Door(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                answer(self)

            def do_POST(self):
                heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                answer(self)

            def log_message(self, *_):
                pass

        self.heard, self.asked = heard, asked
        self.server = HTTPServer(("127.0.0.1", 0), Door)
        self.server.handle_error = lambda *_: None  # who asked had no patience
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        test.addCleanup(self.server.server_close)
        test.addCleanup(self.server.shutdown)


def say(door, status, text):
    door.send_response(status)
    door.end_headers()
    door.wfile.write(text)


class YourOwnNode(ClubTest):
    def url(self, name):
        return f"http://127.0.0.1:{self.club.record(name)['port']}"

    def start(self, count, *more):
        self.club.run("new", "--count", count, "--interval", "0", *more)
        return self.club.names()

    def shows(self, name, origin, book, http=True):
        row = self.club.books(name).get(origin, {})
        return row.get("book") == book and row.get("http") == http

    def all_show(self, origin, book, http=True):
        return all(self.shows(name, origin, book, http) for name in self.club.names())

    def tellers_of(self, origin, node, book):
        """The members that tell the node of this pick."""
        self.club.run("pick", origin, book, "--wait")
        wait_until("the news at the node", lambda: node.books().get(origin) == book, seconds=2)
        version = self.club.books(origin)[origin]["version"]
        return [name for name in self.club.names() if any(
            event["kind"] == "sent" and event.get("reason") == "http rumor" and event["origin"] == origin and event["version"] == version
            for event in self.club.get(name, "/api/v1/activity?limit=512"))]

    def hosts_by(self, name):
        """Who tells nodes that speak only HTTP, as this member believes."""
        return tuple(sorted(member["name"] for member in self.club.state(name)["members"]
                            if any(entry["key"] == "http-peers" and entry["value"] for entry in member["entries"])))

    def club_books(self):
        return {row["name"]: row["book"] for row in self.club.books(self.club.names()[0]).values()}

    def tell(self, name, port, version=1, origin="py", **more):
        rumor = {"uuid": f"{origin}-{port}-{version}", "name": origin, "address": "127.0.0.1", "port": port, "version": version, "payload": "Momo", **more}
        return self.club.http(name, "/gossip", "POST", rumor)

    def test_the_python_node_has_at_most_sixty_lines_and_needs_nothing(self):
        text = NODE.read_text()
        self.assertLessEqual(len(text.splitlines()), 60)
        for imported in re.findall(r"^(?:import|from) ([\w., ]+?)(?: import .*)?$", text, re.MULTILINE):
            for module in imported.replace(" ", "").split(","):
                self.assertIn(module.split(".")[0], sys.stdlib_module_names if sys.version_info >= (3, 10) else module)

    def test_the_python_node_joins_ten_members_and_both_know_each_others_books(self):
        names = self.start(10)
        started = time.monotonic()
        node = Node(self, self.url(names[0]), "py", None, "--book", "Momo", "--interval", 3600)
        wait_until("its book in all tables, as one of a node that speaks only HTTP", lambda: self.all_show("py", "Momo"), seconds=2)
        wait_until("theirs in its", lambda: node.books() == self.club_books(), seconds=max(0.5, 2 - (time.monotonic() - started)))
        self.assertEqual(len(node.books()), 11)
        shown = self.club.run("books", "--from", names[-1]).stdout
        self.assertRegex(shown, r"py\s+\d+\s+Momo.*HTTP only")
        # News, both ways. The node tells three, and two members tell it, once all of them agree on who knows it.
        books = itertools.cycle(("Anna Karenina", "Emma"))
        wait_until("it is told by two at most", lambda: len(self.tellers_of(names[3], node, next(books))) in (1, 2), seconds=15)
        hosts = self.hosts_by(names[0])
        self.assertIn(len(hosts), range(1, 5), hosts)
        self.assertNotIn("py", self.club.statuses(names[0]))  # no member of membership: nobody probes it

    def test_a_node_that_knows_only_the_exercises_message_is_told_too(self):
        names = self.start(3)
        plain = Strange(self, lambda door: say(door, 200, b'{"peers": []}' if door.command == "GET" else b""))
        rumor = {"uuid": "asdijfaojf3232", "address": "127.0.0.1", "port": str(plain.port), "version": 0, "ttl": 4, "payload": "bookname"}
        self.assertEqual(self.club.http(names[0], "/gossip", "POST", rumor)[1]["outcome"], "applied")
        wait_until("it hears of every member", lambda: {each["name"] for each in plain.heard} >= set(names), seconds=5)
        wait_until("all show it", lambda: self.all_show(f"127.0.0.1:{plain.port}", "bookname"), seconds=5)

    def test_when_those_that_tell_it_die_others_do(self):
        names = self.start(6)
        node = Node(self, self.url(names[0]), "py", None, "--book", "Momo", "--interval", 3600)
        wait_until("all know it", lambda: self.all_show("py", "Momo"), seconds=5)
        hosts = {entry["origin"] for member in self.club.state(names[0])["members"] for entry in member["entries"]
                 if entry["key"] == "http-peers" and entry["value"]}
        rest = [name for name in names if name not in hosts]
        self.assertTrue(rest)
        self.club.run("kill", *hosts)
        self.club.run("pick", rest[0], "Anna Karenina")
        wait_until("it hears from others", lambda: node.books().get(rest[0]) == "Anna Karenina", seconds=30)

    def test_a_node_that_dies_is_a_stranger_and_one_at_its_port_is_back(self):
        names = self.start(3)
        node = Node(self, self.url(names[0]), "py", None, "--book", "Momo", "--interval", 3600)
        wait_until("all know it", lambda: self.all_show("py", "Momo"), seconds=5)
        node.kill()
        self.club.run("pick", names[0], "Anna Karenina")
        wait_until("a stranger", lambda: self.all_show("py", "Momo", http=False), seconds=20)
        again = Node(self, self.url(names[1]), "py", node.port, "--book", "Kim", "--interval", 3600)
        wait_until("back, above its life before", lambda: self.all_show("py", "Kim"), seconds=5)
        wait_until("it knows all", lambda: again.books() == self.club_books(), seconds=5)

    def test_a_node_that_starts_anew_before_anybody_noticed_hears_everything_again(self):
        names = self.start(3)
        node = Node(self, self.url(names[0]), "py", None, "--book", "Momo", "--interval", 3600)
        wait_until("it knows all", lambda: len(node.books()) == 4 and node.books() == self.club_books(), seconds=5)
        node.kill()
        again = Node(self, self.url(names[2]), "py", node.port, "--book", "Kim", "--interval", 3600)
        wait_until("it knows all again", lambda: len(again.books()) == 4 and again.books() == self.club_books(), seconds=6)

    def test_who_claims_a_later_version_for_the_node_is_outbid_by_it(self):
        names = self.start(3)
        node = Node(self, self.url(names[0]), "py", None, "--book", "Momo", "--interval", 3600)
        wait_until("it knows all", lambda: node.books() == self.club_books() and len(node.books()) == 4, seconds=5)
        version = self.club.books(names[0])["py"]["version"]
        self.tell(names[1], node.port, version + 100, payload="Not mine")
        wait_until("its own again", lambda: self.all_show("py", "Momo") and self.club.books(names[0])["py"]["version"] > version + 100, seconds=10)

    def test_a_node_that_hangs_slows_nobody_and_is_given_up(self):
        names = self.start(3)
        node = Node(self, self.url(names[0]), "py", None, "--book", "Momo", "--interval", 3600)
        wait_until("all know it", lambda: self.all_show("py", "Momo"), seconds=5)
        node.kill(signal.SIGSTOP)
        started = time.monotonic()
        self.club.run("pick", names[0], "Anna Karenina", "--wait")
        for name in names:
            self.club.state(name)
        self.assertLess(time.monotonic() - started, 2 * SLOWER)  # less than one question to it takes
        wait_until("given up", lambda: self.all_show("py", "Momo", http=False), seconds=30)
        node.kill(signal.SIGCONT)
        self.tell(names[1], node.port, self.club.books(names[0])["py"]["version"])
        wait_until("it hears what it missed", lambda: node.books().get(names[0]) == "Anna Karenina", seconds=10)

    def test_a_node_that_lies_changes_nobody_else_and_costs_little(self):
        names = self.start(3)
        def endless(door):
            say(door, 200, b"[")
            try:
                while True:
                    door.wfile.write(b" " * 65536)
            except OSError:
                pass
        lies = {"endless": endless, "html": lambda door: say(door, 200, b"<html>"), "refuses": lambda door: say(door, 404, b"{}"),
                "moved": lambda door: (door.send_response(302), door.send_header("Location", self.url(names[0]) + "/peers"), door.end_headers()),
                "deep": lambda door: say(door, 200, b"[" * 100000)}
        nodes = {name: Strange(self, answer) for name, answer in lies.items()}
        for name, node in nodes.items():
            self.assertEqual(self.tell(names[0], node.port, origin=name)[1]["outcome"], "applied")
        for name, node in nodes.items():
            wait_until(f"{name} is asked", lambda node=node: node.asked == ["/peers"], seconds=10)
        wait_until("each is told to be none", lambda: self.club.run("logs", names[0], "--tail", "50").stdout.count("is told nothing") >= len(lies), seconds=10)
        # Other bad input: a member's name, a member's place, too much.
        self.assertEqual(self.tell(names[0], nodes["html"].port, 5, origin=names[1])[0], 200)
        wait_until("its owner outbids it", lambda: self.club.books(names[0])[names[1]]["version"] > 5, seconds=5)
        self.assertNotEqual(self.club.books(names[0])[names[1]]["book"], "Momo")
        self.tell(names[0], self.club.record(names[1])["port"], origin="at-a-members-place")
        status, _ = self.club.http(names[0], "/gossip", "POST", b"x" * 100_000)
        self.assertEqual(status, 413)
        self.assertEqual(self.tell(names[0], nodes["html"].port, 1 << 60)[0], 400)
        self.club.run("pick", names[2], "Anna Karenina", "--wait")
        for name, node in nodes.items():
            self.assertEqual(node.heard, [], name)
        self.assertFalse(any(row["http"] for row in self.club.books(names[0]).values()))

    def test_a_member_of_another_club_is_no_node(self):
        names = self.start(1)
        other = Club()
        self.addCleanup(other.close)
        other.run("new", "zoe", "--interval", "0")
        self.tell(names[0], other.record("zoe")["port"], origin="bridge")
        wait_until("it is asked once and refuses", lambda: "http-409" in self.club.run("logs", names[0], "--tail", "20").stdout, seconds=10)
        self.assertEqual(list(other.books("zoe")), ["zoe"])

    def test_saurons_trace_shows_the_node(self):
        names = self.start(3)
        self.club.run("sauron", "start", "--port", free_port())
        node = Node(self, self.url(names[0]), "py", None, "--book", "Momo", "--interval", 3600)
        wait_until("it knows all", lambda: node.books() == self.club_books() and len(node.books()) == 4, seconds=10)
        self.club.run("pick", names[1], "Anna Karenina", "--wait")
        wait_until("it heard", lambda: node.books().get(names[1]) == "Anna Karenina")
        wait_until("the trace shows it", lambda: re.search(r"py +\+.* http", self.club.run("trace", "--of", names[1], code=None).stdout), seconds=10)
        wait_until("its own book has a trace", lambda: self.club.run("trace", "--of", "py", code=None).returncode == 0, seconds=10)
        told = self.club.run("trace", "--of", "py").stdout
        self.assertRegex(told, r"door by py")


if __name__ == "__main__":
    unittest.main()
