#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/context.hpp"
#include "message/messages.hpp"

namespace watercooler::core {

/// What the rumor side (spreading, reconciliation) needs to know of membership, and how it sends. Node's state
/// implements it; tests of the rumor side implement it with a list. "Wc member" = a member that carries the tag `wc`;
/// only these are sent our own messages.
class Peers {
public:
    virtual ~Peers() = default;

    virtual const std::string& self() const = 0;
    /// Known as a member in any status (self included); anybody else with an entry is a stranger.
    virtual bool is_member(std::string_view name) const = 0;
    /// Alive or suspect, and a wc member.
    virtual bool reachable(std::string_view name) const = 0;
    /// Wc members alive or suspect, self included: the N of the ttl.
    virtual std::size_t living() const = 0;
    /// Up to `count` reachable others at random, none in `except`. Those alive and not refused lately come first.
    virtual std::vector<std::string> pick(Context& context, std::size_t count,
                                          const std::vector<std::string>& except) = 0;
    /// The reachable other that follows us, or follows `after`, in hash order (round the ring); nothing if we are
    /// alone.
    virtual std::optional<std::string> successor(std::string_view after = {}) const = 0;
    /// Room for one message of ours in a datagram.
    virtual std::size_t datagram_room() const = 0;
    virtual std::size_t encoded_size(const message::Message& message) const = 0;
    /// Sends messages to a reachable member, packed into as few datagrams as they need, each with its `sent` event.
    /// One that fits no datagram goes by a stream of its own.
    virtual void send(Context& context, std::string_view to, const std::vector<message::Message>& messages) = 0;

    // For reconciliation: members are compared by name and incarnation.
    /// Every member we know, ordered by name.
    virtual std::vector<message::Digests::Member> member_digests() const = 0;
    /// Sum over those alive or suspect, per bucket (16), bucket = top 4 bits of the name's hash.
    virtual std::vector<std::uint64_t> member_sums() const = 0;
    /// What a teller's row of digests asks of us: nothing, to pull the member's full record, or to tell ours.
    /// A row that says dead or left is treated like the same row of a push/pull (7.6), at once.
    enum class Differs { no, pull, tell };
    virtual Differs compare_member(Context& context, const message::Digests::Member& theirs) = 0;
    /// Our record of a member as a message: alive, suspect or dead; nothing if unknown.
    virtual std::optional<message::Message> member_message(std::string_view name) const = 0;
};

}  // namespace watercooler::core
