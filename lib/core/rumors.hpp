#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>
#include <watercooler/member.hpp>
#include <watercooler/node.hpp>
#include <watercooler/rumor.hpp>
#include <watercooler/settings.hpp>

#include "core/context.hpp"
#include "core/peers.hpp"
#include "message/messages.hpp"

namespace watercooler::core {

/// The rumor side of a node: entries by the update rules, spreading by push, announce and pull, and reconciliation.
/// It knows membership only through `Peers`. Joins entries, seen, spread and sync (one file each).
class Rumors {
public:
    Rumors(const Settings& settings, const Boot& boot, Peers& peers);
    ~Rumors();

    /// The memory's own entries are told again, one version up.
    void start(Context& context);

    // Commands.
    tl::expected<Version, RumorError> set(Context& context, std::string_view key, std::string_view value);
    Told tell(Context& context, const Rumor& rumor, std::string_view from);

    // Messages of ours. `from` is the teller's name if it is a member's address, else the address as text.
    void receive(Context& context, std::string_view from, const message::RumorCopy& copy);
    void receive(Context& context, std::string_view from, const message::RumorBatch& batch);
    void receive(Context& context, std::string_view from, const message::Announce& announce);
    void receive(Context& context, std::string_view from, const message::Have& have);
    void receive(Context& context, std::string_view from, const message::Pull& pull);
    void receive(Context& context, std::string_view from, const message::Sums& sums);
    void receive(Context& context, std::string_view from, const message::Digests& digests);

    /// A ping, an ack or a push/pull told us a wc member's fingerprint (of both: ours is compared with it).
    void compare(Context& context, std::string_view peer, const message::Fingerprint& theirs);
    /// Reconcile with this member at once (after a join, after having been asleep).
    void sync_now(Context& context, std::string_view peer);
    /// Sends to this member cannot succeed at present (ICMP refusal, death): what was under way to it goes to another.
    void unreachable(Context& context, std::string_view peer);
    /// A member was forgotten: from now on its entries age like a stranger's.
    void reaped(Context& context, std::string_view member);
    /// For TimerKind announce, answer, pull, refute, sync, expire.
    void timer(Context& context, const Timer& timer);

    message::Fingerprint fingerprint() const;  // members from Peers, entries our own
    std::vector<EntryView> entries(Instant now) const;
    std::optional<EntryView> entry(std::string_view origin, std::string_view key, Instant now) const;
    std::vector<MessageView> messages(Instant now) const;
    std::vector<Memory::Entry> own_entries() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace watercooler::core
