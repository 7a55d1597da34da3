#pragma once

// One description of a message serves both directions. A message type M has
//     void fields(auto& map, Either<M> auto& m) { map("From", m.from); map("Node", m.node); }
// which names its fields in ascending byte order of their keys, as they stand on the wire.
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>
#include <watercooler/bytes.hpp>
#include <watercooler/number.hpp>

#include "message/messages.hpp"
#include "wire/bounds.hpp"
#include "wire/msgpack.hpp"
#include "wire/problem.hpp"

namespace watercooler::wire {

/// T is M, for reading into it, or const M, for writing it.
template <class T, class M>
concept Either = std::same_as<std::remove_const_t<T>, M>;

/// Text of limited size; the limit is checked when reading.
template <class T>
struct Text {
    T& text;
    std::size_t bytes_max;
};
template <class T>
Text(T&, std::size_t) -> Text<T>;

/// Six version bytes. Any other size counts as unknown, and is never told on: 1 to 5 bytes end an older peer.
template <class T>
struct Versions {
    T& bytes;
};
template <class T>
Versions(T&) -> Versions<T>;

// ---- which fields are left out when they hold nothing (`map.maybe`) ----
template <class T>
bool present(const T& value) {
    return !(value == T{});
}
template <class T>
bool present(const Text<T>& value) {
    return !value.text.empty();
}

// ---- one value, both ways. A nil never reaches these: it leaves the value as it was made, zero or empty. ----
template <class T>
concept Unsigned = std::unsigned_integral<T> && !std::same_as<T, bool>;

template <class T>
void read_or_nil(Reader& in, T&& value);

template <Unsigned T>
void read(Reader& in, T& value) {
    value = static_cast<T>(in.number(std::numeric_limits<T>::max()));
}
template <Unsigned T>
void write(Writer& out, T value) {
    out.number(value);
}
inline void read(Reader& in, std::int64_t& value) { value = in.signed_number(); }
inline void write(Writer& out, std::int64_t value) { out.signed_number(value); }
inline void read(Reader& in, bool& value) { value = in.boolean(); }
template <std::same_as<bool> T>
void write(Writer& out, T value) {
    out.boolean(value);
}
template <class Tag, class Rep>
void read(Reader& in, Named<Tag, Rep>& number) {
    read(in, number.value);
}
template <class Tag, class Rep>
void write(Writer& out, const Named<Tag, Rep>& number) {
    write(out, number.value);
}
inline void read(Reader& in, std::string& value) { value = in.text(); }
inline void write(Writer& out, const std::string& value) { out.text(value); }
template <class T>
void read(Reader& in, Text<T> value) {
    value.text = in.text(value.bytes_max);
}
template <class T>
void write(Writer& out, const Text<T>& value) {
    out.text(value.text);
}
inline void read(Reader& in, Buffer& value) {
    const auto bytes = in.bytes();
    value.assign(bytes.begin(), bytes.end());
}
inline void write(Writer& out, const Buffer& value) { out.bytes(value); }

void read(Reader& in, Versions<std::optional<Buffer>> value);
void write(Writer& out, const Versions<const std::optional<Buffer>>& value);
/// Our own field in other people's messages: a value that cannot be ours is skipped.
void read(Reader& in, std::optional<message::Fingerprint>& value);
void write(Writer& out, const message::Fingerprint& value);
void read(Reader& in, Status& value);
void write(Writer& out, Status value);
void read(Reader& in, Uuid& value);
void write(Writer& out, const Uuid& value);

template <class T>
void write(Writer& out, const std::optional<T>& value) {
    if (value)
        write(out, *value);
    else
        out.nil();
}
template <class T>
void read(Reader& in, std::optional<T>& value) {
    value = T{};
    read(in, *value);
}

template <class T>
void read(Reader& in, std::vector<T>& list) {
    list.clear();
    for (auto left = in.array(); left > 0 && in.ok(); --left) read_or_nil(in, list.emplace_back());
}
template <class T>
void write(Writer& out, const std::vector<T>& list) {
    out.array(list.size());
    for (const auto& item : list) write(out, item);
}
template <class T>
void read(Reader& in, std::map<std::string, T>& entries) {
    entries.clear();
    const auto count = in.map();
    if (count > bounds::list_items_max) in.fail(problem::too_many);
    for (auto left = count; left > 0 && in.ok(); --left) {
        std::string key{in.text()};
        read_or_nil(in, entries[std::move(key)]);
    }
}
template <class T>
void write(Writer& out, const std::map<std::string, T>& entries) {
    out.map(entries.size());
    for (const auto& [key, value] : entries) {
        out.text(key);
        write(out, value);
    }
}

// ---- the three visitors of `fields` ----
struct FieldCount {
    std::size_t count = 0;
    template <class T>
    void operator()(std::string_view, const T&) {
        ++count;
    }
    template <class T>
    void maybe(std::string_view, const T& value) {
        count += present(value) ? 1 : 0;
    }
    void constant(std::string_view, std::string_view) { ++count; }
};

struct FieldWrite {
    Writer& out;
    template <class T>
    void operator()(std::string_view key, const T& value) {
        out.text(key);
        write(out, value);
    }
    template <class T>
    void maybe(std::string_view key, const T& value) {
        if (present(value)) (*this)(key, value);
    }
    void constant(std::string_view key, std::string_view value) {
        out.text(key);
        out.text(value);
    }
};

/// Reads the value that stands behind `key`, if the message knows that key.
struct FieldRead {
    Reader& in;
    std::string_view key;
    bool taken = false;
    template <class T>
    void operator()(std::string_view name, T&& value) {
        if (taken || name != key) return;
        taken = true;
        read_or_nil(in, value);
    }
    template <class T>
    void maybe(std::string_view name, T&& value) {
        (*this)(name, value);
    }
    void constant(std::string_view, std::string_view) {}
};

template <class M>
concept HasFields = requires(FieldCount count, const M& m) { fields(count, m); };

template <HasFields M>
void read(Reader& in, M& m) {
    for (auto left = in.map(); left > 0 && in.ok(); --left) {
        FieldRead field{in, {}};
        if (in.text_next()) {
            field.key = in.text();
            fields(field, m);
        } else {
            in.skip();
        }
        if (!field.taken) in.skip();
    }
}
template <HasFields M>
void write(Writer& out, const M& m) {
    FieldCount count;
    fields(count, m);
    out.map(count.count);
    FieldWrite field{out};
    fields(field, m);
}

template <class T>
void read_or_nil(Reader& in, T&& value) {
    if (!in.nil()) read(in, value);
}

}  // namespace watercooler::wire
