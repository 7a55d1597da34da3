#include "sim/queue.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace watercooler;
using namespace watercooler::sim;
using namespace std::chrono_literals;

TEST_CASE("what happens is ordered by time, then rank, then insertion") {
    Queue<std::string> queue;
    const Instant zero{};
    queue.push(zero + 2s, 0, "late");
    queue.push(zero + 1s, 1, "timer");
    queue.push(zero + 1s, 0, "packet");
    queue.push(zero + 1s, 0, "second packet");
    CHECK(queue.next() == zero + 1s);
    std::string order;
    while (!queue.empty()) order += queue.pop() + "; ";
    CHECK(order == "packet; second packet; timer; late; ");
    CHECK(queue.next() == never);
}

TEST_CASE("a queue that is filled and drained again and again keeps its order") {
    Queue<int> queue;
    const Instant zero{};
    for (int round = 0; round < 50; ++round) {
        for (int i = 0; i < 20; ++i)
            queue.push(zero + std::chrono::milliseconds{round * 10 + (i * 7) % 20}, 0, round * 10 + (i * 7) % 20);
        for (int i = 0; i < 15; ++i) {
            const auto next = queue.next();
            CHECK(zero + std::chrono::milliseconds{queue.pop()} == next);
        }
    }
    CHECK(queue.size() == 50 * 5);
}
