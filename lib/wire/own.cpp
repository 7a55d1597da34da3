#include "wire/own.hpp"

#include <algorithm>
#include <watercooler/assert.hpp>

namespace watercooler::wire {
namespace {

constexpr std::string_view usual_key = "book";
constexpr std::size_t id_items = 4, member_items = 3;

}  // namespace

// ---- keys, packed numbers and lists ----
template <class T>
bool present(const Key<T>& key) {
    return key.text != usual_key;
}
void read(Reader& in, Key<std::string> key) { key.text = in.text(limits::key_bytes_max); }
void write(Writer& out, const Key<const std::string>& key) { out.text(key.text); }

template <class T>
bool present(const Packed<T>& packed) {
    return !packed.items.empty();
}

namespace {

std::size_t size_of(const std::uint64_t&) { return 8; }
std::size_t size_of(const Uuid& uuid) { return uuid.bytes.size(); }
void unpack(Reader& in, std::uint64_t& number) { number = in.big_endian(8); }
void unpack(Reader& in, Uuid& uuid) {
    const auto bytes = in.raw(uuid.bytes.size());
    std::copy(bytes.begin(), bytes.end(), uuid.bytes.begin());
}
void pack(Writer& out, std::uint64_t number) { out.big_endian(number, 8); }
void pack(Writer& out, const Uuid& uuid) { out.raw(uuid.bytes); }

}  // namespace

template <class T>
void read(Reader& in, Packed<std::vector<T>> packed) {
    const auto size = size_of(T{});
    const auto bytes = in.bytes();
    if (bytes.size() % size != 0) return in.fail(problem::wrong_type);
    if (bytes.size() / size > packed.items_max) return in.fail(problem::too_many);
    packed.items.resize(bytes.size() / size);
    Reader items{bytes};
    for (auto& item : packed.items) unpack(items, item);
}
template <class T>
void write(Writer& out, const Packed<const std::vector<T>>& packed) {
    WATERCOOLER_ASSERT(packed.items.size() <= packed.items_max);
    Writer bytes;
    for (const auto& item : packed.items) pack(bytes, item);
    out.bytes(std::move(bytes).take());
}

template <class T>
bool present(const List<T>& list) {
    return !list.items.empty();
}

namespace {

/// Items travel as arrays, so that keys are not repeated. What follows the items that we know is from a newer
/// generation, and skipped.
void read_item(Reader& in, message::RumorId& id) {
    const auto count = in.array();
    if (count < id_items) return in.fail(problem::wrong_type);
    read(in, id.uuid);
    read(in, Text{id.name, limits::origin_bytes_max});
    read(in, Text{id.key, limits::key_bytes_max});
    read(in, id.version);
    for (auto left = count - id_items; left > 0 && in.ok(); --left) in.skip();
}
void write_item(Writer& out, const message::RumorId& id) {
    out.array(id_items);
    write(out, id.uuid);
    write(out, id.name);
    write(out, id.key);
    write(out, id.version);
}
void read_item(Reader& in, message::Digests::Member& member) {
    const auto count = in.array();
    if (count < member_items) return in.fail(problem::wrong_type);
    read(in, Text{member.name, bounds::member_name_bytes_max});
    read(in, member.incarnation);
    read(in, member.status);
    for (auto left = count - member_items; left > 0 && in.ok(); --left) in.skip();
}
void write_item(Writer& out, const message::Digests::Member& member) {
    out.array(member_items);
    write(out, member.name);
    write(out, member.incarnation);
    write(out, member.status);
}
void read_item(Reader& in, std::string& name) { read(in, Text{name, bounds::member_name_bytes_max}); }
void write_item(Writer& out, const std::string& name) { out.text(name); }
void read_item(Reader& in, message::RumorCopy& copy) { read(in, copy); }
void write_item(Writer& out, const message::RumorCopy& copy) { write(out, copy); }

}  // namespace

template <class T>
void read(Reader& in, List<std::vector<T>> list) {
    list.items.clear();
    const auto count = in.array();
    if (count > list.items_max) return in.fail(problem::too_many);
    for (auto left = count; left > 0 && in.ok(); --left) read_item(in, list.items.emplace_back());
}
template <class T>
void write(Writer& out, const List<const std::vector<T>>& list) {
    WATERCOOLER_ASSERT(list.items.size() <= list.items_max);
    out.array(list.items.size());
    for (const auto& item : list.items) write_item(out, item);
}

namespace {

/// The value of `kind`; empty if there is none.
std::string_view kind_of(Reader& in) {
    std::string_view kind;
    for (auto left = in.map(); left > 0 && in.ok(); --left) {
        const auto texts = in.text_next();
        if (!texts) in.skip();
        if (texts && in.text() == "kind")
            kind = in.text();
        else
            in.skip();
    }
    return kind;
}

template <class M>
Decoded<UserRead> read_as(Reader in) {
    M m;
    read(in, m);
    if (!in.ok()) return tl::unexpected{DecodeError{in.problem()}};
    return UserRead{std::move(m)};
}

}  // namespace

Decoded<UserRead> decode_own(Bytes payload) {
    const Reader body{payload.subspan(1)};
    auto ahead = body;
    const auto kind = kind_of(ahead);
    if (!ahead.ok()) return tl::unexpected{DecodeError{ahead.problem()}};
    if (kind.empty()) return read_as<message::RumorCopy>(body);
    if (kind == "announce") return read_as<message::Announce>(body);
    if (kind == "have") return read_as<message::Have>(body);
    if (kind == "pull") return read_as<message::Pull>(body);
    if (kind == "sums") return read_as<message::Sums>(body);
    if (kind == "digests") return read_as<message::Digests>(body);
    if (kind == "rumors") return read_as<message::RumorBatch>(body);
    return UserRead{message::OtherUser{{payload.begin(), payload.end()}}, problem::unknown_kind};
}

void write_own(Writer& out, const message::RumorCopy& message) { write(out, message); }
void write_own(Writer& out, const message::Announce& message) { write(out, message); }
void write_own(Writer& out, const message::Have& message) { write(out, message); }
void write_own(Writer& out, const message::Pull& message) { write(out, message); }
void write_own(Writer& out, const message::Sums& message) { write(out, message); }
void write_own(Writer& out, const message::Digests& message) { write(out, message); }
void write_own(Writer& out, const message::RumorBatch& message) { write(out, message); }

}  // namespace watercooler::wire
