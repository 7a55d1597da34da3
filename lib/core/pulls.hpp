#pragma once

#include <cstdint>
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

/// Asking for payloads whose ids were announced: of one announcer at a time, of another if it does not answer, in the
/// end of anybody. What stays unanswered is left to reconciliation.
class Pulls {
public:
    static constexpr std::size_t open_max = 1024;
    static constexpr std::size_t candidates_max = 4;
    static constexpr std::uint32_t tries_max = 5;
    /// From this try on two are asked at once.
    static constexpr std::uint32_t tries_before_two = 3;

    Pulls(const Settings& settings, Peers& peers, const Entries& entries)
        : settings_(settings), peers_(peers), entries_(entries) {}

    /// A reachable member announced what we lack. `answer`: it wants to know once we have it, or be asked for it.
    void lack(Context& context, const std::string& announcer, const std::vector<message::RumorId>& ids, bool answer);
    /// True if an answer to a pull of this uuid may come.
    bool open(const Uuid& uuid) const { return open_.contains(uuid); }
    /// The payload came, from whomever. Returns those who wait to hear that we have it.
    std::vector<std::string> close(Context& context, const Uuid& uuid);
    void unanswered(Context& context, const std::string& uuid);  // TimerKind::pull
    void unreachable(Context& context, const std::string& member);
    void view(std::vector<MessageView>& views) const;

private:
    struct Open {
        message::RumorId id;
        std::vector<std::string> candidates;  // announced it, not asked yet
        std::vector<std::string> asked;
        std::vector<std::string> waiting;  // want to hear that we have it
        std::uint32_t tries = 0;
        Sequence cause;
    };

    void ask(Context& context, const std::string& member, const std::vector<Open*>& pulls);
    void ask_elsewhere(Context& context, Open& pull);
    std::string next_to_ask(Context& context, Open& pull);

    const Settings& settings_;
    Peers& peers_;
    const Entries& entries_;
    std::map<Uuid, Open> open_;
};

}  // namespace watercooler::core
