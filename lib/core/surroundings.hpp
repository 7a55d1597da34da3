#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/context.hpp"
#include "core/members.hpp"
#include "message/messages.hpp"

namespace watercooler::core {

/// What the membership machines ask of, and tell, the node that joins them.
class Surroundings {
public:
    virtual ~Surroundings() = default;

    virtual message::Fingerprint fingerprint() const = 0;
    /// False while we have to doubt ourselves rather than this member.
    virtual bool may_accuse(const Member& member) const = 0;

    /// A member joined or returned.
    virtual void lives(Context& context, Member& member) = 0;
    /// A member died or left.
    virtual void gone(Context& context, Member& member) = 0;
    /// A member's record is about to go.
    virtual void forgotten(Context& context, const Member& member) = 0;
    /// A living holder of our own name was heard of, elsewhere.
    virtual void name_taken(Context& context) = 0;

    /// A probe was answered, with what the answer said about the member's beliefs.
    virtual void answered(Context& context, Member& member, const std::optional<message::Fingerprint>& theirs) = 0;
    /// Begins, and gives up, the ping by stream that goes with the helpers' pings.
    virtual void ping_by_stream(Context& context, const Member& member, std::uint32_t sequence) = 0;
    virtual void end_ping_by_stream(Context& context) = 0;
};

}  // namespace watercooler::core
