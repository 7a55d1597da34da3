#include "wire/own_samples.hpp"

namespace watercooler::wire {
namespace {

using namespace message;

Uuid uuid(std::uint8_t first) {
    Uuid result;
    for (auto& byte : result.bytes) byte = first++;
    return result;
}

RumorCopy rumor(std::uint8_t number) {
    RumorCopy copy;
    copy.rumor.uuid = uuid(number);
    copy.rumor.name = "jimmy";
    copy.rumor.address = "127.0.0.1";
    copy.rumor.port = 8081;
    copy.rumor.key = "tea";
    copy.rumor.version = Version{std::uint64_t{1} << 52};
    copy.rumor.ttl = 4;
    copy.rumor.payload = "The Great Gatsby";
    copy.hops = 2;
    copy.from = "tod";
    copy.age_ms = 70'000;
    return copy;
}

RumorId id(std::uint8_t number) { return {uuid(number), "jimmy", "book", Version{number}}; }

}  // namespace

std::vector<Message> own_samples() {
    return {
        rumor(1),
        Announce{{id(2), id(3)}, true, "ann"},
        Have{{uuid(4), uuid(5)}, "ann"},
        Pull{{id(6)}, {"bob", "cat"}, "ann"},
        Sums{std::vector<std::uint64_t>(16, 0x0123456789abcdef), std::vector<std::uint64_t>(16, 1), "ann"},
        Digests{0x8001, 0xffff, {{"bob", Incarnation{3}, Status::suspect}}, {id(7)}, "ann"},
        RumorBatch{{rumor(8), rumor(9)}, "ann"},
    };
}

}  // namespace watercooler::wire
