#include "cli/doctor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

using namespace watercooler::cli;

namespace {

MachineFacts healthy() {
    MachineFacts facts;
    facts.open_files = 65'536;
    facts.memory_kib = 4'000'000;
    facts.home = "/clubs";
    facts.home_free_kib = 9'000'000;
    facts.base_port = 8081;
    facts.free_ports = facts.wanted_ports = 20;
    facts.unprivileged_start = 1024;
    facts.ephemeral_low = 32768;
    facts.ephemeral_high = 60999;
    facts.version = "1.0";
    facts.member_version = facts.sauron_version = "1.0";
    return facts;
}

}  // namespace

TEST_CASE("a healthy machine has nothing to mend") {
    for (const auto& check : examine(healthy())) {
        CAPTURE(check.name);
        CHECK(check.how == Check::How::well);
        CHECK(check.fix.empty());
        CHECK_FALSE(check.found.empty());
    }
}

TEST_CASE("each thing that can be wrong is told once, with a fix") {
    using How = Check::How;
    struct Row {
        const char* name;
        How how;
        std::function<void(MachineFacts&)> spoil;
    };
    const Row table[] = {
        {"open files", How::trouble, [](auto& facts) { facts.open_files = 256; }},
        {"processes", How::hint, [](auto& facts) { facts.processes = 100; }},
        {"memory", How::hint, [](auto& facts) { facts.memory_kib = 1000; }},
        {"memory", How::hint, [](auto& facts) { facts.memory_kib.reset(); }},
        {"disk", How::trouble, [](auto& facts) { facts.home_free_kib = 10; }},
        {"locks", How::trouble, [](auto& facts) { facts.locks = false; }},
        {"ports", How::hint, [](auto& facts) { facts.free_ports = 3; }},
        {"outgoing ports", How::hint, [](auto& facts) { facts.base_port = 40000; }},
        {"/proc", How::trouble, [](auto& facts) { facts.proc = false; }},
        {"IPv6", How::hint, [](auto& facts) { facts.ipv6 = false; }},
        {"pidfd", How::trouble, [](auto& facts) { facts.pidfd = false; }},
        {"watercooler-member", How::trouble, [](auto& facts) { facts.member_version.reset(); }},
        {"watercooler-member", How::trouble, [](auto& facts) { facts.member_version = "0.9"; }},
        {"sauron", How::hint, [](auto& facts) { facts.sauron_version.reset(); }},
        {"members", How::hint, [](auto& facts) { facts.other_versions = {"amy"}; }},
        {"terminal", How::hint, [](auto& facts) { facts.utf8 = false; }},
    };
    for (const auto& [name, how, spoil] : table) {
        CAPTURE(name);
        auto facts = healthy();
        spoil(facts);
        const auto checks = examine(facts);
        CHECK(std::ranges::count_if(checks, [](const Check& each) { return each.how != How::well; }) == 1);
        const auto found = std::ranges::find(checks, std::string{name}, &Check::name);
        REQUIRE(found != checks.end());
        CHECK((found->how == how));
        CHECK_FALSE(found->fix.empty());
    }
}

TEST_CASE("a folder that cannot be used says why, and its locks are not spoken of") {
    auto facts = healthy();
    facts.home_trouble = "cannot write there: Read-only file system";
    const auto checks = examine(facts);
    const auto folder = std::ranges::find(checks, std::string{"folder"}, &Check::name);
    CHECK(folder->fix.starts_with("cannot write there"));
    CHECK(std::ranges::count(checks, std::string{"locks"}, &Check::name) == 0);
}
