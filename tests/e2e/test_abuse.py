"""Hostile bytes, slow clients, full disks: the member goes on gossiping, and says what is wrong."""

import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from club import ClubTest, alive, free_port, wait_until

VECTORS = pathlib.Path(__file__).resolve().parents[1] / "vectors"


class Abuse(ClubTest):
    def setUp(self):
        super().setUp()
        self.club.run("new", "amy", "bob", "--interval", "0", "--book", "Emma")
        wait_until("amy and bob know each other", lambda: self.club.all_alive())
        self.port = self.club.record("amy")["port"]
        self.boot = self.club.state("amy")["self"]["boot"]

    def still_gossips(self, book="Dune"):
        """The same process, in the same boot, tells and is told."""
        self.assertEqual(self.club.state("amy")["self"]["boot"], self.boot)
        self.club.run("pick", "amy", book, "--wait")
        self.club.run("pick", "bob", book, "--wait")
        self.assertEqual(self.club.statuses("amy"), {"amy": "alive", "bob": "alive"})
        self.assertEqual(self.club.statuses("bob"), {"amy": "alive", "bob": "alive"})

    def test_garbage_datagrams_of_every_length(self):
        chance = random.Random(7)
        label = (self.club.folder / "label").read_text().strip().encode()
        header = bytes([0xF4, len(label)]) + label
        with socket.socket(type=socket.SOCK_DGRAM) as udp:
            for size in [*range(0, 300), 1399, 1400, 1401, 9000, 65507 - len(header)]:
                garbage = chance.randbytes(size)
                for datagram in (garbage, header + garbage, header + bytes([chance.randrange(14)]) + garbage[1:]):
                    udp.sendto(datagram, ("127.0.0.1", self.port))
        wait_until("amy has seen and dropped them", lambda: self.club.counters("amy")["dropped"] > 100)
        self.still_gossips()

    def test_captured_datagrams_of_another_cluster_and_their_damaged_copies(self):
        import json
        chance = random.Random(11)
        label = (self.club.folder / "label").read_text().strip().encode()
        header = bytes([0xF4, len(label)]) + label
        with socket.socket(type=socket.SOCK_DGRAM) as udp:
            for file in ("invalid.json", "memberlist-messages.json", "serf-messages.json"):
                for vector in json.loads((VECTORS / file).read_text())["vectors"]:
                    data = bytearray.fromhex(vector["hex"])
                    # An alive about a foreign name is no garbage: it would join the club. Those that name members stay out.
                    if data[:1] in (b"\x04", b"\x07", b"\x0c") and file != "invalid.json":
                        continue
                    for _ in range(4):
                        udp.sendto(header + bytes(data), ("127.0.0.1", self.port))
                        if data:
                            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        self.assertEqual(self.club.state("amy")["self"]["boot"], self.boot)
        wait_until("bob is alive to amy", lambda: self.club.statuses("amy").get("bob") == "alive")
        self.assertTrue(alive(self.club.pid("amy")))

    def test_garbage_streams_and_streams_that_stop_half_way(self):
        chance = random.Random(13)
        for size in (1, 2, 3, 10, 100, 5000, 300_000):
            for first in (b"\x00", b"\x06", b"\x08", b"\x09", b"\x0a", b"\xf4", b"\x16", b"\xff", b"G", b"Z"):
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as tcp:
                    try:
                        tcp.sendall(first + chance.randbytes(size - 1))
                    except OSError:
                        pass  # refused early: fine
        halves = []
        for first in (b"\x06\x83", b"\x08\x81\xaaUserMsgLen\xce\x01\x00\x00\x00", b"GET / HTTP/1.1\r\nHost: ", b"POST /gossip HTTP/1.1\r\n"):
            tcp = socket.create_connection(("127.0.0.1", self.port), timeout=5)
            tcp.sendall(first)
            tcp.shutdown(socket.SHUT_WR) if first[:1] == b"\x06" else None
            halves.append(tcp)
        self.still_gossips()
        for tcp in halves:
            tcp.close()

    def test_http_that_is_malformed_oversize_or_slow(self):
        def ask(data, limit=15):
            with socket.create_connection(("127.0.0.1", self.port), timeout=limit) as tcp:
                tcp.sendall(data)
                try:
                    return tcp.recv(200).decode(errors="replace")
                except (socket.timeout, ConnectionResetError):
                    return ""

        host = f"Host: 127.0.0.1:{self.port}\r\n"
        self.assertIn(" 400 ", ask(b"NONSENSE\r\n\r\n"))
        self.assertIn(" 431 ", ask(f"GET / HTTP/1.1\r\n{host}X: {'x' * 20000}\r\n\r\n".encode()))
        self.assertIn(" 413 ", ask(f"POST /gossip HTTP/1.1\r\n{host}Content-Length: 100000000\r\n\r\n".encode()))
        self.assertIn(" 404 ", ask(f"GET /nothing HTTP/1.1\r\n{host}\r\n".encode()))
        self.assertIn(" 405 ", ask(f"DELETE /book HTTP/1.1\r\n{host}\r\n".encode()))
        self.assertIn(" 408 ", ask(f"GET / HTTP/1.1\r\n{host}".encode()))  # and then silence
        self.still_gossips()

    def test_every_wrong_field_of_a_rumor_is_named(self):
        good = {"uuid": "u", "address": "196.18.1.0", "port": 80, "ttl": 4, "payload": "book"}
        wrong = [("uuid", ""), ("uuid", "x" * 65), ("uuid", 7), ("address", 5), ("port", 70000), ("port", "x"), ("port", -1),
                 ("ttl", 65), ("ttl", -1), ("ttl", "4"), ("ttl", 1.5), ("payload", "x" * 4097), ("payload", "a\u0007b"), ("payload", None),
                 ("version", -1), ("version", 2 ** 53), ("version", 1e300), ("version", "7"), ("key", "A B"), ("key", "x" * 65),
                 ("name", "x" * 200)]
        for field, value in wrong:
            status, answer = self.club.http("amy", "/gossip", "POST", {**good, field: value})
            self.assertEqual(status, 400, (field, value, answer))
            self.assertIn(field, answer["error"]["message"], (field, value))
        for body in (b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b'{"uuid":"u"}', b"[" * 10000, b'{"a":' * 5000):
            status, answer = self.club.http("amy", "/gossip", "POST", body)
            self.assertEqual(status, 400, body[:20])
            self.assertTrue(answer["error"]["message"])
        self.assertEqual(sorted(self.club.books("amy")), ["amy", "bob"])
        self.still_gossips()

    def test_ten_thousand_connections_opened_and_left(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = min(hard, 10_500)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        opened = []
        try:
            for _ in range(min(10_000, wanted - 400)):
                tcp = socket.socket()
                tcp.settimeout(5)
                tcp.connect(("127.0.0.1", self.port))
                opened.append(tcp)
            self.assertGreater(len(opened), 5_000)
            self.still_gossips()
        finally:
            for tcp in opened:
                tcp.close()
        descriptors = len(os.listdir(f"/proc/{self.club.pid('amy')}/fd"))
        self.assertLess(descriptors, 300)

    def test_a_full_disk_is_told_and_the_member_goes_on(self):
        if os.geteuid() != 0:
            self.skipTest("mounts a small tmpfs")
        small = self.club.home / "small"
        small.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("may not mount here")
        from club import Club
        full = Club()
        shutil.rmtree(full.home)
        full.home = small
        try:
            full.run("new", "cat", "--interval", "200ms")
            filler = small / "filler"
            filler.touch()
            with open(filler, "ab", buffering=0) as file:
                try:
                    while True:
                        file.write(b"x" * 4096)
                except OSError:
                    pass
            version = full.books("cat")["cat"]["version"]
            wait_until("it goes on picking", lambda: full.books("cat")["cat"]["version"] > version + 40, seconds=30)
            pid = full.pid("cat")
            filler.unlink()
            wait_until("the log tells of the full disk", lambda: "state file" in full.run("logs", "cat").stdout, seconds=20)
            self.assertTrue(alive(pid))
            done = full.run("stop", "cat")
            self.assertIn("stopped", done.stdout)
        finally:
            full.note_pids()
            for pid in full.pids:
                if alive(pid):
                    os.kill(pid, signal.SIGKILL)
                    wait_until("its end", lambda pid=pid: not alive(pid))
            subprocess.run(["umount", str(small)], check=True)

    def test_a_read_only_folder_is_told_and_nothing_starts(self):
        if os.geteuid() != 0:
            self.skipTest("drops its privilege first")
        locked = self.club.home / "locked"
        locked.mkdir(mode=0o755)
        os.chmod(self.club.home, 0o755)
        done = self.run_as_nobody("--home", locked, "new", "cat")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(str(locked), done.stderr)
        self.assertEqual(list(locked.iterdir()), [])

    def test_a_club_that_can_only_be_read_is_told_of_and_loses_nobody(self):
        if os.geteuid() != 0:
            self.skipTest("mounts a folder again, to be read only")
        self.club.run("chaos", "add", "loss", "5%", "--forever")
        before, folder = self.club.pid("amy"), str(self.club.home)
        if subprocess.run(["mount", "--bind", folder, folder], capture_output=True).returncode != 0:
            self.skipTest("may not mount here")
        try:
            subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
            files = tempfile.TemporaryDirectory()
            self.addCleanup(files.cleanup)
            club_file = pathlib.Path(files.name) / "club.toml"
            club_file.write_text(f'[club]\nname = "{self.club.name}"\n[[member]]\nname = "amy"\nport = {self.port}\n'
                                 '[[chaos]]\ndo = "loss 5%"\nforever = true\n[[chaos]]\ndo = "duplicate 1%"\n')
            for args, says in ((["chaos", "ls"], "loss 5%"), (["ls"], "running"), (["top", "--batch", "-n", "1"], "alive"),
                               (["config"], folder), (["open", "amy"], "/#token="), (["show", "amy"], "running"),
                               (["up", "-f", club_file, "--dry-run"], "duplicate 1%")):
                self.assertIn(says, self.club.run(*args).stdout)
            for args in (["restart"], ["restart", "--rolling"], ["scale", 5], ["new", "cat"], ["freeze"],
                         ["chaos", "heal"], ["new", f"amy:{self.port}", "--replace"], ["up", "-f", club_file]):
                done = self.club.run(*args, code=6)
                self.assertIn("Read-only file system (WC-CLUB-READONLY)", done.stderr)
            self.assertIn("Read-only file system", self.club.run("doctor", code=1).stdout)
            self.assertEqual(self.club.pid("amy"), before)
            self.assertTrue(alive(before))
            self.assertIn("stopped 2", self.club.run("down").stdout)
        finally:
            subprocess.run(["umount", folder], check=True)

    def test_a_busy_port_names_its_holder_and_suggests_a_free_one(self):
        done = self.club.run("new", f"cat:{self.port}", code=5)
        self.assertIn("WC-PORT-BUSY", done.stderr)
        self.assertIn('"amy"', done.stderr)
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            done = self.club.run("new", f"cat:{other.getsockname()[1]}", code=5)
            self.assertIn("WC-PORT-BUSY", done.stderr)
        self.assertNotIn("cat", self.club.names())

    def test_a_port_that_browsers_refuse_is_warned_of(self):
        refused = next(port for port in (6666, 6667, 6668, 6669, 6697, 10080) if port_is_free(port))
        done = self.club.run("new", f"cat:{refused}", "--interval", "0")
        self.assertIn("WC-PORT-BROWSER", done.stderr)

    def test_a_name_that_lives_is_refused(self):
        done = self.club.run("new", f"amy:{free_port()}", code=4)
        self.assertIn("WC-NAME-TAKEN", done.stderr)
        self.still_gossips()

    def test_kill_nine_at_any_moment_of_a_start_leaves_what_clean_can_clean(self):
        for delay in (0.0, 0.003, 0.006, 0.01, 0.02, 0.04, 0.08):
            process = self.club.start("new", "--count", "4", "--interval", "50ms", start_new_session=True)
            time.sleep(delay)
            process.kill()
            process.communicate()
        wait_until("no start is under way", lambda: not any(row["status"] == "starting" for row in self.club.json("ls")), seconds=20)
        self.club.note_pids()
        for pid in [record["pid"] for record in self.club.records()]:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
                wait_until("its end", lambda pid=pid: not alive(pid))
        self.club.run("clean")
        self.assertFalse(self.club.folder.exists())


def port_is_free(port):
    with socket.socket() as tcp:
        try:
            tcp.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


if __name__ == "__main__":
    unittest.main()
