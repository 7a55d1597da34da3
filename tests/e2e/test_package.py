"""What is installed: by cmake for a stranger's project, and as Debian packages, which leave nothing behind."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from club import BIN, SLOWER, SOURCE

BUILD = BIN.parent
HERE = {**os.environ, "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}  # where dpkg looks for ldconfig


def run(*args, code=0, **options):
    done = subprocess.run([str(each) for each in args], capture_output=True, text=True, timeout=300 * SLOWER, env=HERE,
                          stdin=subprocess.DEVNULL, **options)
    if code is not None and done.returncode != code:
        raise AssertionError(f"{args}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout + done.stderr


class PackageTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="watercooler-test-"))
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)

    def files(self, below="."):
        return sorted(str(path.relative_to(self.root)) for path in (self.root / below).rglob("*") if not path.is_dir())


class Installed(PackageTest):
    def test_a_stranger_finds_the_library_links_it_and_runs(self):
        prefix = self.root / "prefix"
        for component in ("library", "development"):
            run("cmake", "--install", BUILD, "--prefix", prefix, "--component", component)
        run("cmake", "-G", "Ninja", "-S", SOURCE / "tests" / "package", "-B", self.root / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
        run("cmake", "--build", self.root / "build")
        self.assertEqual(run(self.root / "build" / "stranger"), "applied: bob believes that amy reads Emma\n")
        wrong = (SOURCE / "tests" / "package" / "CMakeLists.txt").read_text().replace("0.1", "0.9")
        (self.root / "later").mkdir()
        (self.root / "later" / "CMakeLists.txt").write_text(wrong)
        said = run("cmake", "-G", "Ninja", "-S", self.root / "later", "-B", self.root / "no", f"-DCMAKE_PREFIX_PATH={prefix}", code=1)
        self.assertIn("compatible with requested version \"0.9\"", said)

    def test_what_is_installed_is_said_nowhere_where_it_was_built(self):
        run("cmake", "--install", BUILD, "--prefix", self.root / "prefix")
        for path in (self.root / "prefix").rglob("*"):
            if path.is_file() and not path.is_symlink():
                self.assertNotIn(str(SOURCE).encode(), path.read_bytes(), path)


class Debian(PackageTest):
    @classmethod
    def setUpClass(cls):
        cls.made = pathlib.Path(tempfile.mkdtemp(prefix="watercooler-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.made, ignore_errors=True)
        run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", cls.made)
        cls.debs = {path.name.split("_")[0]: path for path in cls.made.glob("*.deb")}

    def dpkg(self, *args, code=0):
        """dpkg for a root of its own. Its scripts run here, and are told by DPKG_ROOT where their files are."""
        return run("dpkg", f"--root={self.root}", "--force-not-root", "--force-script-chrootless", "--force-depends", "--log=/dev/null", *args,
                   code=code)

    def test_there_are_three_and_they_say_what_they_need(self):
        self.assertEqual(sorted(self.debs), ["libwatercooler-dev", "libwatercooler0.1", "watercooler"])
        needs = {name: run("dpkg-deb", "-f", path, "Depends") for name, path in self.debs.items()}
        self.assertRegex(needs["watercooler"], r"libc6 \(>= ")
        self.assertRegex(needs["watercooler"], r"libsqlite3-0 \(>= ")
        self.assertNotIn("boost", needs["watercooler"])
        self.assertRegex(needs["libwatercooler0.1"], r"libstdc\+\+6 \(>= ")
        self.assertRegex(needs["libwatercooler-dev"], r"^libwatercooler0\.1 \(= \d+\.\d+\.\d+\), libexpected-dev$")
        for path in self.debs.values():
            owners = {tuple(line.split()[1].split("/")) for line in run("dpkg-deb", "-c", path).splitlines()}
            self.assertEqual(owners, {("root", "root")})

    def test_installed_it_shows_its_demo_and_purged_it_leaves_nothing(self):
        admin = self.root / "var/lib/dpkg"
        for folder in ("info", "updates", "parts", "triggers"):
            (admin / folder).mkdir(parents=True)
        for file in ("status", "available"):
            (admin / file).touch()
        self.dpkg("-i", self.debs["watercooler"])
        installed = [each for each in self.files() if not each.startswith("var/lib/dpkg")]
        for wanted in ("usr/bin/bookclub", "usr/bin/sauron", "usr/bin/watercooler", "usr/bin/watercooler-member", "usr/bin/watercooler-sim",
                       "usr/lib/systemd/system/sauron.service", "usr/lib/systemd/system/watercooler@.service",
                       "usr/share/bash-completion/completions/watercooler", "usr/share/doc/watercooler/copyright",
                       "usr/share/fish/vendor_completions.d/watercooler.fish", "usr/share/man/man1/watercooler.1",
                       "usr/share/zsh/site-functions/_watercooler", "usr/share/zsh/vendor-completions/_watercooler"):
            self.assertIn(wanted, installed)
        home = self.root / "home"
        program = self.root / "usr/bin/bookclub"
        self.assertIn("http://127.0.0.1:", run(program, "--home", home, "demo", "--fast", "--once", "--members", "5"))
        self.assertEqual(self.files("home"), [])  # it cleans up after itself
        home.rmdir()
        (self.root / "var/lib/watercooler/office").mkdir(parents=True)  # as services leave it
        self.dpkg("--purge", "watercooler")
        self.assertEqual([each for each in self.files() if not each.startswith("var/lib/dpkg")], [])
        self.assertFalse((self.root / "usr").exists())

    def test_the_units_are_what_systemd_understands(self):
        run("dpkg-deb", "-x", self.debs["watercooler"], self.root)
        units = self.root / "usr/lib/systemd/system"
        here = self.root / "units"
        here.mkdir()
        for unit in units.iterdir():  # the programs are not where they will be
            text = unit.read_text()
            self.assertRegex(text, "(?m)^ExecStart=(watercooler-member|sauron) ")
            (here / unit.name.replace("@.", "@jimmy.")).write_text(text.replace("ExecStart=", f"ExecStart={self.root}/usr/bin/"))
        self.assertEqual(run("systemd-analyze", "verify", "--man=no", *sorted(here.iterdir())), "")


if __name__ == "__main__":
    unittest.main()
