"""docs/alerts.yml in a real Prometheus: each rule fires by the fault that it speaks of, and by nothing before."""

import http.client
import json
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.request

from club import SOURCE, ClubTest, free_port, wait_until

RULES = SOURCE / "docs/alerts.yml"


def hurried(rules):
    """The same rules with shorter patience: a test cannot wait five minutes."""
    return re.sub(r"\[5m\]", "[20s]", re.sub(r"(?m)^(\s+for:) .*$", r"\1 1s", rules))


class Prometheus:
    def __init__(self, jobs):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="watercooler-test-"))
        self.port = free_port()
        (self.folder / "rules.yml").write_text(hurried(RULES.read_text()))
        config = {
            "global": {"scrape_interval": "500ms", "scrape_timeout": "500ms", "evaluation_interval": "500ms"},
            "rule_files": [str(self.folder / "rules.yml")],
            "scrape_configs": [{"job_name": job, "static_configs": [{"targets": targets}]} for job, targets in jobs.items()],
        }
        (self.folder / "prometheus.yml").write_text(json.dumps(config))  # JSON is YAML
        self.log = (self.folder / "log").open("w")
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={self.folder}/prometheus.yml", f"--storage.tsdb.path={self.folder}/data",
             f"--web.listen-address=127.0.0.1:{self.port}"],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        wait_until("Prometheus answers", self.ready, 20)

    def ask(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return json.loads(answer.read())["data"]

    def ready(self):
        try:
            return len(self.ask("/api/v1/targets")["activeTargets"]) > 0
        except OSError:
            return False

    def firing(self):
        return {alert["labels"]["alertname"] for alert in self.ask("/api/v1/alerts")["alerts"] if alert["state"] == "firing"}

    def scraped(self):
        return all(target["health"] == "up" for target in self.ask("/api/v1/targets")["activeTargets"])

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        self.log.close()
        shutil.rmtree(self.folder)


class Alerts(ClubTest):
    def setUp(self):
        super().setUp()
        self.club.run("new", "--count", "5", "--interval", "0")

    def watch(self, **more):
        jobs = {"watercooler": [f"127.0.0.1:{record['port']}" for record in self.club.records()], **more}
        prometheus = Prometheus(jobs)
        self.addCleanup(prometheus.close)
        wait_until("everybody was scraped", prometheus.scraped, 20)
        return prometheus

    def fires(self, prometheus, alert, seconds=40):
        wait_until(f"{alert} fires", lambda: alert in prometheus.firing(), seconds, every=0.25)

    def test_the_rules_are_sound(self):
        checked = subprocess.run(["promtool", "check", "rules", str(RULES)], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_every_metric_is_in_the_docs_and_no_other(self):
        port = free_port()
        self.club.run("sauron", "start", "--port", port, "--otlp", f"http://127.0.0.1:{free_port()}/v1/traces")
        told = {"watercooler": self.club.get("bob", "/metrics")}
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            told["sauron"] = answer.read().decode()
        documented = set(re.findall(r"(?m)^\| `(\w+)` \|", (SOURCE / "docs/metrics.md").read_text()))
        families = {name for text in told.values() for name in re.findall(r"(?m)^# TYPE (\w+) ", text)}
        self.assertEqual(families, documented)

    def test_a_killed_member_is_down_and_then_dead(self):
        prometheus = self.watch()
        self.assertEqual(prometheus.firing(), set())
        self.club.kill9("bob")
        self.fires(prometheus, "WatercoolerMemberDown")
        self.fires(prometheus, "WatercoolerMembersDead")

    def test_a_frozen_member_is_told_of_and_the_views_differ(self):
        prometheus = self.watch()
        self.club.run("freeze", "bob")
        self.fires(prometheus, "WatercoolerFrozen")
        self.fires(prometheus, "WatercoolerMembersDisagree")  # he holds all alive, they hold him dead

    def test_a_member_that_hears_nobody_is_unhealthy_and_suspects_everybody(self):
        prometheus = self.watch()
        self.club.run("chaos", "add", "isolate", "bob", "--for", "2m")
        self.fires(prometheus, "WatercoolerUnhealthy")
        self.fires(prometheus, "WatercoolerSuspicions")

    def test_a_sauron_that_ended_is_down(self):
        port = free_port()
        self.club.run("sauron", "start", "--port", port)
        prometheus = self.watch(sauron=[f"127.0.0.1:{port}"])
        self.assertEqual(prometheus.firing(), set())
        self.club.run("sauron", "stop")
        self.fires(prometheus, "SauronDown")

    def test_an_eye_that_can_keep_no_more_is_told_of(self):
        self.club.run("stop", "bob")
        spool = self.club.folder / "members/bob/spool"
        if spool.exists():
            shutil.rmtree(spool)
        spool.write_text("in the way")  # as a disk that takes nothing
        self.club.run("new", "bob", "--interval", "0")
        prometheus = self.watch()
        port = self.club.record("bob")["port"]
        rumor = json.dumps({"uuid": "again", "address": "196.18.1.0", "port": 80, "payload": "x"})

        def lost():
            talk = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            for _ in range(500):
                talk.request("POST", "/gossip", rumor)
                talk.getresponse().read()
            talk.close()
            return self.club.counters("bob")["eye_lost"] > 0

        wait_until("bob's memory is full", lost, 60)
        self.fires(prometheus, "WatercoolerEyeLosing")


if __name__ == "__main__":
    unittest.main()
