"""A club of real processes for one test: its own folder, free ports, and nothing left behind."""

import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("WATERCOOLER_BIN", SOURCE / "build/release/bin"))
# Sanitizers make everything slower; deadlines that speak of the product's speed are stretched by this.
SLOWER = float(os.environ.get("WATERCOOLER_SLOWER", "1"))


def wait_until(what, condition, seconds=10.0, every=0.05):
    """Waits for a condition; fails by name when it does not come."""
    deadline = time.monotonic() + seconds * SLOWER
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds * SLOWER:.0f} s: {what}")
        time.sleep(every)


def state_of(pid):
    """R, S, T (stopped) …; empty if there is no such process."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def alive(pid):
    """Whether a process is there and no zombie."""
    return state_of(pid) not in ("", "Z", "X")


def program_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text().split("\0")[0].rsplit("/", 1)[-1]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def records_at(paths):
    """The records that can be read, by path."""
    for path in sorted(paths):
        try:
            yield json.loads(path.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            pass


class Club:
    def __init__(self, name="office"):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="watercooler-test-"))
        self.name = name
        self.pids = set()
        # Ports of its own: one that a killed member leaves is not taken by the club of a test beside this one.
        self.ports, self.base = claim_ports()

    @property
    def folder(self):
        return self.home / self.name

    def argv(self, *args):
        return [str(BIN / "watercooler"), "--home", str(self.home), "-c", self.name, *map(str, args)]

    def run(self, *args, code=0, timeout=120, **options):
        """Runs a command; its exit code must be the one named (None: any)."""
        if args[0] == "new" and "--from" not in args and not any(re.match("[a-z0-9-]*:", str(each)) for each in args[1:]):
            args = (*args, "--from", f":{self.base}")
        done = subprocess.run(self.argv(*args), capture_output=True, text=True, timeout=timeout * SLOWER,
                              stdin=subprocess.DEVNULL, **options)
        self.note_pids()
        if code is not None and done.returncode != code:
            raise AssertionError(f"{args}: exit {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}")
        return done

    def start(self, *args, **options):
        heard = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        return subprocess.Popen(self.argv(*args), stdin=subprocess.DEVNULL, text=True, **heard)

    def json(self, *args, code=0):
        return json.loads(self.run("--json", *args, code=code).stdout)

    def records(self):
        yield from records_at(self.folder.glob("members/*/record.json"))

    def record(self, name):
        return json.loads((self.folder / "members" / name / "record.json").read_text())

    def note_pids(self):
        self.pids.update(record["pid"] for record in records_at(self.folder.glob("*/**/record.json")))  # Sauron's, too

    def pid(self, name):
        return self.record(name)["pid"]

    def names(self):
        return [record["name"] for record in self.records()]

    def token(self):
        return (self.folder / "token").read_text().strip()

    def http(self, name, path, method="GET", body=None, token=False, headers=None, timeout=10):
        """(status, answer): JSON is parsed, anything else is text."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.record(name)['port']}{path}", method=method)
        if body is not None:
            request.data = body if isinstance(body, bytes) else json.dumps(body).encode()
        if token:
            request.add_header("Authorization", "Bearer " + self.token())
        for key, value in (headers or {}).items():
            request.add_header(key, value)
        try:
            with urllib.request.urlopen(request, timeout=timeout * SLOWER) as answer:
                status, text, kind = answer.status, answer.read().decode(), answer.headers.get("Content-Type", "")
        except urllib.error.HTTPError as error:
            status, text, kind = error.code, error.read().decode(), error.headers.get("Content-Type", "")
        return status, json.loads(text) if "json" in kind and text else text

    def get(self, name, path):
        status, answer = self.http(name, path)
        if status != 200:
            raise AssertionError(f"GET {path} of {name}: {status} {answer}")
        return answer

    def state(self, name):
        return self.get(name, "/api/v1/state")

    def counters(self, name):
        return self.state(name)["counters"]

    def books(self, name):
        return {row["name"]: row for row in self.get(name, "/api/v1/books")}

    def statuses(self, name):
        return {member["name"]: member["status"] for member in self.state(name)["members"]}

    def all_alive(self, names=None):
        """Whether each of the members lists each of them alive."""
        names = names or self.names()
        return all(self.statuses(name).get(other) == "alive" for name in names for other in names)

    def all_hold(self, origin, version, names=None):
        return all(self.books(name).get(origin, {}).get("version", -1) >= version for name in names or self.names())

    def kill9(self, name):
        os.kill(self.pid(name), signal.SIGKILL)

    def close(self):
        """Ends what this club started, by pid, and removes its folder."""
        self.note_pids()
        for pid in self.pids:
            if alive(pid) and program_of(pid) in ("watercooler-member", "sauron"):
                os.kill(pid, signal.SIGKILL)
        for pid in self.pids:
            wait_until(f"the end of {pid}", lambda pid=pid: not alive(pid))
        self.ports.close()
        shutil.rmtree(self.home, ignore_errors=True)


class ClubTest(unittest.TestCase):
    """A test with a club of its own."""

    def setUp(self):
        self.club = Club()
        self.addCleanup(self.club.close)

    def run_as_nobody(self, *args):
        """Runs the program as uid 65534, from a place that he can read: the build may lie in somebody's home. Who is not
        root is somebody without privilege himself."""
        programs = pathlib.Path(tempfile.mkdtemp(prefix="watercooler-test-"))
        self.addCleanup(shutil.rmtree, programs)
        programs.chmod(0o755)
        for name in ("watercooler", "watercooler-member"):
            shutil.copy(BIN / name, programs)
        become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        argv = [*become, programs / "watercooler", *args]
        return subprocess.run([str(each) for each in argv], capture_output=True, text=True, timeout=60 * SLOWER)


def claim_ports():
    """(claim, base): a hundred ports from base on that no other test uses while the claim, a socket, is open."""
    while True:
        claim, base = socket.socket(socket.AF_UNIX), random.randrange(11_000, 31_000, 100)
        try:
            claim.bind(f"\0watercooler-test-ports-{base}")  # a name without a file, that ends with its process
            return claim, base
        except OSError:
            claim.close()


def free_port():
    """A port that is free for TCP and UDP, now."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            try:
                udp.bind(tcp.getsockname())
            except OSError:
                continue
            return tcp.getsockname()[1]


def ports_in_use(ports):
    """Those of the ports that somebody has bound, by TCP or UDP."""
    used = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if table.startswith("tcp") and fields[3] != "0A":  # listening
                continue
            used.add(int(fields[1].rsplit(":", 1)[1], 16))
    return used & set(ports)
