#include "cli/restart.hpp"

#include <doctest/doctest.h>

using namespace watercooler::cli;

TEST_CASE("a member's next life has its flags, but neither its place nor its first book in it") {
    using Words = std::vector<std::string>;
    const Words before{"--name",
                       "amy",
                       "--host",
                       "127.0.0.1",
                       "--port",
                       "8082",
                       "--club",
                       "office",
                       "--home",
                       "/tmp/clubs",
                       "--log-to-folder",
                       "--ready-fd",
                       "3",
                       "--join=127.0.0.1:7946",
                       "--book=Dune",
                       "--interval=5000ms",
                       "--hold",
                       "--sauron=127.0.0.1:9090"};
    CHECK(flags_to_keep(before) ==
          Words{"--join=127.0.0.1:7946", "--interval=5000ms", "--hold", "--sauron=127.0.0.1:9090"});
    CHECK(flags_to_keep(Words{"-n", "amy", "-p8082", "-b", "Dune", "-i", "0", "--no-eye"}) ==
          Words{"-i", "0", "--no-eye"});
    CHECK(flags_to_keep({}).empty());
}
