"""A real PostgreSQL server for one test: a free loopback port, a folder of its own, an unprivileged user."""

import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile

from club import SLOWER, alive, free_port, wait_until


def programs():
    """The folder of the newest server that is installed. A test without its server has failed: it does not skip."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
    if found:
        return pathlib.Path(found[-1]).parent
    raise AssertionError("PostgreSQL is not there; script/setup test installs it")


def children_of(pid):
    """The processes whose parent it is."""
    found = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


class Postgres:
    """Started when made; `close` ends it by its pid and removes its folder."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="watercooler-test-pg-", dir="/tmp"))
        self.port = free_port()
        self.databases = 0
        self.process = None
        self.user = None
        try:
            if os.geteuid() == 0:  # whom the server refuses
                self.user = pwd.getpwnam("postgres").pw_name
                shutil.chown(self.folder, self.user)
            self.tool("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "sauron", "--no-sync", "-E", "UTF8",
                      "--locale=C")
            self.start()
        except BaseException:
            self.close()
            raise

    def tool(self, name, *args):
        argv = [str(programs() / name), *map(str, args)]
        done = subprocess.run(argv, capture_output=True, text=True, user=self.user, group=self.group(), extra_groups=self.groups(),
                              cwd="/", timeout=120 * SLOWER)
        if done.returncode != 0:
            raise AssertionError(f"{argv}: {done.stdout}\n{done.stderr}")
        return done.stdout

    def group(self):
        return pwd.getpwnam(self.user).pw_gid if self.user else None

    def groups(self):
        return [] if self.user else None

    def start(self):
        """With the process's death in mind, not the machine's: without fsync."""
        argv = [programs() / "postgres", "-D", self.folder / "data", "-p", self.port, "-k", self.folder,
                "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=40", "-c", "fsync=off"]
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen([str(each) for each in argv], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            cwd="/", start_new_session=True, user=self.user, group=self.group(),
                                            extra_groups=self.groups())
        wait_until("PostgreSQL answers", self.answers, seconds=60)

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError("PostgreSQL ended:\n" + (self.folder / "server.log").read_text()[-2000:])
        ready = [programs() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, stdin=subprocess.DEVNULL).returncode == 0

    def database(self):
        """The address of a new, empty one."""
        self.databases += 1
        name = f"club{self.databases}"
        self.tool("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "sauron", name)
        return f"postgresql://sauron@127.0.0.1:{self.port}/{name}"

    def replace(self, database, other):
        """From now on `database` is what was in `other`, which is gone; whoever was connected to it is not any more."""
        at = ("-h", "127.0.0.1", "-p", self.port, "-U", "sauron")
        old, new = (address.rpartition("/")[2] for address in (database, other))
        self.tool("dropdb", *at, "--force", old)
        self.tool("psql", *at, "-c", f"ALTER DATABASE {new} RENAME TO {old}", "postgres")

    def stand_still(self, still=True):
        """Its connections stay open, and nobody answers; until it is told to go on."""
        for pid in (self.process.pid, *children_of(self.process.pid)):
            os.kill(pid, signal.SIGSTOP if still else signal.SIGCONT)

    def kill9(self):
        """The postmaster, as an accident would. Its children notice by themselves; none of them is left after."""
        children = children_of(self.process.pid)
        self.process.kill()
        self.process.wait()
        wait_until("the end of PostgreSQL's children", lambda: not any(map(alive, children)), seconds=60)

    def close(self):
        if self.process and self.process.poll() is None:
            children = children_of(self.process.pid)
            self.process.send_signal(signal.SIGQUIT)  # its immediate end, without orphans
            try:
                self.process.wait(timeout=30 * SLOWER)
            except subprocess.TimeoutExpired:
                self.kill9()
            wait_until("the end of PostgreSQL", lambda: not any(map(alive, children)), seconds=60)
        shutil.rmtree(self.folder, ignore_errors=True)
