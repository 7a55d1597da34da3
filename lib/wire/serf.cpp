#include "wire/serf.hpp"

#include <algorithm>
#include <array>

namespace watercooler::wire {
namespace {

/// First byte of metadata that holds tags; without it, all of it is the role (Serf protocol 2).
constexpr std::uint8_t tags_magic = 0xff;

constexpr std::array<std::string_view, 4> key_queries{"_serf_install-key", "_serf_use-key", "_serf_remove-key",
                                                      "_serf_list-keys"};

template <class T>
Decoded<T> read_all(Reader in) {
    T value;
    read(in, value);
    if (!in.ok()) return tl::unexpected{DecodeError{in.problem()}};
    return value;
}

}  // namespace

bool forbidden(const message::Query& query) {
    const auto none = [](const Buffer& filter) { return filter.empty(); };
    if (query.filters && std::any_of(query.filters->begin(), query.filters->end(), none)) return true;
    const auto of_keys = std::find(key_queries.begin(), key_queries.end(), query.name) != key_queries.end();
    return of_keys && (!query.payload || query.payload->empty());
}

Buffer encode_state(const message::SerfState& state) {
    Writer out;
    out.byte(serf_type::state);
    write(out, state);
    return std::move(out).take();
}

Decoded<message::SerfState> decode_state(Bytes user_state) {
    if (user_state.empty()) return tl::unexpected{DecodeError{problem::truncated}};
    if (user_state.front() != serf_type::state) return tl::unexpected{DecodeError{problem::unknown_type}};
    return read_all<message::SerfState>(Reader{user_state.subspan(1)});
}

Buffer encode_tags(const message::Tags& tags) {
    Writer out;
    out.byte(tags_magic);
    write(out, tags);
    return std::move(out).take();
}

Decoded<message::Tags> decode_tags(Bytes meta) {
    if (meta.empty() || meta.front() != tags_magic) return message::Tags{{"role", std::string{text_of(meta)}}};
    return read_all<message::Tags>(Reader{meta.subspan(1)});
}

}  // namespace watercooler::wire
