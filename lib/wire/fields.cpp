#include "wire/fields.hpp"

#include <algorithm>

namespace watercooler::wire {
namespace {

constexpr std::size_t versions_size = 6;
constexpr std::size_t fingerprint_size = 16;

}  // namespace

void read(Reader& in, Versions<std::optional<Buffer>> value) {
    Buffer versions;
    if (in.array_next()) {  // an older codec's other way to write a list of bytes
        for (auto left = in.array(); left > 0 && in.ok(); --left) read(in, versions.emplace_back());
    } else {
        read(in, versions);
    }
    if (versions.size() == versions_size || versions.empty()) value.bytes = std::move(versions);
}

void write(Writer& out, const Versions<const std::optional<Buffer>>& value) {
    const auto known = value.bytes && (value.bytes->size() == versions_size || value.bytes->empty());
    if (known)
        out.bytes(*value.bytes);
    else
        out.nil();
}

void read(Reader& in, std::optional<message::Fingerprint>& value) {
    auto ahead = in;
    const auto bytes = ahead.bytes();
    if (!ahead.ok() || bytes.size() != fingerprint_size) return in.skip();
    in = ahead;
    Reader sums{bytes};
    value = message::Fingerprint{sums.big_endian(8), sums.big_endian(8)};
}

void write(Writer& out, const message::Fingerprint& value) {
    Writer sums;
    sums.big_endian(value.members, 8);
    sums.big_endian(value.entries, 8);
    out.bytes(std::move(sums).take());
}

void read(Reader& in, Status& value) {
    const auto number = in.number(Reader::any_size);
    if (number > static_cast<std::uint64_t>(Status::left)) return in.fail(problem::bad_status);
    value = static_cast<Status>(number);
}

void write(Writer& out, Status value) { out.number(static_cast<std::uint64_t>(value)); }

void read(Reader& in, Uuid& value) {
    const auto bytes = in.bytes();
    if (bytes.size() != value.bytes.size()) return in.fail(problem::wrong_type);
    std::copy(bytes.begin(), bytes.end(), value.bytes.begin());
}

void write(Writer& out, const Uuid& value) { out.bytes(value.bytes); }

}  // namespace watercooler::wire
