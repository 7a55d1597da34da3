"""A live Serf agent and a member of ours are one cluster, and the agent has nothing to complain about."""

import json
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from club import ClubTest, free_port, wait_until


class Agent:
    """`serf agent` on free loopback ports."""

    def __init__(self, name, *options):
        self.name, self.port, self.rpc = name, free_port(), free_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="watercooler-serf-"))
        self.log = open(self.folder / "log", "w+")
        self.process = subprocess.Popen(
            ["serf", "agent", f"-node={name}", f"-bind=127.0.0.1:{self.port}", f"-rpc-addr=127.0.0.1:{self.rpc}",
             "-profile=lan", "-log-level=debug", *options], stdout=self.log, stderr=self.log)

    def members(self):
        done = subprocess.run(["serf", "members", f"-rpc-addr=127.0.0.1:{self.rpc}", "-format=json"], capture_output=True, text=True)
        if done.returncode != 0:
            return {}
        return {member["name"]: member for member in json.loads(done.stdout)["members"]}

    def said(self):
        return (self.folder / "log").read_text()

    def close(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder)


class Serf(ClubTest):
    def agent(self, *args):
        agent = Agent(*args)
        self.addCleanup(agent.close)
        wait_until("the agent answers", agent.members, seconds=20)
        return agent

    def test_each_lists_the_other_alive_for_a_minute_without_a_complaint(self):
        agent = self.agent("agent-one")
        self.club.run("new", "jimmy", "--label", "none", "--join", f"127.0.0.1:{agent.port}", "--interval", "5s")
        wait_until("the agent lists jimmy", lambda: agent.members().get("jimmy", {}).get("status") == "alive", seconds=20)
        wait_until("jimmy lists the agent", lambda: self.club.statuses("jimmy").get("agent-one") == "alive", seconds=20)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            self.assertEqual(agent.members()["jimmy"]["status"], "alive", agent.said())
            self.assertEqual(self.club.statuses("jimmy")["agent-one"], "alive")
            time.sleep(2)
        self.assertEqual(self.club.counters("jimmy")["suspected"], 0)
        complaints = [line for line in agent.said().splitlines() if "[ERR]" in line or "[WARN]" in line]
        self.assertEqual(complaints, [])

    def test_an_agent_sees_a_goodbye_as_left_and_a_kill_as_failed(self):
        agent = self.agent("agent-two")
        self.club.run("new", "amy", "bob", "--label", "none", "--join", f"127.0.0.1:{agent.port}", "--interval", "0")
        for name in ("amy", "bob"):
            wait_until(f"the agent lists {name}", lambda name=name: agent.members().get(name, {}).get("status") == "alive", seconds=20)
        self.club.run("stop", "amy")
        wait_until("the agent saw amy leave", lambda: agent.members()["amy"]["status"] == "left", seconds=20)
        self.club.kill9("bob")
        wait_until("the agent saw bob fail", lambda: agent.members()["bob"]["status"] == "failed", seconds=90, every=0.5)
        complaints = [line for line in agent.said().splitlines() if "[ERR]" in line and "bob" not in line]
        self.assertEqual(complaints, [])

    def test_a_serf_agent_that_leaves_or_fails_is_known_to_us(self):
        staying, leaving = self.agent("agent-three"), self.agent("agent-four")
        self.club.run("new", "jimmy", "--label", "none", "--join", f"127.0.0.1:{staying.port}",
                      "--join", f"127.0.0.1:{leaving.port}", "--interval", "0")
        for name in ("agent-three", "agent-four"):
            wait_until(f"jimmy lists {name}", lambda name=name: self.club.statuses("jimmy").get(name) == "alive", seconds=20)
        subprocess.run(["serf", "leave", f"-rpc-addr=127.0.0.1:{leaving.rpc}"], check=True, capture_output=True, timeout=30)
        wait_until("jimmy saw it leave", lambda: self.club.statuses("jimmy")["agent-four"] == "left", seconds=20)
        self.assertEqual(self.club.statuses("jimmy")["agent-three"], "alive")

    def test_two_members_of_ours_gossip_books_among_serf_agents(self):
        agent = self.agent("agent-five", "-disable-compression")
        self.club.run("new", "amy", "bob", "--label", "none", "--join", f"127.0.0.1:{agent.port}", "--interval", "0")
        wait_until("amy and bob know each other", lambda: self.club.statuses("amy").get("bob") == "alive"
                   and self.club.statuses("bob").get("amy") == "alive")
        self.club.run("pick", "amy", "Dune", "--wait")
        self.assertEqual(self.club.books("bob")["amy"]["book"], "Dune")
        self.assertNotIn("unknown", agent.said().lower())


if __name__ == "__main__":
    unittest.main()
