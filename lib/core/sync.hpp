#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/settings.hpp>

#include "core/context.hpp"
#include "core/entries.hpp"
#include "core/peers.hpp"
#include "message/messages.hpp"

namespace watercooler::core {

/// Reconciliation of two members that have not agreed for a while: sums of 16 buckets, then digests of the buckets that
/// differ, then only what differs, in both directions.
class Sync {
public:
    static constexpr std::size_t sessions_max = 64;
    static constexpr std::size_t rows_max = 65'536;
    static constexpr std::uint32_t tries_max = 5;

    Sync(const Settings& settings, Peers& peers, const Entries& entries)
        : settings_(settings), peers_(peers), entries_(entries) {}

    /// Members, and entries, as one number each.
    message::Fingerprint fingerprint() const;
    /// Begins a reconciliation with `peer` if a difference has outlived `sync_interval`, and so has our last
    /// reconciliation.
    void compare(Context& context, const std::string& peer, const message::Fingerprint& theirs);
    /// Begins one now, unless one with this member is under way. `first` is told before, in the same datagram.
    void begin(Context& context, const std::string& peer, std::vector<message::Message> first = {});

    void receive(Context& context, const std::string& from, const message::Sums& sums);
    /// What they hold of ourselves from a former life, in which we counted as far: of one version we say one thing
    /// only.
    std::vector<message::RumorId> receive(Context& context, const std::string& from, const message::Digests& digests);
    /// Tells the members that are asked for. Entries are answered by Spread.
    void receive(Context& context, const std::string& from, const message::Pull& pull);
    /// True if this payload belongs to a reconciliation with its teller.
    bool expects(Instant now, std::string_view from, const message::RumorCopy& copy) const;
    /// A payload came: it may be the last that a reconciliation waited for.
    void arrived(Context& context, const std::string& from, const message::RumorCopy& copy);

    /// TimerKind::sync: what is not answered is asked for again, or given up.
    void timed_out(Context& context, const std::string& peer);
    void unreachable(Context& context, const std::string& peer);

private:
    /// A reconciliation that we began.
    struct Session {
        bool digested = false;                    // the digests have come
        std::map<Uuid, message::RumorId> wanted;  // asked for, still to come
        std::size_t wanted_before = 0;            // at the last look
        std::uint32_t tries = 1;                  // of what is not answered at present
        std::uint64_t differed = 0;               // entries
        std::uint64_t bytes = 0;
    };
    struct Difference {
        std::vector<message::RumorId> theirs;   // they hold more
        std::vector<message::RumorId> recheck;  // the rows are equal, and yet the bucket is not
        std::vector<EntryKey> ours;             // we hold more
        std::vector<message::RumorId> former;   // of ourselves, with our version, and yet another
    };

    Duration patience() const;
    void ask_again(Context& context, const std::string& peer, Session& session);
    message::Sums sums() const;
    bool may_answer(Context& context, const std::string& peer);
    message::Digests digests_for(const message::Sums& sums) const;
    void finish(Context& context, const std::string& peer, std::string_view reason);
    void send(Context& context, const std::string& peer, Session& session, std::vector<message::Message> messages);
    Difference compare_entries(Context& context, const message::Digests& digests) const;
    void compare_members(Context& context, const std::string& from, const message::Digests& digests,
                         message::Pull& pull, std::vector<message::Message>& tell);

    const Settings& settings_;
    Peers& peers_;
    const Entries& entries_;
    std::map<std::string, Session, std::less<>> sessions_;
    std::map<std::string, Instant, std::less<>> answered_;  // reconciliations that others began: when we told digests
    std::optional<Instant> differs_since_;                  // the first difference since we last agreed with anybody
    std::optional<Instant> last_begun_;
};

}  // namespace watercooler::core
