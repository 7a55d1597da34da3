"""What the program says of itself: codes, completion in real shells, the manual."""

import fcntl
import json
import os
import pathlib
import resource
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time
import unittest

from club import BIN, SLOWER, ClubTest, free_port, wait_until
from terminal import Terminal


class Shell:
    """An interactive shell on a terminal of its own, in which somebody types."""

    def __init__(self, test, argv, home, setup):
        self.said = b""
        environment = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(home), "XDG_STATE_HOME": str(home), "TERM": "xterm",
                       "LC_ALL": "C.UTF-8"}
        self.pid, self.terminal = os.forkpty()
        if self.pid == 0:
            os.execvpe(argv[0], argv, environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
        test.addCleanup(self.close)
        self.type(setup + "\necho rea''dy\n")
        self.wait_for("ready")

    def type(self, text):
        os.write(self.terminal, text.encode())

    def wait_for(self, text, seconds=60):
        """Reads until the text was shown; what came before it is forgotten."""
        deadline = time.monotonic() + seconds * SLOWER
        while text.encode() not in self.said.replace(b"\r", b""):
            if time.monotonic() > deadline:
                raise AssertionError(f"not shown: {text}\n{self.said.decode(errors='replace')}")
            if select.select([self.terminal], [], [], 0.1)[0]:
                try:
                    self.said += os.read(self.terminal, 65536)
                except OSError as error:
                    raise AssertionError(f"the shell ended\n{self.said.decode(errors='replace')}") from error
        shown, self.said = self.said.decode(errors="replace"), b""
        return shown

    def close(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source <(watercooler completion bash)"),
    "zsh": (["zsh", "-f", "-i"], "autoload -U compinit; compinit -u -D; source <(watercooler completion zsh)"),
    "fish": (["fish", "--no-config", "-i"], "watercooler completion fish | source"),
}


class CompletionTest(ClubTest):
    def setUp(self):
        super().setUp()
        self.state = self.club.home
        self.club.home = self.state / "watercooler"  # where XDG_STATE_HOME leads
        self.addCleanup(shutil.rmtree, self.state, ignore_errors=True)

    def shell(self, name):
        argv, setup = SHELLS[name]
        if not shutil.which(argv[0]):
            self.skipTest(f"{name} is not installed")
        return Shell(self, argv, self.state, setup)

    def complete_in(self, name):
        self.club.run("new", "jimmy", "amy", "--hold")
        shell = self.shell(name)
        # What was completed is run: its answer is there only if the word was the right one.
        for number, (typed, answer) in enumerate((("watercooler expl\tWC-PORT-PR\t\n", "The port needs privilege."),
                                                  ("watercooler explain wc-port-bu\t\n", "The port is taken."),
                                                  ("watercooler show ji\t\n", str(self.club.pid("jimmy"))),
                                                  ("bookclub --color=ne\tls --status running\n", "running"),
                                                  ("watercooler ls --na\t\n", "amy"))):
            shell.type(typed + f"echo end''ed-{number}\n")
            self.assertIn(answer, shell.wait_for(f"ended-{number}"))

    def test_bash_completes_verbs_flags_names_and_codes(self):
        self.complete_in("bash")

    def test_zsh_completes_verbs_flags_names_and_codes(self):
        self.complete_in("zsh")

    def test_fish_completes_verbs_flags_names_and_codes(self):
        self.complete_in("fish")

    def test_what_a_shell_asks_takes_fifty_milliseconds_of_work_at_most(self):
        self.club.run("new", "--count", 20, "--hold")
        argv = [*self.club.argv("__complete", "--shell", "fish"), "--", "--home", str(self.club.home), "show", ""]
        times = []
        for _ in range(9):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            said = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=60 * SLOWER).stdout
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        self.assertEqual(len(said.splitlines()), 20)
        self.assertLess(sorted(times)[0], 0.050 * SLOWER)  # the quickest: others work on this machine, too

    def test_odd_lines_harm_nobody(self):
        for line in ("", "watercooler", "watercooler '", "watercooler show \\", "watercooler -c ../.. show ", "watercooler --home",
                     "watercooler show " + "x" * 5000, "watercooler \x1b[31m", "watercooler -- -- --"):
            done = self.club.run("__complete", "--shell", "bash", "--", line)
            self.assertNotIn("\x1b", done.stdout)
        wrong = self.club.run("completion", "fishy", code=64)
        self.assertIn('Did you mean "fish"?', wrong.stderr)


class OpenTest(ClubTest):
    """A browser of the test's own: it notes what it was given, and whether anything of it can be seen by others."""

    def browser(self, ends="exit 0"):
        self.noted = self.club.home.parent / (self.club.home.name + "-browser")
        self.noted.mkdir()
        self.addCleanup(shutil.rmtree, self.noted)
        path = self.noted / "my-browser"
        path.write_text(f"""#!/bin/sh
for word; do page=$word; done
tr '\\0' '\\n' < /proc/$$/cmdline > {self.noted}/argv
stat -c %a "$page" > {self.noted}/mode
cat "$page" > {self.noted}/page
[ -t 0 ] || [ -t 1 ] || [ -t 2 ] || echo alone > {self.noted}/terminal
echo "$page" > {self.noted}/path.part
mv {self.noted}/path.part {self.noted}/path
{ends}
""")
        path.chmod(0o755)
        return path

    def at_terminal(self, *args, **environment):
        terminal = Terminal(self.club.argv(*args), columns=300, **{"BROWSER": "", "DISPLAY": "", "WAYLAND_DISPLAY": "", **environment})
        self.addCleanup(terminal.close)
        return terminal

    def page_given(self):
        """The file that the browser was given, after all that must be true of it."""
        wait_until("the browser", (self.noted / "path").exists)
        noted = {name: (self.noted / name).read_text() for name in ("argv", "mode", "page", "terminal", "path")}
        self.assertEqual(noted["mode"], "600\n")
        self.assertEqual(noted["terminal"], "alone\n")
        self.assertNotIn(self.club.token(), noted["argv"])
        self.assertTrue(noted["path"].startswith(str(self.club.folder)))
        (self.noted / "path").unlink()
        return noted["page"], pathlib.Path(noted["path"].strip())

    def test_a_browser_is_led_to_the_dashboard_and_no_argument_holds_the_token(self):
        self.club.run("new", "jimmy", "amy")
        address = self.club.run("open", "jimmy").stdout.strip()
        self.assertEqual(address, f"http://127.0.0.1:{self.club.record('jimmy')['port']}/#token={self.club.token()}")
        terminal = self.at_terminal("open", "jimmy", BROWSER=f"nothing-of-that-name:{self.browser()} --new-tab %s")
        terminal.shows("opened jimmy with my-browser", "open jimmy --print")
        self.assertNotIn(self.club.token(), terminal.text())
        page, path = self.page_given()
        self.assertIn(f'url={address}"', page)
        self.assertIn(f'<a href="{address}">', page)
        self.assertIn("--new-tab\n", (self.noted / "argv").read_text())
        # Whatever else is asked for prints it, and starts nothing.
        for args in (["open", "jimmy", "--print"], ["--json", "open", "jimmy"]):
            self.at_terminal(*args, BROWSER=str(self.noted / "my-browser")).shows(address)
        self.at_terminal("open", "jimmy").shows(address)
        self.assertFalse((self.noted / "path").exists())
        self.club.run("stop")
        self.club.run("clean")
        self.assertFalse(path.exists())
        self.assertEqual(list(self.club.home.iterdir()), [])

    def test_new_opens_what_it_started_and_sauron_is_opened_alike(self):
        terminal = self.at_terminal("new", f"jimmy:{self.club.base}", "--open", BROWSER=str(self.browser()))
        terminal.shows("opened jimmy with my-browser")
        self.club.note_pids()
        self.assertIn(f":{self.club.base}/#token=", self.page_given()[0])
        if not (BIN / "sauron").exists():
            self.skipTest("Sauron was not built")
        self.club.run("sauron", "start", "--port", free_port())
        self.at_terminal("open", "sauron", BROWSER=str(self.noted / "my-browser")).shows("opened sauron with my-browser")
        path = self.page_given()[1]
        self.club.run("down")
        self.club.run("clean")  # what Sauron stored stays, the token does not
        self.assertFalse(path.exists())
        self.club.run("clean", "--all")
        self.assertEqual(list(self.club.home.iterdir()), [])

    def test_a_browser_that_cannot_be_started_is_told_with_the_address(self):
        self.club.run("new", "jimmy")
        terminal = self.at_terminal("open", "jimmy", BROWSER=f"nothing-of-that-name:{self.browser('exit 3')}")
        terminal.shows("no browser was opened: nothing-of-that-name: No such file or directory; my-browser: it ended with code 3",
                       "/#token=" + self.club.token())
        self.assertEqual(terminal.end(), 0)


class ProgramTest(ClubTest):
    def test_a_code_of_an_error_can_be_explained(self):
        failed = self.club.run("show", "amy", code=3)
        code = failed.stderr.split("(")[1].split(")")[0]
        text = self.club.run("explain", code).stdout
        self.assertTrue(text.startswith(code + ": "), text)
        self.assertIn("\nDo:  ", text)
        self.assertEqual(self.club.json("explain", "port-busy")["code"], "WC-PORT-BUSY")
        self.assertGreater(len(self.club.json("explain")), 60)
        wrong = self.club.run("explain", "WC-PORT-BUZY", code=3)
        self.assertIn("Did you mean WC-PORT-BUSY?", wrong.stderr)
        error = json.loads(self.club.run("--json", "explain", "x", code=3).stderr)
        self.assertEqual(error["code"], "WC-CODE-NONE")

    def test_the_manual_is_clean_and_shows_what_help_shows(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="watercooler-test-"))
        self.addCleanup(shutil.rmtree, folder)
        self.club.run("__reference", "share", folder)
        pages = sorted((folder / "man/man1").glob("*.1"))
        self.assertGreater(len(pages), 30)
        self.assertTrue((folder / "zsh/site-functions/_watercooler").exists())
        if not shutil.which("man"):
            self.skipTest("man is not installed")
        environment = {**os.environ, "MANPATH": str(folder / "man"), "MANWIDTH": "100", "LC_ALL": "C.UTF-8", "MANROFFOPT": "-c"}
        for page in ("watercooler", "bookclub", "watercooler-new", "watercooler-chaos"):
            done = subprocess.run(["man", "--warnings", "-P", "cat", page], capture_output=True, text=True, env=environment)
            self.assertEqual((done.returncode, done.stderr), (0, ""), page)
            self.assertIn("SYNOPSIS", done.stdout)
        self.assertIn("--count N", subprocess.run(["man", "-P", "cat", "watercooler-new"], capture_output=True, text=True,
                                                  env=environment).stdout)

    def test_doctor_tells_what_is_well_and_how_to_mend_the_rest(self):
        done = self.club.run("doctor", code=None)
        self.assertIn(done.returncode, (0, 1))
        self.assertEqual(self.club.json("doctor", code=done.returncode)["ok"], done.returncode == 0)
        self.assertEqual(list(self.club.home.iterdir()), [])  # it leaves nothing
        few = subprocess.run(["bash", "-c", 'ulimit -n 200; exec "$@"', "-", *self.club.argv("--json", "doctor")],
                             capture_output=True, text=True)
        checks = {check["name"]: check for check in json.loads(few.stdout)["checks"]}
        self.assertEqual(few.returncode, 1)
        self.assertEqual(checks["open files"]["how"], "trouble")
        self.assertIn("ulimit -n", checks["open files"]["fix"])
        self.assertEqual(checks["watercooler-member"]["how"], "well")
        self.club.run("--home", "/proc/nowhere", "doctor", code=1)


if __name__ == "__main__":
    unittest.main()
