// Feeds a running Sauron of the club "office" through real connections of eyes.
//
//   feeder --port 9090 [--eyes 250] [--rate 50000] [--seconds 30]
//   feeder --port 9090 [--eyes 1000] --events 10000000    as many as that, as fast as they are acknowledged
//
// Prints `fed N events in S s`: what was acknowledged, and so is stored.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "many_eyes.hpp"
#include "measuring.hpp"
#include "store/testing.hpp"

namespace {

using namespace watercooler::bench;

struct Options {
    std::uint16_t port = 0;
    int eyes = 250;
    std::uint64_t rate = 50'000, seconds = 30, events = 0;
};

[[noreturn]] void wrong_usage() {
    std::fprintf(stderr, "feeder --port P [--eyes 250] [--rate 50000] [--seconds 30] [--events N]\n");
    std::exit(64);
}

Options options_of(int argc, char** argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string word = argv[i];
        const auto number = std::strtoull(argv[i + 1], nullptr, 10);
        if (word == "--port")
            options.port = static_cast<std::uint16_t>(number);
        else if (word == "--eyes")
            options.eyes = static_cast<int>(number);
        else if (word == "--rate")
            options.rate = number;
        else if (word == "--seconds")
            options.seconds = number;
        else if (word == "--events")
            options.events = number;
        else
            wrong_usage();
    }
    if (argc % 2 == 0 || options.port == 0 || options.eyes < 2 || options.rate == 0) wrong_usage();
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = options_of(argc, argv);
    const MadeUpBatches batches{options.eyes};
    ManyEyes eyes{batches, options.port};
    eyes.connect();
    std::printf("connected\n");
    std::fflush(stdout);
    const auto began = SteadyClock::now();
    if (options.events > 0)
        eyes.finish(options.events);
    else
        eyes.feed_at(options.rate, std::chrono::seconds{options.seconds});
    std::printf("fed %llu events in %.1f s\n", static_cast<unsigned long long>(eyes.acknowledged()),
                seconds_since(began));
    return 0;
}
