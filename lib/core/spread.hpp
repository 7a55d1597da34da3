#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/member.hpp>
#include <watercooler/settings.hpp>

#include "core/announcements.hpp"
#include "core/context.hpp"
#include "core/copies.hpp"
#include "core/entries.hpp"
#include "core/peers.hpp"
#include "core/pulls.hpp"
#include "message/messages.hpp"

namespace watercooler::core {

/// How many hops a rumor of ours is pushed: after h hops 1 + f + … + f^h members know at best, and the smallest h with
/// which that is N / ln N of N members leaves the rest to be asked for. Never 0: two members need one hop.
std::uint8_t ttl_for(std::size_t members, std::uint32_t fanout);

/// Takes news to everybody: push while the ttl lasts, then announce, and let those who lack it pull.
class Spread {
public:
    /// How long a push may still be called back, and how many are remembered for that.
    static constexpr std::chrono::seconds redirect_age{1};
    static constexpr std::size_t redirect_max = 1024;

    Spread(const Settings& settings, Peers& peers, const Entries& entries)
        : settings_(settings),
          peers_(peers),
          entries_(entries),
          announcements_(settings, peers, entries),
          pulls_(settings, peers, entries) {}

    /// We have come to hold something new with this ttl left; `teller` gave it to us (empty: nobody did).
    /// Pushed at once while the ttl lasts and a datagram takes it. Whatever the ttl, the next in hash order gets to
    /// know.
    void news(Context& context, const EntryKey& key, std::uint8_t ttl, const std::string& teller,
              CopyReason reason = CopyReason::pushed);
    /// This member holds what `uuid` names, and told us so with a payload.
    void told(Context& context, const std::string& member, const Uuid& uuid);
    /// This member told us a payload that we do not take: it is not asked for any longer.
    void refused(Context& context, const std::string& member, const Uuid& uuid);
    bool pulling(const Uuid& uuid) const { return pulls_.open(uuid); }

    void receive(Context& context, const std::string& from, const message::Announce& announce);
    void receive(Context& context, const std::string& from, const message::Have& have);
    /// Answers with what we hold. Members are answered elsewhere.
    void receive(Context& context, const std::string& from, const message::Pull& pull);

    void unreachable(Context& context, const std::string& peer);
    void timer(Context& context, const Timer& timer);  // announce, answer, pull
    void view(std::vector<MessageView>& views) const;

private:
    struct Push {
        std::string peer;
        EntryKey key;
        Uuid uuid;
        std::uint8_t ttl = 0;
        std::string teller;
        CopyReason reason{};
        Instant at{};
        Sequence cause;
    };
    void push(Context& context, const EntryKey& key, std::uint8_t ttl, const std::string& teller, CopyReason reason);
    void push_to(Context& context, const std::string& member, const message::RumorCopy& copy, Push push);
    void redirect(Context& context, const Push& lost);
    void tell_have(Context& context, const std::string& to, const std::vector<Uuid>& uuids);

    const Settings& settings_;
    Peers& peers_;
    const Entries& entries_;
    Announcements announcements_;
    Pulls pulls_;
    std::deque<Push> pushes_;  // the latest, for redirection
};

}  // namespace watercooler::core
