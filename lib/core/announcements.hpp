#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/member.hpp>
#include <watercooler/settings.hpp>

#include "core/context.hpp"
#include "core/entries.hpp"
#include "core/peers.hpp"
#include "message/messages.hpp"

namespace watercooler::core {

/// Telling the ids of what we hold: to random members, and without fail to the next member in hash order.
///
/// The next in hash order is asked for an answer and told again until it gives one, or there is reason to go on with
/// the one after it. So news runs round the whole ring whatever gets lost, and chance leaves nobody out.
class Announcements {
public:
    static constexpr std::size_t waiting_max = 1024;
    static constexpr std::size_t awaited_max = 1024;
    static constexpr std::uint32_t tries_max = 8;
    static constexpr std::uint32_t tries_before_next = 3;

    /// Something that others may lack.
    struct News {
        message::RumorId id;
        std::uint32_t hops = 0;            // tellings until it was here
        bool wide = false;                 // to random members too, not only to the next in hash order
        std::vector<std::string> holders;  // known to hold it: not told
        Sequence cause;
    };

    Announcements(const Settings& settings, Peers& peers, const Entries& entries)
        : settings_(settings), peers_(peers), entries_(entries) {}

    /// Waits at most `announce_delay` for company.
    void add(Context& context, News news);
    /// This member holds that rumor: it said so, or told it to us, or asks for it.
    void holds(Context& context, std::string_view member, const Uuid& uuid);
    void tell_waiting(Context& context);                           // TimerKind::announce
    void tell_again(Context& context, const std::string& member);  // TimerKind::answer
    /// What this member was to answer goes to the next after it.
    void unreachable(Context& context, const std::string& member);
    void view(std::vector<MessageView>& views) const;

private:
    struct Awaited {
        News news;
        std::uint32_t tries = 0;
        Instant due{};
        bool last = true;         // the last that was told of those in a row that do not answer
        std::uint32_t width = 1;  // how many are told next if it does not answer either
    };
    using OfMember = std::map<Uuid, Awaited>;

    bool superseded(const message::RumorId& id) const;
    void tell(Context& context, const std::string& member, const std::vector<const News*>& news, bool answer,
              std::string_view reason);
    void ask(Context& context, const std::string& member, std::vector<Awaited> asked, std::string_view reason);
    void ask_further(Context& context, const std::string& after, Awaited from);
    void arm(Context& context, const std::string& member);
    Duration patience(std::uint32_t tries) const;

    const Settings& settings_;
    Peers& peers_;
    const Entries& entries_;
    std::deque<News> waiting_;
    std::map<std::string, OfMember, std::less<>> awaited_;
    std::size_t awaited_count_ = 0;
};

}  // namespace watercooler::core
