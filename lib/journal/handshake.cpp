#include "journal/handshake.hpp"

#include <limits>

#include "json/fields.hpp"
#include "json/tree.hpp"
#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::journal {
namespace {

constexpr json::Bounds bounds{64 * 1024, 8};
constexpr std::size_t name_bytes_max = 128;
constexpr std::uint64_t any = std::numeric_limits<std::uint64_t>::max();

/// Reads one object by a function that asks for its fields.
template <class Thing, class Read>
tl::expected<Thing, DecodeError> read_object(std::string_view text, const Read& read) {
    const auto value = json::parse(text, bounds);
    if (!value) return tl::unexpected{DecodeError{value.error().message}};
    if (!value->object()) return tl::unexpected{DecodeError{"it is no JSON object"}};
    json::Fields fields{*value};
    Thing thing;
    read(fields, thing);
    if (fields.error()) return tl::unexpected{DecodeError{fields.error()->message}};
    return thing;
}

std::string name_of(json::Fields& fields, const char* field) {
    auto name = fields.text(field, name_bytes_max).value_or("");
    if (name.empty()) fields.missing(field);
    return name;
}

BootId boot_of(json::Fields& fields) {
    const auto boot = parse_hex(fields.text("boot", 16).value_or(""));
    if (!boot || *boot == 0) fields.fail("boot", "wrong-type", "is no hexadecimal number of 1 to 16 digits above 0.");
    return {boot.value_or(0)};
}

}  // namespace

std::string write(const Hello& hello) {
    json::Object object;
    object.text("club", hello.stream.club).text("member", hello.stream.member);
    object.text("boot", hex_text(hello.stream.boot.value)).text("address", hello.address).number("port", hello.port);
    object.text("program", hello.program).number("next", hello.next.value).raw("about", hello.about);
    if (!hello.token.empty()) object.text("token", hello.token);
    return object.done();
}

std::string write(const Welcome& welcome) {
    json::Object object;
    return object.text("sauron", welcome.sauron).number("have", welcome.have.value).done();
}

std::string write(const Refusal& refusal) {
    json::Object object;
    return object.text("code", refusal.code).text("message", refusal.message).done();
}

tl::expected<Hello, DecodeError> read_hello(std::string_view text) {
    return read_object<Hello>(text, [](json::Fields& fields, Hello& hello) {
        hello.stream.club = name_of(fields, "club");
        hello.stream.member = name_of(fields, "member");
        hello.stream.boot = boot_of(fields);
        hello.address = fields.text("address", name_bytes_max).value_or("");
        hello.port = static_cast<std::uint16_t>(fields.number("port", 65535).value_or(0));
        hello.program = fields.text("program", name_bytes_max).value_or("");
        hello.next = {fields.number("next", any).value_or(0)};
        if (hello.next.value == 0) fields.fail("next", "out-of-range", "must be at least 1.");
        if (const auto* about = fields.object("about")) hello.about = json::to_text(*about);
        hello.token = fields.text("token", name_bytes_max).value_or("");
    });
}

tl::expected<Welcome, DecodeError> read_welcome(std::string_view text) {
    return read_object<Welcome>(text, [](json::Fields& fields, Welcome& welcome) {
        welcome.sauron = fields.text("sauron", name_bytes_max).value_or("");
        const auto have = fields.number("have", any);
        if (!have) fields.missing("have");
        welcome.have = {have.value_or(0)};
    });
}

tl::expected<Refusal, DecodeError> read_refusal(std::string_view text) {
    return read_object<Refusal>(text, [](json::Fields& fields, Refusal& refusal) {
        refusal.code = fields.text("code", name_bytes_max).value_or("");
        refusal.message = fields.text("message", 4096).value_or("");
    });
}

}  // namespace watercooler::journal
