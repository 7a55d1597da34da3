"""docs/packages.md's commands as they stand there, on a system of their own: this one's files below a layer in memory, with systemd as its
first process and no network but loopback. What they install and start is gone with the layer."""

import os
import re
import shutil
import subprocess
import unittest

from club import SLOWER, SOURCE
from test_package import PackageTest

PAGE = SOURCE / "docs/packages.md"
MOUNT = """
set -e
mount -t tmpfs tmpfs "$1" && mkdir "$1/upper" "$1/work" "$1/whole"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/whole"
cp -r "$2/." "$1/whole/"
exec systemd-nspawn --quiet --directory="$1/whole" --private-network --register=no --keep-unit --machine="$3" "${@:4}"
"""
UNIT = """
[Unit]
Requires=basic.target
After=basic.target

[Service]
Type=oneshot
WorkingDirectory={source}
ExecStart=/bin/bash /page.sh
StandardOutput=file:/told/page.log
StandardError=inherit
ExecStopPost=/bin/systemctl --no-block exit $EXIT_STATUS
"""
# Where this system has no sudo, the page's commands are root's already.
SUDO = """
command -v sudo >/dev/null || sudo() { if [ "$1" = -u ]; then runuser -u "$2" -- "${@:3}"; else "$@"; fi; }
export HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
set -euxo pipefail
"""
PURGED = """
[ -z "$(command -v watercooler || true)" ]
[ ! -e /var/lib/watercooler ]
[ -z "$(getent passwd watercooler || true)" ]
"""


def as_root(*args):
    return args if os.geteuid() == 0 else ("sudo", "-n", *args)


class Units(PackageTest):
    def setUp(self):
        super().setUp()
        for name in ("layer", "files", "told"):
            (self.root / name).mkdir()

    def system(self, *args):
        """The exit code of a program as the first process of that system."""
        name = re.sub("[^a-z0-9]", "", self.root.name)
        with open(self.root / "console.log", "w") as console:
            # Ended by its own kind of timeout: what root runs, a user could not end.
            return subprocess.run(as_root("timeout", "--kill-after=10", str(150 * SLOWER), "unshare", "--mount", "--propagation", "private",
                                          "bash", "-c", MOUNT, "mount", str(self.root / "layer"), str(self.root / "files"), name, *args),
                                  stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT).returncode

    def test_the_commands_of_the_page_about_packages_work_as_shown(self):
        if not shutil.which("sudo") and os.geteuid() != 0 or self.system("--as-pid2", "/bin/true") != 0:
            self.skipTest("no second systemd can be started here")
        commands = re.findall(r"^\$ (.*)", PAGE.read_text(), re.MULTILINE)
        self.assertEqual(len(commands), 5)  # from script/package to the purge
        files = self.root / "files"
        (files / "etc/systemd/system").mkdir(parents=True)
        (files / "etc/systemd/system/page.service").write_text(UNIT.format(source=SOURCE))
        (files / "etc/apt/apt.conf.d").mkdir(parents=True)
        (files / "etc/apt/apt.conf.d/zz-nobody-asks").write_text('APT::Get::Assume-Yes "true";\n')
        (files / "page.sh").write_text(SUDO + "\n".join(commands) + PURGED)
        code = self.system(f"--bind={self.root / 'told'}:/told", "--boot", "--", "--unit=page.service")
        log = self.root / "told/page.log"
        told = log.read_text() if log.exists() else ""
        self.assertEqual(code, 0, told + (self.root / "console.log").read_text())
        for member in ("amy", "bob"):
            self.assertRegex(told, rf"(?m)^{member} .* ● running")


if __name__ == "__main__":
    unittest.main()
