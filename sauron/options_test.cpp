#include "sauron/options.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

namespace watercooler::sauron {
namespace {

using namespace std::chrono_literals;

std::variant<Options, PrintAndExit> parsed(std::initializer_list<const char*> arguments) {
    std::vector<char*> argv{const_cast<char*>("sauron")};
    for (const auto* each : arguments) argv.push_back(const_cast<char*>(each));
    return parse_options(static_cast<int>(argv.size()), argv.data());
}
Options good(std::initializer_list<const char*> arguments) {
    const auto options = parsed(arguments);
    REQUIRE(std::holds_alternative<Options>(options));
    return std::get<Options>(options);
}

}  // namespace

TEST_CASE("without a word Sauron watches the office from its usual place") {
    const auto options = good({});
    CHECK(options.club == "office");
    CHECK(to_text(options.bind) == "127.0.0.1:9090");
    CHECK_FALSE(options.store.has_value());
    CHECK_FALSE(options.retain_age.has_value());
    CHECK_FALSE(options.otlp.has_value());
}

TEST_CASE("flags are read with their units") {
    const auto options = good({"--retain-age", "7d", "--retain-size", "4GB", "--otlp", "http://127.0.0.1", "--port",
                               "0", "--store", "sqlite:/x/y.db", "--bind", "::1"});
    CHECK(options.retain_age == 7 * 24h);
    CHECK(options.retain_bytes == 4'000'000'000u);
    CHECK(*options.otlp == OtlpTarget{"127.0.0.1", 4318, "/v1/traces"});
    CHECK(*options.store == "sqlite:/x/y.db");
    CHECK(to_text(options.bind) == "[::1]:0");
    CHECK_FALSE(good({"--store", "sqlite"}).store.has_value());
}

TEST_CASE("what is wrong is said, with what would be right, and 64") {
    const std::initializer_list<const char*> table[] = {
        {"--port", "65536"},
        {"--bind", "localhost"},
        {"--club", "../x"},
        {"--retain-age", "0d"},
        {"--retain-age", "7"},
        {"--retain-age", "99999999999999d"},
        {"--retain-size", "4"},
        {"--retain-size", "18446744073709551615KiB"},
        {"--otlp", "https://127.0.0.1"},
        {"--otlp", "http://receiver.example"},
        {"--otlp", "http://127.0.0.1:70000"},
        {"--store", "sqlite", "--store-file", "x"},
        {"--store", "postgresql://me:secret@host/db"},
        {"--store", "postgresql://host/db?password=secret"},
        {"--no-such-flag"},
    };
    for (const auto& arguments : table) {
        const auto options = parsed(arguments);
        REQUIRE(std::holds_alternative<PrintAndExit>(options));
        const auto& print = std::get<PrintAndExit>(options);
        CAPTURE(print.text);
        CHECK(print.code == 64);
        CHECK(print.text.find("secret") == std::string::npos);
    }
}

TEST_CASE("addresses of receivers and stores are told apart from secrets") {
    CHECK(*parse_otlp("http://[::1]:5000/x/y") == OtlpTarget{"::1", 5000, "/x/y"});
    CHECK(*parse_otlp("http://localhost/") == OtlpTarget{"localhost", 4318, "/v1/traces"});
    CHECK_FALSE(parse_otlp("http://[::1").has_value());
    CHECK_FALSE(has_password("postgresql://me@host/db"));
    CHECK_FALSE(has_password("postgresql:///db?host=/run/x"));
    CHECK_FALSE(has_password("sqlite:/home/me@work:1/x.db"));
}

}  // namespace watercooler::sauron
