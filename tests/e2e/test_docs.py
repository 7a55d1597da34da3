"""Every command that README and docs show is run here, in the order in which it is shown."""

import os
import re
import shutil
import subprocess
import unittest

from club import BIN, SOURCE, ClubTest

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def pages():
    return [SOURCE / "README.md", *sorted((SOURCE / "docs").rglob("*.md")), *sorted((SOURCE / "examples").rglob("*.md"))]


def commands(page):
    return [line for block in BLOCK.findall(page.read_text()) for line in block.splitlines() if line and not line.startswith("#")]


class Docs(ClubTest):
    def setUp(self):
        super().setUp()
        self.state = self.club.home
        self.club.home = self.state / "watercooler"  # where XDG_STATE_HOME leads
        self.addCleanup(shutil.rmtree, self.state, ignore_errors=True)

    def run_page(self, page):
        environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "XDG_STATE_HOME": str(self.state)}
        ran = 0
        for command in commands(page):
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=SOURCE, env=environment, capture_output=True, text=True,
                                  timeout=120, stdin=subprocess.DEVNULL)
            self.club.note_pids()
            self.assertEqual(done.returncode, 0, f"{page.name}: {command}\n{done.stdout}\n{done.stderr}")
            ran += 1
        return ran

    def test_every_command_of_the_readme_works_as_shown(self):
        self.assertGreaterEqual(self.run_page(SOURCE / "README.md"), 20)
        self.assertFalse(self.club.folder.exists())  # the page cleans up after itself

    def test_every_command_of_the_docs_works_as_shown(self):
        for page in pages()[1:]:
            self.run_page(page)

    def test_every_example_of_help_is_a_command_that_exists(self):
        verbs = self.club.run("help").stdout
        names = re.findall(r"^  ([a-z]+)", verbs, re.MULTILINE)
        self.assertGreater(len(names), 10)
        for name in names:
            shown = self.club.run("help", name).stdout
            self.assertIn("watercooler " + name, shown)

    def test_links_between_pages_lead_somewhere(self):
        for page in pages():
            for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
                if "://" not in target:
                    self.assertTrue((page.parent / target).exists(), f"{page}: {target}")


if __name__ == "__main__":
    unittest.main()
