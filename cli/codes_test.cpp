#include "cli/codes.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

using namespace watercooler::cli;

namespace {

namespace fs = std::filesystem;

/// Whether this file is a part of a program, and not the table itself.
bool says_codes(const fs::path& path) {
    const auto name = path.filename().string();
    const bool source = path.extension() == ".cpp" || path.extension() == ".hpp";
    return source && !name.ends_with("_test.cpp") && !name.starts_with("codes");
}

/// Every code that stands in quotes, or in a text, of a program's source.
std::set<std::string> codes_in_sources() {
    static const std::regex code{"WC-[A-Z0-9]+(-[A-Z0-9]+)*"};
    std::set<std::string> found;
    for (const auto* folder : {"cli", "club", "eye", "http", "lib", "member", "program", "sauron", "sim"})
        for (const auto& entry : fs::recursive_directory_iterator{fs::path{WATERCOOLER_SOURCE_DIR} / folder}) {
            if (!entry.is_regular_file() || !says_codes(entry.path())) continue;
            std::ifstream file{entry.path()};
            const std::string text{std::istreambuf_iterator<char>{file}, {}};
            for (std::sregex_iterator at{text.begin(), text.end(), code}, end; at != end; ++at) found.insert(at->str());
        }
    return found;
}

}  // namespace

TEST_CASE("every code that a program can say is explained, and no code is explained that none says") {
    const auto said = codes_in_sources();
    REQUIRE(said.size() > 50);
    for (const auto& code : said) {
        CAPTURE(code);
        CHECK(find_code(code) != nullptr);
    }
    for (const auto& code : codes()) {
        CAPTURE(code.code);
        CHECK(said.contains(std::string{code.code}));
    }
}

TEST_CASE("an explanation is three whole sentences, and a code has one") {
    std::set<std::string_view> seen;
    for (const auto& code : codes()) {
        CAPTURE(code.code);
        CHECK(seen.insert(code.code).second);
        for (const auto& text : {code.happened, code.why, code.remedy}) {
            CHECK(text.size() > 15);
            CHECK(text.ends_with('.'));
        }
    }
}

TEST_CASE("a code is known in any case, with or without its beginning; the nearest one is suggested") {
    CHECK(find_code("WC-PORT-BUSY")->code == "WC-PORT-BUSY");
    CHECK(find_code("wc-port-busy")->code == "WC-PORT-BUSY");
    CHECK(find_code("port_busy")->code == "WC-PORT-BUSY");
    CHECK(find_code("") == nullptr);
    CHECK(find_code("WC-") == nullptr);
    CHECK(nearest_code("WC-PORT-BUZY") == "WC-PORT-BUSY");
    CHECK(nearest_code("port-prv") == "WC-PORT-PRIV");
    CHECK(nearest_code("wc-store") == "WC-STORE-ADDRESS");  // begun alike
    CHECK_FALSE(nearest_code("elephant"));
}
