#include "json/rumor.hpp"

#include "json/fields.hpp"
#include "json/write.hpp"
#include "message/apply.hpp"

namespace watercooler::json {
namespace {

std::string read_uuid_text(Fields& fields) {
    const auto text = fields.text("uuid", limits::uuid_text_bytes_max);
    if (!text) {
        fields.fail("uuid", "missing", "is missing. Give every rumor an id of its own: any text of 1 to 64 bytes.");
    } else if (text->empty()) {
        fields.fail("uuid", "missing", "is empty. Give every rumor an id of its own: any text of 1 to 64 bytes.");
    }
    return text.value_or("");
}

/// The exercise's rumors have no name: where the origin lives names it.
std::string name_of_place(Fields& fields, const Rumor& rumor, bool has_port) {
    if (rumor.address.empty() || !has_port) {
        fields.fail("name", "missing", "is missing. Give the origin's name, or its address and port.");
        return {};
    }
    const bool brackets = rumor.address.find(':') != std::string::npos && rumor.address.front() != '[';
    return (brackets ? '[' + rumor.address + ']' : rumor.address) + ':' + std::to_string(rumor.port);
}

Rumor read_fields(Fields& fields) {
    Rumor rumor;
    const auto name = fields.text("name", limits::origin_bytes_max);
    rumor.address = fields.text("address", limits::address_bytes_max).value_or("");
    const auto port = fields.number_or_text("port", 65'535);
    rumor.port = static_cast<std::uint16_t>(port.value_or(0));
    rumor.name = name ? *name : name_of_place(fields, rumor, port.has_value());
    rumor.key = fields.text("key", limits::key_bytes_max).value_or("book");
    rumor.version = {fields.number("version", limits::version_door_max).value_or(0)};
    rumor.ttl = static_cast<std::uint8_t>(fields.number("ttl", limits::ttl_max).value_or(0));
    const auto payload = fields.text("payload", limits::payload_bytes_max);
    if (!payload) fields.missing("payload");
    rumor.payload = payload.value_or("");
    return rumor;
}

tl::expected<GivenRumor, RumorError> checked(GivenRumor given) {
    return check(given.rumor)
        .and_then([&] { return message::check_on_wire(given.rumor); })  // the uuid that nothing outbids
        .map([&] { return given; });
}

}  // namespace

tl::expected<GivenRumor, RumorError> read_rumor(std::string_view body) {
    const auto value = parse_body(body);
    if (!value) return tl::unexpected{value.error()};
    Fields fields{*value};
    GivenRumor given;
    given.uuid_text = read_uuid_text(fields);
    given.rumor = read_fields(fields);
    given.rumor.uuid = uuid_from_any_text(given.uuid_text);
    return fields.result(std::move(given)).and_then(checked);
}

std::string write_rumor(const Rumor& rumor) {
    Object object;
    object.text("uuid", to_text(rumor.uuid)).text("name", rumor.name).text("address", rumor.address);
    object.number("port", rumor.port).text("key", rumor.key).number("version", rumor.version.value);
    return object.number("ttl", rumor.ttl).text("payload", rumor.payload).done();
}

}  // namespace watercooler::json
