#include "wire/part.hpp"

#include <type_traits>
#include <variant>
#include <watercooler/assert.hpp>

#include "wire/memberlist.hpp"
#include "wire/serf.hpp"

namespace watercooler::wire {
namespace {

using namespace message;

template <class M>
Decoded<UserRead> read_body(Bytes body) {
    Reader in{body};
    M m;
    read(in, m);
    if (!in.ok()) return error(in.problem());
    return UserRead{std::move(m)};
}

/// A message that is told on byte for byte keeps its bytes.
template <class M>
Decoded<UserRead> read_serf(Bytes payload) {
    auto result = read_body<M>(payload.subspan(1));
    if (result) std::get<M>(result->message).raw.assign(payload.begin(), payload.end());
    return result;
}

Decoded<UserRead> read_query(Bytes payload) {
    auto result = read_serf<Query>(payload);
    if (result && forbidden(std::get<Query>(result->message))) return error(problem::forbidden);
    return result;
}

/// Each message has one way to be written: its type byte, then its fields.
struct PartWriter {
    Writer& out;

    void operator()(const Ping& m) { body(type::ping, m); }
    void operator()(const IndirectPing& m) { body(type::indirect_ping, m); }
    void operator()(const Ack& m) { body(type::ack, m); }
    void operator()(const Nack& m) { body(type::nack, m); }
    void operator()(const Suspect& m) { body(type::suspect, m); }
    void operator()(const Alive& m) { body(type::alive, m); }
    void operator()(const Dead& m) { body(type::dead, m); }
    template <class M>
    void operator()(const M& m) {
        out.byte(type::user);
        user(m);
    }

    void user(const JoinIntent& m) { serf(serf_type::join, m); }
    void user(const LeaveIntent& m) { serf(serf_type::leave, m); }
    void user(const UserEvent& m) { serf(serf_type::event, m); }
    void user(const Query& m) {
        WATERCOOLER_ASSERT(!forbidden(m));
        serf(serf_type::query, m);
    }
    void user(const OtherUser& m) { out.raw(m.raw); }
    template <class M>
    void user(const M& m) {
        out.byte(own_type);
        write_own(out, m);
    }

private:
    template <class M>
    void body(std::uint8_t type_byte, const M& m) {
        out.byte(type_byte);
        write(out, m);
    }
    template <class M>
    void serf(std::uint8_t type_byte, const M& m) {
        if (m.raw.empty())
            body(type_byte, m);
        else
            out.raw(m.raw);
    }
};

template <class M>
constexpr bool is_user =
    !(std::is_same_v<M, Ping> || std::is_same_v<M, IndirectPing> || std::is_same_v<M, Ack> || std::is_same_v<M, Nack> ||
      std::is_same_v<M, Suspect> || std::is_same_v<M, Alive> || std::is_same_v<M, Dead>);

}  // namespace

Decoded<UserRead> decode_user(Bytes payload) {
    if (!payload.empty()) {
        switch (payload.front()) {
            case serf_type::leave:
                return read_serf<LeaveIntent>(payload);
            case serf_type::join:
                return read_serf<JoinIntent>(payload);
            case serf_type::event:
                return read_serf<UserEvent>(payload);
            case serf_type::query:
                return read_query(payload);
            case own_type:
                return decode_own(payload);
            default:
                break;
        }
    }
    return UserRead{OtherUser{{payload.begin(), payload.end()}}};
}

Decoded<UserRead> decode_part(Bytes part) {
    if (part.empty()) return error(problem::empty_part);
    const auto body = part.subspan(1);
    switch (part.front()) {
        case type::ping:
            return read_body<Ping>(body);
        case type::indirect_ping:
            return read_body<IndirectPing>(body);
        case type::ack:
            return read_body<Ack>(body);
        case type::nack:
            return read_body<Nack>(body);
        case type::suspect:
            return read_body<Suspect>(body);
        case type::alive:
            return read_body<Alive>(body);
        case type::dead:
            return read_body<Dead>(body);
        case type::user:
            return decode_user(body);
        default:
            return error(problem::unknown_type);
    }
}

Buffer encode_part(const Message& message) {
    Writer out;
    std::visit(PartWriter{out}, message);
    return std::move(out).take();
}

Buffer encode_user(const Message& message) {
    Writer out;
    const auto write_user = [&out]<class M>(const M& m) {
        if constexpr (is_user<M>)
            PartWriter{out}.user(m);
        else
            WATERCOOLER_ASSERT(!"a user message");
    };
    std::visit(write_user, message);
    return std::move(out).take();
}

}  // namespace watercooler::wire
