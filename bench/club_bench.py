#!/usr/bin/env python3
"""What a club costs and how fast it is, measured on real processes. Prints figures beside their bounds; asserts nothing.

usage: bench/club_bench.py [--members 100] [--rumors 200] [--only start|rest|freeze|rumors]
"""

import argparse
import concurrent.futures
import datetime
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/e2e"))
from club import Club, wait_until  # noqa: E402

TICKS = 100  # of /proc/PID/stat per second


def show(what, figure, bound):
    print(f"  {what:<58} {figure:>14}   bound {bound}")


def processor_ms(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / TICKS


def pss_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def nanoseconds(text):
    """RFC 3339 with nanoseconds, as an integer."""
    whole, fraction = text.rstrip("Z").split(".")
    return int(datetime.datetime.fromisoformat(whole + "+00:00").timestamp()) * 10**9 + int(fraction.ljust(9, "0"))


def each(club, what):
    """One answer per member, many asked at once."""
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        return dict(zip(club.names(), pool.map(what, club.names())))


def start(club, count):
    print(f"\nStart of {count} members")
    began = time.monotonic()
    club.run("new", "--count", count, "--interval", "0", timeout=120)
    ready = time.monotonic()
    wait_until("all agree", lambda: len(set((state["fingerprint"]["members"], state["fingerprint"]["entries"])
               for state in each(club, club.state).values())) == 1, seconds=60)
    show("new --count, until its own check of agreement returns", f"{ready - began:.2f} s", "10 s")
    show("and until all fingerprints are equal", f"{time.monotonic() - began:.2f} s", "10 s")


def rest(club, seconds=20):
    print(f"\nAt rest, for {seconds} s")
    time.sleep(3)
    pids = [record["pid"] for record in club.records()]
    before = {pid: processor_ms(pid) for pid in pids}
    time.sleep(seconds)
    used = [(processor_ms(pid) - before[pid]) / seconds for pid in pids]
    memory = [pss_kib(pid) / 1024 for pid in pids]
    show("processor per member, mean", f"{statistics.mean(used):.2f} ms/s", "3 ms/s")
    show("PSS per member, median", f"{statistics.median(memory):.2f} MiB", "2 MiB")
    show("PSS per member, largest", f"{max(memory):.2f} MiB", "2 MiB")


def freeze(club, rounds=5):
    print(f"\nSoft freeze, {rounds} times: from the store to the last member's `frozen` event")
    spans = []
    for _ in range(rounds):
        answer = club.json("freeze")
        spans.append(answer["skew_us"] / 1000)
        club.run("thaw")
        time.sleep(0.5)
    show("median", f"{statistics.median(spans):.1f} ms", "50 ms")
    show("largest", f"{max(spans):.1f} ms", "50 ms")


def applied_at(club, name, uuid):
    for event in club.get(name, "/api/v1/activity?limit=512"):
        if event.get("uuid") == uuid and event["kind"] in ("applied", "born"):
            return nanoseconds(event["wall_time"])
    return None


def copies(club):
    return sum(state["counters"]["payload_copies"] for state in each(club, club.state).values())


def rumors(club, count, loss):
    print(f"\n{count} rumors with {loss} % of all datagrams lost")
    each(club, lambda name: club.http(name, "/api/v1/control/faults", "POST", {"loss_percent": loss}, token=True))
    names = club.names()
    before = copies(club)
    times, missed, versions = [], 0, {}
    for number in range(count):
        origin = names[number % len(names)]
        status, answer = club.http(origin, "/api/v1/entries/book", "PUT", {"value": f"Rumor {number} at {loss}"}, token=True)
        assert status == 200, answer
        told = time.monotonic()
        if number % 10 == 0:
            time.sleep(max(0.0, told + 2 - time.monotonic()))
            uuid = club.books(origin)[origin]["uuid"]
            at = each(club, lambda name: applied_at(club, name, uuid))
            missed += sum(1 for value in at.values() if value is None)
            known = [value for value in at.values() if value is not None]
            times.append((max(known) - at[origin]) / 1e6)
        else:
            versions[origin] = (answer["version"], told)
            time.sleep(0.02)
    time.sleep(max(0.0, max(told for _, told in versions.values()) + 2 - time.monotonic()))
    for name, rows in each(club, club.books).items():
        missed += sum(1 for origin, (version, _) in versions.items() if rows.get(origin, {}).get("version", -1) < version)
    show("to the last member, median of every tenth rumor", f"{statistics.median(times):.1f} ms", "100 ms")
    show("to the last member, slowest", f"{max(times):.1f} ms", "2000 ms")
    show("payload copies per member and rumor", f"{(copies(club) - before) / len(names) / count:.2f}", "3")
    show("missing anywhere after 2 s", str(missed), "0")
    each(club, lambda name: club.http(name, "/api/v1/control/faults", "POST", {"loss_percent": 0}, token=True))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--members", type=int, default=100)
    arguments.add_argument("--rumors", type=int, default=200)
    arguments.add_argument("--only", choices=["start", "rest", "freeze", "rumors"])
    given = arguments.parse_args()
    club = Club("bench")
    try:
        start(club, given.members)
        if given.only in (None, "rest"):
            rest(club)
        if given.only in (None, "freeze"):
            freeze(club)
        if given.only in (None, "rumors"):
            rumors(club, given.rumors, 0)
            rumors(club, given.rumors, 10)
    finally:
        club.close()


if __name__ == "__main__":
    main()
