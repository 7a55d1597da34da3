"""What a trace of a rumor says is what the members counted themselves."""

import unittest

from club import wait_until
from sauron import SauronTest

# Of what a member counts, what a rumor moves.
MOVED = ("applied", "duplicate", "stale", "refuted", "rejected", "announced", "pulled", "payload_copies", "copies_pushed",
         "copies_answered", "copies_synced", "copies_corrected", "copies_duplicate_in")


class Numbers(SauronTest):
    def sums(self):
        """The counters of all members, added up."""
        counters = [self.club.counters(name) for name in self.club.names()]
        return {name: sum(each[name] for each in counters) for name in MOVED}

    def quiet_sums(self):
        """The same, once no rumor is on its way: two looks, longer apart than a reconciliation waits (1 s), are equal."""
        looks = [self.sums()]

        def quiet():
            looks.append(self.sums())
            return looks[-1] == looks[-2]
        wait_until("no rumor is on its way", quiet, seconds=60, every=1.5)
        return looks[-1]

    def test_a_trace_of_fifty_members_adds_up_and_equals_what_they_counted_themselves(self):
        club = self.club
        # Nobody picks by himself (--interval 0): between the two looks at the counters there is one rumor only.
        club.run("new", "--count", "49", "--interval", "0")
        club.run("new", "jimmy", "--interval", "0")
        names = club.names()
        self.assertEqual(len(names), 50)
        sauron = self.sauron()
        wait_until("everybody knows everybody", lambda: club.all_alive(), 60, every=1)
        before = self.quiet_sums()
        club.run("pick", "jimmy", "Dune", "--wait")
        after = self.quiet_sums()
        moved = {name: after[name] - before[name] for name in MOVED}
        self.members_told(sauron, seconds=30)
        tree = club.json("trace", "--of", "jimmy")

        # Each of the 50: who told it, at which hop, when.
        self.assertEqual((tree["origin"], tree["value"], tree["living"], tree["missing"]), ("jimmy", "Dune", 50, []))
        self.assertEqual(sorted(node["member"] for node in tree["nodes"]), names)
        by_name = {node["member"]: node for node in tree["nodes"]}
        self.assertEqual(by_name["jimmy"]["how"], "born")
        for node in tree["nodes"]:
            self.assertTrue(node["wall_time"], node)
            if node["member"] == "jimmy":
                continue
            teller = by_name[node["told_by"]]
            self.assertEqual(node["hop"], teller["hop"] + 1, node)
            self.assertEqual(node["parent_member"], teller["member"])
            self.assertGreaterEqual(node["since_birth_ns"], teller["since_birth_ns"])
            self.assertIn(node["how"], ("push", "pull", "sync"), node)
        self.assertEqual(tree["hops"], max(node["hop"] for node in tree["nodes"]))

        # The tree adds up: its totals are the sums over its members.
        for total, part in (("copies", "copies"), ("redundant", "duplicates"), ("announcements", "announced"), ("pulls", "pulled")):
            self.assertEqual(tree[total], sum(node[part] for node in tree["nodes"]), total)
        self.assertEqual(tree["copies"], 49 + tree["redundant"])

        # And it equals what the members counted: what was sent (payload_copies) is what came, and of that
        # what was news and what was not; loopback loses nothing.
        self.assertEqual(moved["payload_copies"], tree["copies"])
        self.assertEqual(moved["payload_copies"], sum(
            moved["copies_" + why] for why in ("pushed", "answered", "synced", "corrected")))
        self.assertEqual(moved["applied"], 49)
        self.assertEqual(moved["duplicate"] + moved["stale"] + moved["refuted"] + moved["rejected"], tree["redundant"])
        self.assertEqual(moved["copies_duplicate_in"], tree["redundant"])
        self.assertEqual(moved["announced"], tree["announcements"])
        self.assertEqual(moved["pulled"], tree["pulls"])

        # The events of this rumor that Sauron stores are those counts, too.
        kinds = {}
        for event in sauron.events(filter=f"uuid:{tree['uuid']}"):
            kinds[event["kind"]] = kinds.get(event["kind"], 0) + 1
        self.assertEqual(kinds.get("born"), 1)
        for kind in ("applied", "duplicate", "announced", "pulled"):
            self.assertEqual(kinds.get(kind, 0), moved[kind], kind)
        print(f"{tree['copies']} copies, {tree['announcements']} announcements, {tree['pulls']} pulls", end=" ")


if __name__ == "__main__":
    unittest.main()
