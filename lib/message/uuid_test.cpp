#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>
#include <watercooler/uuid.hpp>

#include "message/uuid_v5.hpp"

namespace watercooler {

TEST_CASE("version 5 gives the known answers for known names") {
    const Uuid dns = *parse_uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    // RFC 9562, appendix A.4; the others by Python's uuid module. 39 and 40 bytes
    // make 55 and 56 with the namespace: the two sides of where SHA-1 needs one more block.
    const std::pair<std::string, const char*> table[] = {
        {"www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2"},
        {"", "4ebd0208-8328-5d69-8c44-ec50939c0967"},
        {std::string(39, 'a'), "5824f981-4282-59d4-9716-acb6d741350e"},
        {std::string(40, 'a'), "39f39c20-db47-5131-8879-62f8f67f9014"},
        {std::string(48, 'a'), "7280cc42-274a-5c4a-91fc-ae23f853eeb7"},
        {std::string(1000, 'z'), "e95538c7-e36d-5a47-a084-5d2615f504ac"},
    };
    for (const auto& [name, uuid] : table) {
        CAPTURE(name);
        CHECK(to_text(uuid_v5(dns, name)) == uuid);
    }
}

TEST_CASE("any text becomes the same uuid everywhere and forever") {
    CHECK(to_text(make_uuid_v5("asdijfaojf3232")) == "6369b6ff-72de-55d5-8593-0ebec27a8f90");
    CHECK(uuid_from_any_text("asdijfaojf3232") == make_uuid_v5("asdijfaojf3232"));
    CHECK(uuid_from_any_text("asdijfaojf3232") != uuid_from_any_text("asdijfaojf3233"));
}

TEST_CASE("a uuid given as text is itself, in either case") {
    const char* text = "01932f5c-8a1e-7c55-9b1e-5d0c2a7be001";
    CHECK(to_text(uuid_from_any_text(text)) == text);
    CHECK(uuid_from_any_text("01932F5C-8A1E-7C55-9B1E-5D0C2A7BE001") == uuid_from_any_text(text));
}

TEST_CASE("the all-zero uuid means none, so as an id it is mapped like any other text") {
    const auto uuid = uuid_from_any_text("00000000-0000-0000-0000-000000000000");
    CHECK(uuid != Uuid{});
    CHECK(uuid == make_uuid_v5("00000000-0000-0000-0000-000000000000"));
}

TEST_CASE("other spellings of a uuid are not read") {
    const char* table[] = {
        "",
        "01932f5c8a1e7c559b1e5d0c2a7be001",
        "{01932f5c-8a1e-7c55-9b1e-5d0c2a7be001}",
        "01932f5c-8a1e-7c55-9b1e-5d0c2a7be00",
        "01932f5c-8a1e-7c55-9b1e-5d0c2a7be0012",
        "01932f5c-8a1e-7c55-9b1e-5d0c2a7be00g",
        "01932f5c_8a1e-7c55-9b1e-5d0c2a7be001",
        "01932f5c8-a1e-7c55-9b1e-5d0c2a7be001",
        "01932f5c-8a1e-7c55-9b1e--d0c2a7be001",
    };
    for (const char* text : table) {
        CAPTURE(text);
        CHECK_FALSE(parse_uuid(text));
    }
}

TEST_CASE("version 7 begins with the time and keeps 74 bits of the randomness") {
    // RFC 9562, appendix A.6.
    const auto uuid = make_uuid_v7(0x017f22e279b0, 0xcc3, 0x18c4dc0c0c07398fULL << 2);
    CHECK(to_text(uuid) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    std::set<Uuid> different;
    for (int bit = 0; bit < 64; ++bit) {
        different.insert(make_uuid_v7(1, std::uint64_t{1} << bit, 0));
        different.insert(make_uuid_v7(1, 0, std::uint64_t{1} << bit));
    }
    CHECK(different.size() == 12 + 62 + 1);  // the bits that fit, and what is left when none does
}

TEST_CASE("later version 7 uuids sort after earlier ones") {
    CHECK(make_uuid_v7(1000, ~0ULL, ~0ULL) < make_uuid_v7(1001, 0, 0));
}

}  // namespace watercooler
