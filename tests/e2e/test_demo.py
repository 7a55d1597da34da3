"""`watercooler demo`: it tells what really happens, waits for whoever freezes its club, and leaves nothing behind."""

import fcntl
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import termios
import time
import unittest

from club import BIN, SLOWER, ClubTest, wait_until

STEPS = ["start", "pick", "cut", "heal", "kill", "back"]


def processes_of(home, programs=("watercooler-member", "sauron")):
    """Members and Saurons whose clubs are in this folder, by pid."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if words[0].rsplit("/", 1)[-1] in programs and str(home) in words:
            found.append(int(path.parent.name))
    return found


class Running:
    """A demo as a process, and what it has told so far."""

    def __init__(self, home, *args, **options):
        argv = [str(BIN / "watercooler"), "--home", str(home), "demo", "--fast", "--members", "5", *args]
        self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        start_new_session=True, **options)
        self.text = ""
        os.set_blocking(self.process.stdout.fileno(), False)

    def read(self):
        self.text += (self.process.stdout.read() or b"").decode()
        return self.text

    def told(self, words, seconds=60):
        """Waits until it tells this; once more often than before with each call."""
        wait_until(f"{words} in:\n{self.text}", lambda: words in self.read(), seconds)

    def club(self):
        return re.search(r'in club "([a-z0-9-]+)"', self.read())[1]

    def interrupt(self, number=signal.SIGINT):
        os.killpg(self.process.pid, number)  # as a terminal does: the whole group

    def ended(self):
        code = self.process.wait(timeout=60 * SLOWER)
        self.read()
        return code

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


class DemoTest(ClubTest):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.end_all)

    def end_all(self):
        """Of a test that failed: its commands first, since they start what comes next."""
        for programs in (("watercooler",), ("watercooler-member", "sauron")):
            for pid in processes_of(self.club.home, programs):
                os.kill(pid, signal.SIGKILL)

    def demo(self, *args, **options):
        running = Running(self.club.home, *args, **options)
        self.addCleanup(running.close)
        return running

    def run_demo(self, *args, code=0, program=BIN / "watercooler"):
        done = subprocess.run([str(program), "--home", str(self.club.home), *args], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120 * SLOWER)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def command(self, club, *args):
        self.club.name = club
        return self.club.run(*args)

    def assert_nothing_left(self):
        self.assertEqual(processes_of(self.club.home), [])
        self.assertEqual(sorted(path.name for path in self.club.home.iterdir()), [])

    def test_once_tells_each_step_as_it_was(self):
        with socket.socket() as taken:  # of two that want 9090 one takes another
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                taken.bind(("127.0.0.1", 9090))
                taken.listen()
            except OSError:
                pass  # somebody has it already
            done = self.run_demo("demo", "--once", "--fast", "--members", "6", "--json")
        sauron, *steps = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(sauron["schema"], "watercooler.demo_sauron/v1")
        self.assertRegex(sauron["url"], r"^http://127\.0\.0\.1:\d+/#token=[0-9a-f]{64}$")
        self.assertNotIn(":9090/", sauron["url"])
        self.assertEqual([step["step"] for step in steps], STEPS)
        facts = {step["step"]: step["facts"] for step in steps}
        for step in steps:
            self.assertEqual((step["schema"], step["ok"], step["round"]), ("watercooler.demo_step/v1", True, 1), step)
            self.assertTrue(step["says"] and step["came"] and step["commands"], step)
            for command in step["commands"]:
                self.assertIn(" -c demo ", command)
        self.assertEqual(len(facts["start"]["members"]), 6)
        self.assertEqual((facts["pick"]["members"], facts["pick"]["journey"]["reached"]), (6, 6))
        for pick in facts["cut"]["picks"]:
            self.assertIn(pick["member"], pick["have"])
            self.assertTrue(pick["lack"])
            self.assertEqual(sorted(pick["have"] + pick["lack"]), sorted(facts["start"]["members"]))
        self.assertEqual(facts["cut"]["picks"][0]["have"], facts["cut"]["picks"][1]["lack"])
        self.assertGreaterEqual(facts["heal"]["agreed_ms"], 0)
        self.assertLess(facts["kill"]["suspected_ms"], facts["kill"]["dead_ms"])
        self.assertEqual(facts["back"]["member"], facts["kill"]["member"])
        self.assert_nothing_left()

    def test_the_commands_it_shows_do_what_it_tells(self):
        demo = self.demo("--once", "--keep")
        self.assertEqual(demo.ended(), 0, demo.text)
        self.assertIn("All of it came as told.", demo.text)
        self.assertNotIn("\x1b", demo.text)  # no terminal: plain lines
        shown = re.findall(r"^       (\S*watercooler .*)$", demo.text, re.MULTILINE)
        self.assertGreater(len(shown), 8)
        for command in shown:
            if " new --count" in command:
                continue  # would start five more
            done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60 * SLOWER,
                                  stdin=subprocess.DEVNULL)
            # --diff: with the cut's own command before it, they differ
            self.assertIn(done.returncode, (0, 1) if command.endswith("--diff") else (0,), command + done.stdout + done.stderr)
        later = re.search(r"Later: (.*)", demo.text)[1]
        subprocess.run(["bash", "-c", later], check=True, capture_output=True, timeout=60 * SLOWER)
        self.assert_nothing_left()

    def test_ctrl_c_at_any_moment_leaves_nothing(self):
        for words in ("gossip their", "1/6", "breaks in two", "is killed"):
            demo = self.demo()
            demo.told(words)
            demo.interrupt()
            self.assertEqual(demo.ended(), 130, demo.text)
            self.assertIn("Stopping and cleaning up", demo.text)
            self.assert_nothing_left()

    def test_a_signal_that_comes_twice_at_once_is_one_wish(self):
        demo = self.demo()
        demo.told("2/6")
        for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGTERM, signal.SIGCONT):  # both are there when it goes on
            demo.interrupt(number)
        self.assertIn(demo.ended(), (130, 143), demo.text)
        self.assert_nothing_left()

    def test_the_second_ctrl_c_ends_it_at_once_and_leaves_the_rest_to_a_command(self):
        demo = self.demo()
        demo.told("2/6")
        demo.interrupt()
        demo.told("Stopping and cleaning up")
        begin = time.monotonic()
        while demo.process.poll() is None:  # one right behind the first is taken for the same
            demo.interrupt()
            time.sleep(0.05)
        self.assertEqual(demo.ended(), 130)
        self.assertLess(time.monotonic() - begin, 1 * SLOWER)
        later = re.search(r"leaves it to you: (.*)", demo.text)[1]
        subprocess.run(["bash", "-c", later], check=True, capture_output=True, timeout=60 * SLOWER)
        self.assert_nothing_left()

    def test_what_a_killed_demo_leaves_is_cleaned_by_the_command_for_it(self):
        demo = self.demo()
        demo.told("2/6")
        demo.process.kill()
        demo.ended()
        self.assertEqual(len(processes_of(self.club.home)), 6)
        second = self.demo("--once", "--json")
        self.assertEqual(second.ended(), 0)
        self.assertIn('There is a club "demo" already', second.process.stderr.read().decode())
        self.command("demo", "clean", "--all", "-y")
        self.assert_nothing_left()

    def test_two_at_once_have_clubs_of_their_own(self):
        first, second = self.demo(), self.demo()
        for each in (first, second):
            each.told("2/6")
        names = {first.club(), second.club()}
        self.assertEqual(len(names), 2)
        self.assertIn("demo", names)
        first.interrupt()
        first.ended()
        self.assertFalse((self.club.home / first.club()).exists())
        second.told("3/6")
        second.interrupt()
        second.ended()
        self.assert_nothing_left()

    def test_nobody_who_reads_is_the_end_too(self):
        demo = self.demo()
        demo.told("1/6")
        demo.process.stdout.close()
        self.assertEqual(demo.process.wait(timeout=60 * SLOWER), 128 + signal.SIGPIPE)
        self.assert_nothing_left()

    def in_terminal(self):
        """A demo in a terminal of its own: its process and the terminal's other side."""
        master, slave = pty.openpty()

        def take_terminal():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        argv = [str(BIN / "watercooler"), "--home", str(self.club.home), "demo", "--fast", "--members", "5"]
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
        environment.pop("NO_COLOR", None)
        process = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave, preexec_fn=take_terminal, env=environment)
        os.close(slave)
        os.set_blocking(master, False)
        self.addCleanup(process.kill)
        return process, master

    def read_terminal(self, master, words):
        text = ""

        def look():
            nonlocal text
            try:
                text += os.read(master, 65536).decode(errors="replace")
            except OSError:
                pass
            return words in text

        wait_until(f"{words} on the terminal", look, 60)
        return text

    def test_in_a_terminal_it_is_coloured_and_ends_with_it(self):
        process, master = self.in_terminal()
        text = self.read_terminal(master, "breaks in two")
        self.assertIn("\x1b[1m", text)
        os.write(master, b"\x03")  # as Ctrl-C is typed
        self.assertEqual(process.wait(timeout=60 * SLOWER), 130)
        os.close(master)
        self.assert_nothing_left()
        process, master = self.in_terminal()
        self.read_terminal(master, "2/6")
        os.close(master)  # the window is closed
        self.assertEqual(process.wait(timeout=60 * SLOWER), 128 + signal.SIGHUP)
        self.assert_nothing_left()

    def test_who_freezes_the_club_gets_something_to_step_through(self):
        demo = self.demo()
        demo.told("2/6")
        club = demo.club()
        self.command(club, "freeze")
        demo.told("has begun to tell")

        def open_entry():
            answer = self.club.run("--json", "converge", code=None)
            entries = json.loads(answer.stdout)["open"] if answer.stdout else []
            return entries and entries[0]

        first = wait_until("somebody lacks the book", open_entry, 20)
        self.assertEqual(first["value"], "The Time Machine")
        self.assertLess(first["reached"], 5)
        self.assertTrue(first["waiting"])

        def stepped():
            self.club.run("step")
            entry = open_entry()
            return not entry or entry["reached"] > first["reached"]

        wait_until("a step takes it further", stepped, 30)
        self.command(club, "thaw")
        demo.told("Time goes on")
        demo.told("4/6")
        self.assertEqual([fault["kind"] for fault in self.club.json("chaos", "ls") if fault["kind"] == "latency"], [])
        demo.interrupt()
        demo.ended()
        self.assert_nothing_left()

    def test_without_sauron_it_says_so_and_goes_on(self):
        programs = pathlib.Path(tempfile.mkdtemp(prefix="watercooler-test-"))
        self.addCleanup(shutil.rmtree, programs)
        for name in ("watercooler", "watercooler-member"):
            shutil.copy(BIN / name, programs)
        environment = {**os.environ, "PATH": "/usr/bin:/bin"}
        argv = [programs / "watercooler", "--home", self.club.home, "demo", "--once", "--fast", "--members", "4"]
        done = subprocess.run([str(each) for each in argv], capture_output=True, text=True, env=environment, timeout=120 * SLOWER)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("script/setup sauron && script/build", done.stdout)
        self.assertIn("/#token=", done.stdout)  # a member's dashboard
        self.assert_nothing_left()

    def test_what_cannot_be_is_refused_with_a_reason(self):
        done = self.run_demo("demo", "--members", "3", code=64)
        self.assertIn("From 4 to 200", done.stderr)
        self.club.run("new", "amy")
        done = self.run_demo("demo", "-c", "office", code=4)
        self.assertIn("wants one of its own", done.stderr)
        self.assertEqual(self.club.json("ls")[0]["status"], "running")
        self.club.run("clean", "--all", "-y")
        readonly = pathlib.Path(tempfile.mkdtemp(prefix="watercooler-test-"))
        self.addCleanup(shutil.rmtree, readonly)
        readonly.chmod(0o555)
        done = self.run_as_nobody("--home", readonly, "demo")
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("cannot make", done.stderr)
        self.assertEqual(list(readonly.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
