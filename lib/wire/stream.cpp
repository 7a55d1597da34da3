#include "wire/stream.hpp"

#include <variant>

#include "wire/bounds.hpp"
#include "wire/compress.hpp"
#include "wire/label.hpp"
#include "wire/memberlist.hpp"
#include "wire/part.hpp"
#include "wire/problem.hpp"

namespace watercooler::wire {
namespace {

using namespace message;

/// The smallest record of a push/pull: a map with a name of one byte.
constexpr std::size_t node_bytes_min = 8;
/// The smallest message: a type byte and an empty map.
constexpr std::size_t message_bytes_min = 2;

Decoded<StreamRead> more(std::size_t bytes_min) {
    if (bytes_min > bounds::stream_bytes_max) return error(problem::too_large);
    return StreamRead{StreamRead::NeedMore{bytes_min}};
}

/// Why reading stopped: too few bytes yet, of which at least `later` more follow those that are missing now; or an
/// error.
Decoded<StreamRead> stopped(const Reader& in, std::size_t later = 0) {
    if (in.truncated()) return more(in.wanted() + later);
    return error(in.problem());
}

Decoded<StreamRead> whole(StreamMessage message, const Reader& in) {
    if (in.position() > bounds::stream_bytes_max) return error(problem::too_large);
    return StreamRead{StreamRead::Whole{std::move(message), in.position()}};
}

template <class M>
Decoded<StreamRead> read_one_map(Reader in) {
    // Past it first: a message that is not all there yet is not worth reading twice.
    auto ahead = in;
    ahead.skip();
    if (!ahead.ok()) return stopped(ahead);
    M m;
    read(in, m);
    return in.ok() ? whole(std::move(m), in) : stopped(in);
}

bool within(std::int64_t value, std::size_t max) { return value >= 0 && static_cast<std::uint64_t>(value) <= max; }

Decoded<StreamRead> read_user(Reader in) {
    UserHeader header;
    wire::read(in, header);
    if (!in.ok()) return stopped(in);
    if (!within(header.bytes, bounds::stream_bytes_max)) return error(problem::too_large);
    const auto payload = in.raw(static_cast<std::size_t>(header.bytes));
    if (!in.ok()) return stopped(in);
    auto read = decode_user(payload);
    if (read) return whole(StreamUser{std::move(read->message)}, in);
    // The stream is sound, and what other kinds of members tell each other need not be Serf's.
    if (payload.front() != own_type) return whole(StreamUser{OtherUser{{payload.begin(), payload.end()}}}, in);
    return tl::unexpected{std::move(read.error())};
}

Decoded<StreamRead> read_records(Reader in, const PushPullHeader& header) {
    PushPull result{header.join, {}, {}};
    for (auto left = header.nodes; left > 0 && in.ok(); --left) {
        auto& node = result.nodes.emplace_back();
        read(in, node);
        if (node.name.empty()) in.fail(problem::nameless);
    }
    const auto state = in.raw(static_cast<std::size_t>(header.user_state_bytes));
    if (!in.ok()) return error(in.problem());
    result.user_state.assign(state.begin(), state.end());
    return whole(std::move(result), in);
}

Decoded<StreamRead> read_push_pull(Reader in) {
    PushPullHeader header;
    read(in, header);
    if (!in.ok()) return stopped(in);
    if (!within(header.nodes, bounds::stream_nodes_max)) return error(problem::too_large);
    if (!within(header.user_state_bytes, bounds::stream_bytes_max)) return error(problem::too_large);
    const auto state_bytes = static_cast<std::size_t>(header.user_state_bytes);
    auto ahead = in;
    for (auto left = static_cast<std::size_t>(header.nodes); left > 0; --left) {
        ahead.skip();
        if (!ahead.ok()) return stopped(ahead, (left - 1) * node_bytes_min + state_bytes);
    }
    ahead.raw(state_bytes);
    return ahead.ok() ? read_records(in, header) : stopped(ahead);
}

/// One whole message inside: compressed once, and no label within.
Decoded<StreamRead> read_compressed(Reader in) {
    auto ahead = in;
    ahead.skip();
    if (!ahead.ok()) return stopped(ahead);
    const auto plain = decompress(in, bounds::stream_unpacked_max);
    if (!plain) return tl::unexpected{plain.error()};
    if (plain->front() == type::compress) return error(problem::too_deep);
    auto read = decode_stream(*plain, {});
    if (!read) return read;
    auto* inner = std::get_if<StreamRead::Whole>(&read->value);
    if (inner == nullptr) return error(problem::truncated);
    return whole(std::move(inner->message), ahead);
}

struct StreamWriter {
    Writer& out;

    void operator()(const Ping& m) { body(type::ping, m); }
    void operator()(const Ack& m) { body(type::ack, m); }
    void operator()(const StreamError& m) { body(type::error, m); }
    void operator()(const StreamUser& m) {
        const auto payload = encode_user(m.message);
        body(type::user, UserHeader{static_cast<std::int64_t>(payload.size())});
        out.raw(payload);
    }
    void operator()(const PushPull& m) {
        body(type::push_pull, PushPullHeader{m.join, static_cast<std::int64_t>(m.nodes.size()),
                                             static_cast<std::int64_t>(m.user_state.size())});
        for (const auto& node : m.nodes) write(out, node);
        out.raw(m.user_state);
    }

private:
    template <class M>
    void body(std::uint8_t type_byte, const M& m) {
        out.byte(type_byte);
        write(out, m);
    }
};

}  // namespace

Decoded<StreamRead> decode_stream(Bytes so_far, std::string_view label) {
    Reader in{so_far};
    read_label(in, label);
    if (!in.ok()) return stopped(in, message_bytes_min);
    const auto type_byte = in.byte();
    if (!in.ok()) return stopped(in, message_bytes_min - 1);
    switch (type_byte) {
        case type::ping:
            return read_one_map<Ping>(in);
        case type::ack:
            return read_one_map<Ack>(in);
        case type::error:
            return read_one_map<StreamError>(in);
        case type::user:
            return read_user(in);
        case type::push_pull:
            return read_push_pull(in);
        case type::compress:
            return read_compressed(in);
        case type::encrypt:
            return error(problem::encrypted);
        default:
            return error(problem::unknown_type);
    }
}

Buffer encode_stream(const StreamMessage& message, std::string_view label) {
    Writer out;
    write_label(out, label);
    std::visit(StreamWriter{out}, message);
    return std::move(out).take();
}

}  // namespace watercooler::wire
