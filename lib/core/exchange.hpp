#pragma once

#include <cstddef>
#include <string>

#include "core/beliefs.hpp"
#include "core/context.hpp"
#include "core/members.hpp"
#include "core/serf.hpp"
#include "message/codec.hpp"

namespace watercooler::core {

/// What goes over a push/pull: all that is believed about members, in both directions. Source:
/// memberlist-wire 5.8, 7.6.
class Exchange {
public:
    struct Parts {
        const Codec& codec;
        const Members& members;
        Beliefs& beliefs;
        Serf& serf;
    };
    explicit Exchange(const Parts& parts) : parts_(parts) {}

    message::PushPull make(bool join, const message::Fingerprint& fingerprint) const;
    /// Why it must not be merged (5.9); empty if it may.
    std::string objection(const message::PushPull& theirs) const;
    struct Merged {
        std::size_t differed = 0;  // members whose record changed
        std::optional<message::Fingerprint> fingerprint;
    };
    Merged merge(Context& context, const message::PushPull& theirs);

private:
    bool merge_row(Context& context, const message::NodeState& row);

    Parts parts_;
};

}  // namespace watercooler::core
