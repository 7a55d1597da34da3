"""A terminal of a test's own: a program in it, and what its screen shows."""

import fcntl
import os
import pathlib
import pty
import re
import resource
import select
import shlex
import signal
import struct
import subprocess
import termios

from club import alive, program_of, wait_until

SEQUENCE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])")


class Terminal:
    """A shell with a terminal, and one program in it, as people have them. It understands what our programs write, and no
    more."""

    def __init__(self, argv, columns=80, rows=24, **environment):
        self.master, self.slave = pty.openpty()
        self.columns, self.rows = columns, rows
        self.resize(columns, rows)
        self.modes_before = termios.tcgetattr(self.slave)
        self.alternate, self.cursor, self.rest = False, True, ""
        self.written = self.frames = 0

        def take_terminal():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # some of these tests end programs by what leaves a core

        environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PS1": "$ ", "ENV": "", **environment}
        for name in ("COLUMNS", "LINES", "NO_COLOR", "COLORTERM"):
            environment.pop(name, None)
        # dash leaves the terminal's modes alone, so that they show what the program made of them.
        self.shell = subprocess.Popen(["dash", "-i"], stdin=self.slave, stdout=self.slave, stderr=self.slave,
                                      preexec_fn=take_terminal, env=environment)
        os.set_blocking(self.master, False)
        self.shows("$")
        self.type(shlex.join(argv) + "\n")
        self.pid = wait_until("the program", self.find_program, 20)

    def find_program(self):
        try:
            children = pathlib.Path(f"/proc/{self.shell.pid}/task/{self.shell.pid}/children").read_text().split()
        except FileNotFoundError:
            children = []
        return next((int(pid) for pid in children if program_of(int(pid)) == "watercooler"), None) or self.ended_at_once()

    def ended_at_once(self):
        return -1 if self.text().rstrip().endswith("\n$") else None

    def signal(self, number):
        os.kill(self.pid, number)

    def resize(self, columns, rows):
        """The kernel tells the program by SIGWINCH."""
        self.columns, self.rows = columns, rows
        self.wipe()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def wipe(self):
        self.cells = [[" "] * self.columns for _ in range(self.rows)]
        self.at = [0, 0]

    def modes(self):
        return termios.tcgetattr(self.slave)

    def type(self, text):
        os.write(self.master, text.encode())

    def look(self):
        """Takes what was written by now; the screen's lines."""
        while select.select([self.master], [], [], 0)[0]:
            try:
                got = os.read(self.master, 65536)
            except OSError:
                break
            self.written += len(got)
            self.take(got.decode(errors="replace"))
        return ["".join(row).rstrip() for row in self.cells]

    def text(self):
        return "\n".join(self.look())

    def shows(self, *words, seconds=20):
        try:
            wait_until(f"{words} on the screen", lambda: all(word in self.text() for word in words), seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.text()}") from None

    def take(self, text):
        text = self.rest + text
        cut = text.rfind("\x1b")
        self.rest = text[cut:] if cut >= 0 and not SEQUENCE.match(text, cut) else ""
        place = 0
        text = text[:len(text) - len(self.rest)]
        while place < len(text):
            found = SEQUENCE.match(text, place)
            if found:
                self.obey(found[1], found[2])
                place = found.end()
                continue
            self.put(text[place])
            place += 1

    def obey(self, numbers, letter):
        if letter == "H":
            row, column = (numbers or "1;1").split(";")
            self.at = [int(row) - 1, int(column) - 1]
        elif letter == "J":
            at = self.at
            self.wipe()
            self.at = at
        elif numbers == "?1049":
            self.alternate = letter == "h"
            self.wipe()
        elif numbers == "?2026":
            self.frames += letter == "h"
        elif numbers == "?25":
            self.cursor = letter == "h"

    def put(self, character):
        if character in "\r\n":
            self.at = [self.at[0] + 1, 0] if character == "\n" else [self.at[0], 0]
        elif self.at[0] < self.rows and self.at[1] < self.columns:
            self.cells[self.at[0]][self.at[1]] = character
            self.at[1] += 1

    def restored(self):
        """Whether all is as it was before the program."""
        self.look()
        return not self.alternate and self.cursor and self.modes() == self.modes_before

    def end(self, seconds=20):
        """Waits until the program has ended; its exit code."""
        wait_until("the program's end", lambda: not alive(self.pid), seconds)
        self.wipe()
        self.type("echo ended=$?\n")
        return int(wait_until("the exit code", lambda: re.search(r"ended=(\d+)", self.text()), seconds)[1])

    def close(self):
        for pid in (self.pid, self.shell.pid):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        self.shell.wait()
        for fd in (self.master, self.slave):
            os.close(fd)
