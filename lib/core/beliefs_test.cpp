#include "core/beliefs.hpp"

#include <doctest/doctest.h>

#include "core/test_one.hpp"

namespace watercooler::core {

// The sections named are those of memberlist's rules, docs/protocol.md.

TEST_CASE("7.2: an alive of somebody new makes a member, and is told on") {
    OneNode one;
    one.hear(one.alive("bob", 82));
    CHECK(one.kinds() == "joined");
    CHECK(one.event(EventKind::joined)->peer == "bob");
    CHECK(one.event(EventKind::joined)->cause == one.event(EventKind::received)->seq);
    CHECK(one.view("bob")->address == OneNode::place(82));
    CHECK(one.view("bob")->watercooler);
    CHECK(one.queued("bob") == "alive");
}

TEST_CASE("7.2: only a higher incarnation is news, an update that says what else changed") {
    OneNode one;
    one.hear(one.alive("bob", 82, 5));
    one.hear(one.alive("bob", 82, 5, {{"wc", "1"}, {"role", "x"}}));
    CHECK(one.kinds().empty());
    one.hear(one.alive("bob", 82, 4));
    CHECK(one.kinds().empty());
    one.hear(one.alive("bob", 82, 6));
    CHECK(one.kinds() == "updated");
    CHECK(one.event(EventKind::updated)->incarnation == Incarnation{6});
    CHECK(one.event(EventKind::updated)->cause == one.event(EventKind::received)->seq);
    CHECK(one.event(EventKind::updated)->reason.empty());  // nothing about it changed but its incarnation
    CHECK(one.view("bob")->incarnation == Incarnation{6});
    one.hear(one.alive("bob", 82, 7, {{"wc", "1"}, {"role", "x"}}));
    CHECK(one.kinds() == "updated");
    CHECK(one.event(EventKind::updated)->reason == "metadata");
    CHECK(one.view("bob")->tags.at("role") == "x");
}

TEST_CASE("7.2: port 0 means our own port, and both forms of an address are kept as they came") {
    OneNode one;
    one.hear(one.alive("bob", 0));
    CHECK(one.view("bob")->address.port == 81);
    auto mapped = one.alive("cat", 83);
    mapped.address = Buffer{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
    one.hear(mapped);
    CHECK(one.view("cat")->address.ip_size == 16);
    auto same_place_other_form = one.alive("cat", 83, 2);
    one.hear(same_place_other_form);
    CHECK(one.kinds() == "conflict");  // byte for byte, as memberlist's members compare
}

TEST_CASE("7.2: a living name at another address is a conflict, and the first holder stays") {
    OneNode one;
    one.hear(one.alive("bob", 82));
    one.hear(one.alive("bob", 99, 7), 99);
    CHECK(one.kinds() == "conflict");
    CHECK(one.event(EventKind::conflict)->reason == "held by 127.0.0.1:82, claimed by 127.0.0.1:99");
    CHECK(one.view("bob")->address.port == 82);
    one.hear(OneNode::suspect("bob", "cat"));
    one.hear(one.alive("bob", 99, 7), 99);
    CHECK(one.kinds() == "conflict");  // a suspect lives
}

TEST_CASE("names move when they are gone: among ourselves with a higher incarnation, others when they have left") {
    struct Row {
        bool ours;
        bool left;
        std::uint32_t incarnation;
        bool moves;
    };
    const Row table[] = {
        {true, false, 6, true},    // dead, outbid
        {true, false, 5, false},   // an old word moves nobody
        {true, true, 6, true},     //
        {true, true, 5, false},    //
        {false, true, 1, true},    // memberlist's rule: whoever left may come back anywhere
        {false, false, 6, false},  // memberlist's rule: the dead may not, until they are forgotten
    };
    for (const auto& row : table) {
        CAPTURE(row.ours);
        CAPTURE(row.left);
        CAPTURE(row.incarnation);
        OneNode one;
        const message::Tags tags = row.ours ? message::Tags{{"wc", "1"}} : message::Tags{};
        one.hear(one.alive("bob", 82, 5, tags));
        one.hear(OneNode::dead("bob", row.left ? "bob" : "cat", 5));
        one.hear(one.alive("bob", 99, row.incarnation, tags), 99);
        CHECK(one.kinds() == (row.moves ? "returned updated" : ""));
        CHECK(one.view("bob")->address.port == (row.moves ? 99 : 82));
    }
}

TEST_CASE("7.2: an alive out of bounds changes nothing and says why") {
    OneNode one;
    auto long_name = one.alive(std::string(129, 'x'), 82);
    auto no_name = one.alive("", 82);
    auto no_address = one.alive("bob", 82);
    no_address.address = Buffer{1, 2, 3};
    auto fat = one.alive("bob", 82);
    fat.meta = Buffer(513, 0);
    const auto never_alive = one.alive("bob", 82, 0);
    const auto end_of_numbers = one.alive("bob", 82, 0xffff'ffff);
    for (const auto& bad : {long_name, no_name, no_address, fat, never_alive, end_of_numbers}) {
        one.hear(bad);
        CHECK(one.kinds() == "dropped");
        CHECK(one.event(EventKind::dropped)->reason.starts_with("alive: "));
        CHECK(one.event(EventKind::dropped)->peer.size() <= 128);
    }
    CHECK(one.node.members(one.now).size() == 1);
    one.hear(one.alive(std::string(128, 'x'), 83));
    CHECK(one.kinds() == "joined");
}

TEST_CASE("7.2: an alive about ourselves is refuted unless it is exactly what we say") {
    OneNode one;
    const auto exact = one.alive("me", 81, 1);
    one.hear(exact);
    CHECK(one.kinds().empty());
    one.hear(one.alive("me", 81, 0x100));
    CHECK(one.kinds() == "refuted");
    CHECK(one.node.incarnation() == Incarnation{0x101});
    one.hear(one.alive("me", 81, 5));
    CHECK(one.kinds().empty());  // an older word
    one.hear(one.alive("me", 81, 0x101, {{"wc", "1"}, {"other", "tag"}}));
    CHECK(one.kinds() == "refuted");
    one.hear(one.alive("me", 99, 0x200), 99);
    CHECK(one.kinds() == "conflict");  // somebody else with our name
    CHECK(one.node.incarnation() == Incarnation{0x102});
}

TEST_CASE("7.3: only the living, known by an incarnation that is not newer, can be suspected") {
    OneNode one;
    one.hear(OneNode::suspect("nobody", "ann"));
    CHECK(one.kinds().empty());
    one.hear(one.alive("bob", 82, 5));
    one.hear(OneNode::suspect("bob", "ann", 4));
    CHECK(one.kinds().empty());
    one.hear(OneNode::suspect("bob", "ann", 5));
    CHECK(one.kinds() == "suspected");
    CHECK(one.event(EventKind::suspected)->reason == "ann");
    CHECK(one.queued("bob") == "suspect");
    one.hear(one.alive("bob", 82, 5));
    CHECK(one.kinds().empty());  // no defence
    one.hear(one.alive("bob", 82, 6));
    CHECK(one.kinds() == "cleared");
    CHECK(one.queued("bob") == "alive");
    one.hear(OneNode::dead("bob", "ann", 6));
    one.hear(OneNode::suspect("bob", "cat", 6));
    CHECK(one.kinds().empty());  // the dead are past suspicion
}

TEST_CASE("7.3: further accusers are told on until there are enough, and bring the end nearer") {
    OneNode one;
    for (const auto* name : {"ann", "bob", "cat", "dan", "eve"}) {
        one.hear(one.alive(name, static_cast<std::uint16_t>(82 + name[0] - 'a')));
    }
    one.hear(OneNode::suspect("bob", "ann"));
    const auto began = one.now;
    CHECK_FALSE(one.event(EventKind::suspected)->count);
    one.hear(OneNode::suspect("bob", "ann"));  // once is enough
    CHECK(one.kinds().empty());
    one.pass(1s);
    for (const auto& [accuser, accusers] : {std::pair{"cat", 2u}, std::pair{"dan", 3u}}) {
        one.hear(OneNode::suspect("bob", accuser));
        REQUIRE(one.kinds() == "suspected");
        CHECK(one.event(EventKind::suspected)->reason == accuser);
        CHECK(one.event(EventKind::suspected)->count == accusers);
        CHECK(one.event(EventKind::suspected)->cause == one.event(EventKind::received)->seq);
    }
    one.hear(OneNode::suspect("bob", "eve"));
    CHECK(one.kinds().empty());  // there were enough
    one.pass(5s);
    CHECK(one.status("bob") == "dead");
    CHECK(one.event(EventKind::died)->protocol_time == began + 4s);  // the shortest patience for six
    CHECK(one.event(EventKind::died)->reason == "me");
}

TEST_CASE("7.4: a death is believed once; a goodbye is told from a death by who says it") {
    OneNode one;
    one.hear(OneNode::dead("nobody", "ann"));
    CHECK(one.kinds().empty());
    one.hear(one.alive("bob", 82, 3));
    one.hear(OneNode::dead("bob", "ann", 2));
    CHECK(one.kinds().empty());
    one.hear(OneNode::dead("bob", "ann", 3));
    CHECK(one.kinds() == "died");
    CHECK(one.event(EventKind::died)->reason == "ann");
    CHECK(one.queued("bob") == "dead");
    one.hear(OneNode::dead("bob", "bob", 3));
    CHECK(one.kinds().empty());
    one.hear(one.alive("bob", 82, 4));
    CHECK(one.kinds() == "returned");
    one.hear(OneNode::dead("bob", "bob", 4));
    CHECK(one.kinds() == "left");
    CHECK(one.status("bob") == "left");
}

TEST_CASE("7.5: whoever accuses us is outbid, hears it at once, and our health suffers") {
    OneNode one;
    one.hear(one.alive("bob", 82));
    one.hear(OneNode::suspect("me", "bob", 1));
    CHECK(one.kinds() == "refuted");
    CHECK(one.event(EventKind::refuted)->peer == "bob");
    CHECK(one.event(EventKind::refuted)->reason == "suspect");
    const auto answer = one.heard_from_us<message::Alive>(82);
    REQUIRE(answer);
    CHECK(answer->node == "me");
    CHECK(answer->incarnation == Incarnation{2});
    CHECK(one.queued("me") == "alive");
    CHECK(one.node.totals().awareness == 1);
    one.hear(OneNode::suspect("me", "bob", 1));
    CHECK(one.kinds().empty());  // old by now
    one.hear(OneNode::dead("me", "bob", 9));
    CHECK(one.kinds() == "refuted");
    CHECK(one.node.incarnation() == Incarnation{10});
}

TEST_CASE("7.2, 7.4: who is leaving defends itself no longer") {
    OneNode one;
    one.hear(one.alive("bob", 82));
    Outbox out;
    one.node.leave(one.now, out);
    one.pass(3s);
    one.hear(one.alive("me", 81, 9));
    CHECK(one.kinds().empty());
    one.hear(OneNode::suspect("me", "bob", 9));
    CHECK(one.kinds().empty());
    one.hear(OneNode::dead("me", "bob", 9));
    CHECK(one.kinds().empty());
    CHECK(one.node.incarnation() == Incarnation{1});
}

TEST_CASE("7.9: the dead and the left are forgotten after a while, but not for good") {
    OneNode one;
    one.hear(one.alive("bob", 82, 3));
    one.hear(OneNode::dead("bob", "bob", 3));
    one.pass(25s);
    CHECK(one.status("bob") == "left");
    one.pass(10s);
    CHECK(one.status("bob") == "unknown");
    CHECK(one.event(EventKind::reaped)->peer == "bob");
    one.hear(one.alive("bob", 99, 3), 99);
    CHECK(one.status("bob") == "unknown");
    const auto nudge = one.heard_from_us<message::Suspect>(99);  // if it really lives there it will defend itself
    REQUIRE(nudge);
    CHECK(nudge->incarnation == Incarnation{3});
    one.hear(one.alive("bob", 99, 4), 99);
    CHECK(one.kinds() == "joined");
}

TEST_CASE("7.9: members of other kinds begin anew once they are forgotten") {
    OneNode one;
    one.hear(one.alive("bob", 82, 3, {}));
    one.hear(OneNode::dead("bob", "ann", 3));
    one.pass(35s);
    CHECK(one.status("bob") == "unknown");
    one.hear(one.alive("bob", 99, 1, {}), 99);
    CHECK(one.kinds() == "joined");
}

TEST_CASE("a restarted node begins above the incarnation that it remembers") {
    Memory memory;
    memory.incarnation = {41};
    const OneNode one{memory};
    CHECK(one.node.incarnation() == Incarnation{42});
    CHECK(one.node.memory().incarnation == Incarnation{42});
}

}  // namespace watercooler::core
