"""A Sauron as a process of a test, and a load for it."""

import base64
import json
import os
import random
import socket
import struct
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from club import BIN, SLOWER, ClubTest, wait_until

LONG = os.environ.get("WATERCOOLER_LONG") == "1"


def kills(usual, long):
    """How often a test kills: `script/test --long` takes the time that a proof needs."""
    return int(os.environ.get("WATERCOOLER_KILLS", long if LONG else usual))


class Sauron:
    """One Sauron of a club as a process of this test."""

    def __init__(self, club, *args, port=0, **options):
        reads, writes = os.pipe()
        argv = [str(BIN / "sauron"), "--home", str(club.home), "--club", club.name, "--port", str(port),
                "--ready-fd", str(writes), *map(str, args)]
        self.club = club
        self.process = subprocess.Popen(argv, pass_fds=[writes], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, **options)
        os.close(writes)
        with os.fdopen(reads) as line:
            text = line.readline()
        self.ready = json.loads(text) if text else {}
        if self.ready.get("ready"):
            self.port = int(self.ready["url"].rsplit(":", 1)[1])

    def ask(self, path, method="GET", body=None, headers=None, token=False, **query):
        """(status, answer): JSON is parsed, anything else is text."""
        query = {name.rstrip("_"): value for name, value in query.items()}
        url = f"http://127.0.0.1:{self.port}{path}" + ("?" + urllib.parse.urlencode(query) if query else "")
        request = urllib.request.Request(url, method=method, data=body.encode() if isinstance(body, str) else body)
        if token:
            request.add_header("Authorization", "Bearer " + self.club.token())
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=30 * SLOWER) as answer:
                status, text, kind = answer.status, answer.read().decode(), answer.headers.get("Content-Type", "")
        except urllib.error.HTTPError as error:
            status, text, kind = error.code, error.read().decode(), error.headers.get("Content-Type", "")
        return status, json.loads(text) if "application/json" in kind and text else text

    def get(self, path, **query):
        status, answer = self.ask(path, **query)
        if status != 200:
            raise AssertionError(f"GET {path}: {status} {answer}")
        return answer

    def events(self, **query):
        """All of them, page by page."""
        cursor = {}
        while True:
            page = self.get("/api/v1/requests", count=0, limit=20000, **query, **cursor)
            yield from page["events"]
            if not page["next"]:
                return
            cursor = {"cursor": page["next"]}

    def trouble(self, code, seconds=20):
        """Waits until it says that it is not ready, and why."""
        def told():
            status, answer = self.ask("/readyz")
            return status == 503 and answer["error"]["code"] == code and answer["error"]
        return wait_until(f"{code} at /readyz", told, seconds)

    def kill9(self):
        self.process.kill()
        self.process.wait()
        self.hang_up()

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=20 * SLOWER)
        self.hang_up()
        return code

    def hang_up(self):
        self.process.stdout.close()
        self.process.stderr.close()

    def close(self):
        if self.process.poll() is None:
            self.kill9()


def lines(member, first, count, boot="7", reason="x"):
    return "".join(json.dumps({"club": "office", "member": member, "boot": boot, "seq": seq, "protocol_time_ns": seq,
                               "kind": "probed", "peer": "amy", "reason": reason}) + "\n"
                   for seq in range(first, first + count))


class WebSocket:
    """The little of RFC 6455 that a test needs."""

    def __init__(self, port, path, headers=()):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10 * SLOWER)
        key = base64.b64encode(os.urandom(16)).decode()
        head = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: Upgrade", "Upgrade: websocket",
                "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", *headers]
        self.socket.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        self.bytes = b""
        while b"\r\n\r\n" not in self.bytes:
            more = self.socket.recv(4096)
            if not more:
                break
            self.bytes += more
        answer, _, self.bytes = self.bytes.partition(b"\r\n\r\n")
        self.status = int(answer.split()[1])

    def say(self, message):
        text = json.dumps(message).encode()
        size = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + struct.pack(">H", len(text))
        self.socket.sendall(b"\x81" + size + b"\0\0\0\0" + text)

    def take(self, count):
        while len(self.bytes) < count:
            more = self.socket.recv(65536)
            if not more:
                raise EOFError
            self.bytes += more
        taken, self.bytes = self.bytes[:count], self.bytes[count:]
        return taken

    def hear(self):
        while True:
            first, size = self.take(2)
            if size == 126:
                size = struct.unpack(">H", self.take(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self.take(8))[0]
            text = self.take(size)
            if first == 0x81:
                return json.loads(text)

    def close(self):
        self.socket.close()


class Load:
    """Senders that go on from what was acknowledged to them, and sometimes send it again. Each keeps to one Sauron
    until that one fails it, and then tries the next, as eyes do."""

    def __init__(self, *ports, senders=4, batch=200):
        self.ports, self.batch = ports, batch
        self.acknowledged = [0] * senders  # the last seq, by sender
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.feed, args=(number,)) for number in range(senders)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def feed(self, number):
        at = number % len(self.ports)
        while not self.stopping.is_set():
            first = max(1, self.acknowledged[number] + 1 - random.choice((0, 0, 0, 50)))
            if self.send(self.ports[at], number, first):
                self.acknowledged[number] = max(self.acknowledged[number], first + self.batch - 1)
            else:
                at = (at + 1) % len(self.ports)
                time.sleep(0.01)

    def send(self, port, number, first):
        request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/events", method="POST",
                                         data=lines(f"m{number}", first, self.batch).encode())
        try:
            with urllib.request.urlopen(request, timeout=5 * SLOWER) as answer:
                return answer.status == 202
        except Exception:  # refused, cut off, or half an answer of one that was killed
            return False

    def total(self):
        return sum(self.acknowledged)

    def flows(self, events=400, seconds=20):
        """Waits until so many more are acknowledged."""
        before = self.total()
        wait_until("events flow", lambda: self.total() > before + events, seconds)

    def check(self, test, streams):
        """All that was acknowledged is there; `streams` as check_streams returns it."""
        for number, last in enumerate(self.acknowledged):
            seqs = streams[(f"m{number}", f"{7:016x}")]
            test.assertEqual(seqs, list(range(1, len(seqs) + 1)))
            test.assertGreaterEqual(len(seqs), last, "an acknowledged event is lost")


class SauronTest(ClubTest):
    """A test with a club and Saurons of its own."""

    def sauron(self, *args, **options):
        started = Sauron(self.club, *args, **options)
        self.addCleanup(started.close)
        self.assertTrue(started.ready.get("ready"), started.ready)
        return started

    def check_streams(self, events):
        """Each seq of each stream is there once. Returns them, ascending, by (member, boot)."""
        streams = {}
        for event in events:
            seqs = streams.setdefault((event["member"], event["boot"]), [])
            seqs.append(event["seq"])
        for stream, seqs in streams.items():
            self.assertEqual(len(seqs), len(set(seqs)), f"{stream}: an event is there twice")
        return {stream: sorted(seqs) for stream, seqs in streams.items()}

    def members_told(self, *saurons, seconds=20):
        """Until each of the Saurons shows all that the members have done until now."""
        before = {name: self.club.state(name)["seq"] for name in self.club.names()}

        def told(sauron):
            last = {row["member"]: row["last_seq"] for row in sauron.get("/api/v1/gaps")["streams"]}  # the latest life's
            return all(last.get(name, 0) >= seq for name, seq in before.items())
        wait_until("all that has happened", lambda: all(told(sauron) for sauron in saurons), seconds)

    def check_members(self, streams):
        """No gap in what members said."""
        for name in self.club.names():
            lives = {stream: seqs for stream, seqs in streams.items() if stream[0] == name}
            self.assertTrue(lives, name)
            for stream, seqs in lives.items():
                self.assertEqual(seqs, list(range(1, len(seqs) + 1)), stream)

    def a_run_exported(self, sauron):
        """Four members live, agree on a book and leave. (uuid of the book's rumor, the recording)"""
        self.club.run("new", "--count", "4", "--interval", "0")
        first = self.club.names()[0]
        self.club.run("pick", first, "Emma", "--wait")
        uuid = self.club.books(first)[first]["uuid"]
        wait_until("the tree", lambda: sauron.ask(f"/api/v1/rumors/{uuid}")[1].get("reached") == 4)
        self.club.run("stop")
        wait_until("the end of all", lambda: not sauron.get("/api/v1/health")["eyes"])
        whole, cursor = "", ""
        while True:
            request = urllib.request.urlopen(f"http://127.0.0.1:{sauron.port}/api/v1/export?limit=500&cursor={cursor}")
            whole += request.read().decode()
            cursor = request.headers.get("X-Watercooler-Next")
            if not cursor:
                return uuid, whole

    def check_import(self, sauron, whole, uuid, like):
        """Imported there, the recording gives the answers that `like` gives of the live run."""
        status, answer = sauron.ask("/api/v1/import", "POST", whole, token=True, run="copy")
        self.assertEqual(status, 202, answer)
        self.assertEqual(answer["stored"], like.get("/api/v1/requests")["count"]["events"])
        names = self.club.names()
        end = max(row["last_wall_time"] for row in like.get("/api/v1/members"))  # the live run's is now
        for path, query in ((f"/api/v1/rumors/{uuid}", {}), ("/api/v1/members", {"at": end}), ("/api/v1/gaps", {}),
                            ("/api/v1/rumors", {}), ("/api/v1/why", {"name": names[1], "of": names[0]})):
            self.assertEqual(self.told(like.get(path, **query)), self.told(sauron.get(path, run="copy", **query)), path)

    @staticmethod
    def told(answer):
        """Without what depends on how the events came in."""
        for row in answer if isinstance(answer, list) else []:
            row.pop("event_bytes", None)
        return answer
