"""Every example of every verb, as help shows it, is run in a club that is fit for it."""

import json
import re
import select
import shlex
import signal
import subprocess
import unittest

from club import BIN, SLOWER, SOURCE, ClubTest, free_port, state_of, wait_until

# What must have happened before, beside the club of jimmy, amy, bob, cat and tod.
BEFORE = {
    "step": ["freeze"],
    "thaw": ["freeze"],
    "trace": ["sauron", "pick jimmy Emma --wait", "converge --within 10s"],
    "watch": ["sauron", "import"],
    "why": ["sauron", "kill bob", "pick amy Emma"],
    "belief": ["sauron"],
    "compare": ["sauron", "pick jimmy Emma --wait", "import", "import office.wcr --run run31", "import office.wcr --run run34"],
    "converge": ["sauron", "pick jimmy Emma --wait", "import"],
    "open": ["sauron"],
    "record": ["sauron"],
    "export": ["sauron"],
    "import": ["sauron", "export -o office.wcr"],
    "clean": ["kill bob"],
}
# Examples that go on until somebody ends them, once this is so.
ENDLESS = {
    "demo": lambda club, process: "2/6" in process.stdout.readline(),
    "logs -f --since 5m 'a*'": lambda club, process: select.select([process.stdout], [], [], 0)[0],
    "new --count 3 --attach": lambda club, process: "Ctrl-C" in process.stderr.readline(),
    "freeze --hard --for 20s 'b*'": lambda club, process: state_of(club.pid("bob")) == "T",
}
# Their verdict depends on what is just so.
ENDS_WITH = {"books --diff": (0, 1), "converge --within 5s": (0, 1), "doctor": (0, 1), "step --event bob": (0, 1)}
# Each of these verbs' examples wants a club of its own.
ALONE = {"new", "kill", "stop", "rm", "clean", "scale", "restart", "freeze", "up", "down", "import"}
# What an example wants that follows another one.
BEFORE_EXAMPLE = {"sauron restore office.db": "sauron stop"}
NO_CLUB = {"new", "help", "version", "explain", "completion", "config", "doctor", "apply", "demo", "sim"}


class ExampleTest(ClubTest):
    def prepare(self, verb):
        self.place = self.club.home / "place"
        self.place.mkdir(exist_ok=True)
        if not (self.place / "examples").exists():
            (self.place / "examples").symlink_to(SOURCE / "examples")
            case = json.loads((SOURCE / "examples/messages/7-newer.json").read_text())
            (self.place / "state.json").write_text(json.dumps(case["state"]))
            (self.place / "message.json").write_text(json.dumps(case["message"]))
            (self.place / "club.toml").write_text(
                f'[club]\nname = "office"\nbase_port = {self.club.base + 20}\n[[member]]\nname = "fay"\n[[member]]\nname = "jimmy"\n')
        if verb in NO_CLUB:
            return
        self.club.run("new", "jimmy", "amy", "bob", "cat", "tod", "--interval", "0")
        for command in BEFORE.get(verb, []):
            if command == "sauron":
                self.shell(f"sauron start --port {free_port()}")
                wait_until("all eyes", lambda: "5 connected" in self.club.run("sauron", "status").stdout, 60)
            elif command == "import":
                self.shell("export -o office.wcr")
                self.shell("import office.wcr --run monday")
            else:
                self.shell(command)

    def end(self):
        self.club.run("clean", "--all", "-y")

    def fit(self, command):
        """The example, with ports and uuids that are there."""
        command = command.replace(":8090", f":{self.club.base + 31}").replace("[::1]:8081", f"[::1]:{self.club.base + 32}")
        command = re.sub(r":81\b", f":{self.club.base + 33}", command)
        command = command.replace("127.0.0.1:7946", f"127.0.0.1:{self.club.base + 34}")
        if command == "sauron start":
            command += f" --port {free_port()}"
        if "0192f3" in command:
            uuid = json.loads(self.club.run("--json", "trace", "--of", "jimmy").stdout)["uuid"]
            command = command.replace("0192f3", uuid[:13])
        return command

    def shell(self, command, codes=(0,), goes_on=None):
        argv = [str(BIN / "watercooler"), "--home", str(self.club.home), *shlex.split(command)]
        process = subprocess.Popen(argv, cwd=self.place, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True)
        if goes_on:
            wait_until(command, lambda: goes_on(self.club, process), 60)
            process.send_signal(signal.SIGINT)
            codes = (130,)
        said, complained = process.communicate(timeout=120 * SLOWER)
        self.club.note_pids()
        self.assertIn(process.returncode, codes, f"{command}\n{said}\n{complained}")

    def run_examples(self, verbs):
        for verb in verbs:
            prepared = False
            for example in self.verbs[verb]["examples"]:
                command = example["command"]
                with self.subTest(example=command):
                    if not prepared:
                        self.prepare(verb)
                    prepared = verb not in ALONE
                    if command in BEFORE_EXAMPLE:
                        self.shell(BEFORE_EXAMPLE[command])
                    self.shell(self.fit(command), ENDS_WITH.get(command, (0,)), ENDLESS.get(command))
                if not prepared:
                    self.end()
            if prepared:
                self.end()

    def setUp(self):
        super().setUp()
        self.verbs = {verb["name"]: verb for verb in json.loads(self.club.run("--json", "help").stdout)["verbs"]}

    SAURON = ("sauron", "open", "compare", "watch", "trace", "why", "belief", "converge", "record", "export", "import")
    STARTING = ("new", "restart", "scale", "up", "down")
    ENDING = ("stop", "kill", "rm", "clean")

    def test_examples_of_what_starts_members(self):
        self.run_examples(self.STARTING)

    def test_examples_of_what_ends_members(self):
        self.run_examples(self.ENDING)

    def test_examples_of_what_asks_sauron(self):
        self.run_examples(self.SAURON)

    def test_examples_of_demo(self):
        self.run_examples(["demo"])

    def test_examples_of_all_other_verbs(self):
        others = [name for name in self.verbs if name not in (*self.SAURON, *self.STARTING, *self.ENDING, "demo")]
        self.assertGreater(len(others), 12)
        self.run_examples(others)


if __name__ == "__main__":
    unittest.main()
