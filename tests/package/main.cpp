// Two nodes in one process: what amy tells, bob believes; and bytes that mean nothing do no harm.
#include <cstdlib>
#include <iostream>
#include <watercooler/node.hpp>

namespace wc = watercooler;

namespace {

wc::Node node_of(const std::string& name, const std::string& place, const wc::Codec& codec) {
    wc::Settings settings;
    settings.name = name;
    settings.address = *wc::parse_address(place);
    if (const auto wrong = wc::check(settings); !wrong.empty()) {
        std::cerr << wrong << '\n';
        std::exit(1);
    }
    return wc::Node{settings, codec, {.id = {7}, .seed = 1}};
}

}  // namespace

int main() {
    const auto codec = wc::memberlist_codec({});
    auto amy = node_of("amy", "127.0.0.1:8081", *codec);
    auto bob = node_of("bob", "127.0.0.1:8082", *codec);
    wc::Outbox out;
    const wc::Instant now{};
    amy.start(now, out);
    bob.start(now, out);
    if (!amy.set(now, "book", "Emma", out)) return 1;
    const auto said = amy.entry("amy", "book", now);
    const auto told = bob.tell(now, {said->uuid, "amy", "127.0.0.1", 8081, "book", said->version, 4, said->value},
                               "the stranger", out);
    const std::uint8_t garbage[] = {0xff, 0x00, 0xff};
    bob.receive(now, *wc::parse_address("127.0.0.1:9"), garbage, out);
    const auto believed = bob.entry("amy", "book", now);
    std::cout << wc::to_text(told.outcome) << ": bob believes that amy reads " << believed->value << '\n';
    return told.outcome == wc::Outcome::applied && believed->value == "Emma" ? 0 : 1;
}
