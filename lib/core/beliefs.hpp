#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <watercooler/settings.hpp>

#include "core/awareness.hpp"
#include "core/context.hpp"
#include "core/lost.hpp"
#include "core/members.hpp"
#include "core/outgoing.hpp"
#include "core/surroundings.hpp"
#include "core/suspicion.hpp"
#include "message/codec.hpp"

namespace watercooler::core {

/// Decides what is believed about members: claims in (alive, suspect, dead, refusals), records, events and broadcasts
/// out. Source: memberlist-wire 7, with ours on top: evidence, names that move, and traces of the lost.
class Beliefs {
public:
    /// Where a claim came from: an exchange of whole tables may show that somebody was only cut off.
    enum class Origin { gossip, exchange };

    struct Parts {
        const Settings& settings;
        const Codec& codec;
        Members& members;
        Lost& lost;
        Awareness& awareness;
        GossipQueues& queues;
        Outgoing& outgoing;
        Surroundings& surroundings;
    };
    explicit Beliefs(const Parts& parts) : parts_(parts) {}

    /// Makes the own record; the first input.
    void introduce(Context& context, Incarnation incarnation);

    // Claims. True if the record of the member changed.
    bool alive(Context& context, const message::Alive& claim, Origin origin = Origin::gossip);
    bool suspect(Context& context, const message::Suspect& claim);
    bool dead(Context& context, const message::Dead& claim);
    /// Somebody who is held dead or lost shows itself: it hears that, so that it can refute. False: it is neither.
    bool challenge(Context& context, const std::string& name, const Address& address);
    /// Its host says that nobody listens there.
    void refused(Context& context, Member& member);
    /// We were asleep: everybody had that much less time to answer.
    void shift(Duration by);
    /// For TimerKind::suspicion.
    void timer(Context& context, const std::string& name);

    /// Raises the own incarnation, unless we say goodbye: whatever is said about an earlier one is void. Returns it.
    Incarnation raise_self();
    /// Tells everybody that we live, unless we say goodbye.
    void assert_self(Context& context);
    /// From now on claims that we live are ignored, and our own goodbye is queued. Returns the broadcast's number.
    std::uint64_t say_goodbye(Context& context);
    bool saying_goodbye() const { return goodbye_; }
    /// Forgets who has been gone for long enough.
    void reap(Context& context);

    Member& self() const { return *self_; }
    /// A member's record as a message: alive for the living, dead for the others, the lost included.
    std::optional<message::Message> tell(std::string_view name) const;
    message::Alive tell_self() const;
    /// True once after the own name was defended: whoever accused us should hear it at once.
    bool take_refuted() { return std::exchange(refuted_, false); }

private:
    bool newcomer(Context& context, const message::Alive& claim, const Address& address);
    bool believe(Context& context, Member& member, const message::Alive& claim, const Address& address);
    bool elsewhere(Context& context, const Member& member, const message::Alive& claim, const Address& address,
                   Origin origin);
    bool about_self(Context& context, const message::Alive& claim, const Address& address);
    struct Before {
        Status status;
        bool fresh;                // nothing was known
        std::string_view changed;  // metadata or address, if they differ now
    };
    void report(Context& context, Member& member, const Before& before);
    std::string problem(const message::Alive& claim) const;
    bool is_ours(const message::Alive& claim) const;
    bool versions_fit(const message::Alive& claim) const;
    Address address_of(const message::Alive& claim) const;
    bool usable(Context& context, const std::string& node, const std::string& from, Incarnation incarnation) const;
    bool confirm(Context& context, Suspicion& suspicion, const message::Suspect& claim);
    void begin_suspicion(Context& context, Member& member, const message::Suspect& claim);
    void arm(Context& context, const std::string& name);
    void bury(Context& context, Member& member, const message::Dead& claim);
    void refute(Context& context, Incarnation accusation, const std::string& by, std::string_view what);
    void nudge(Context& context, const std::string& name, const Address& address, Incarnation incarnation);

    Parts parts_;
    Member* self_ = nullptr;
    std::map<std::string, Suspicion> suspicions_;
    bool goodbye_ = false;
    bool refuted_ = false;
    Instant nudges_since_{};
    std::size_t nudges_ = 0;
};

}  // namespace watercooler::core
