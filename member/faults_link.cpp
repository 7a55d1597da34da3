#include "member/faults_link.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace watercooler::member {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds look_every{1'000};
constexpr milliseconds look_soon{1};
constexpr milliseconds no_patience{0};

club::Folder folder_of(const Options& options) {
    // The options were checked, and the name in this folder is held: neither can fail any more.
    return club::Folder::at(*club::club_place(options.home, *club::Name::parse_club(options.club)));
}

}  // namespace

FaultsLink::FaultsLink(Member& member)
    : member_(member),
      board_(folder_of(member.options())),
      neighbours_(folder_of(member.options()), member.driver()),
      timer_(member.io()) {
    if (auto living = board_.attend())
        living_ = std::move(*living);
    else
        say_once(living.error().message);
    member_.driver().know_peers({.at = [this](const Address& address) { return neighbours_.at(address); },
                                 .connected = [this](const Address& from) { return neighbours_.connected(from); }});
    member_.driver().on_look([this] {
        if (std::exchange(soon_, true)) return;  // a flood of such wishes costs no more than this, and delays nothing
        timer_.expires_after(look_soon);
        arm();
    });
    poll_faults();
    boost::asio::post(member_.io(), [this] {
        begun_ = true;
        for (const auto& event : std::exchange(untold_, {}))
            member_.driver().command_now([&](Node& node, Instant now, Outbox& out) { node.note(now, event, out); });
    });
}

void FaultsLink::arm() {
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error) poll_faults();
    });
}

void FaultsLink::poll_faults() {
    soon_ = false;
    const bool ended = end_expired();
    const auto posted = board_.read();
    if (posted) {
        trouble_.clear();
        adopt(*posted);
    } else {
        say_once(posted.error().message);  // what holds goes on
        if (ended) apply();
    }
    auto next = std::chrono::duration_cast<Duration>(look_every);
    for (const auto& had : faults_)
        if (had.until && !member_.driver().gate().frozen())
            next = std::min(next, *had.until - member_.driver().protocol_now());
    timer_.expires_after(std::max<Duration>(next, look_soon));
    arm();
}

/// What is posted and not known yet begins; what is known and no longer posted is over.
void FaultsLink::adopt(const club::Posted& posted) {
    const auto is_posted = [&](std::uint64_t id) {
        return std::ranges::any_of(posted.faults, [&](const auto& each) { return each.id == id; });
    };
    std::erase_if(over_, [&](std::uint64_t id) { return !is_posted(id); });
    std::erase_if(foreign_, [&](std::uint64_t id) { return !is_posted(id); });
    if (!over_.empty()) take_down();
    std::erase_if(faults_, [&](const Had& had) {
        const bool gone = !had.own && !is_posted(had.id);
        if (gone) tell(EventKind::fault_cleared, had, "");
        return gone;
    });
    for (const auto& each : posted.faults) {
        const bool known = std::ranges::any_of(faults_, [&](const Had& had) { return !had.own && had.id == each.id; });
        if (known || over_.contains(each.id) || foreign_.contains(each.id)) continue;
        const auto fault = faults::parse(each.words);
        if (!fault) {
            foreign_.insert(each.id);
            member_.log().write(Log::Level::warning, "fault " + std::to_string(each.id) +
                                                         " of the club is not understood: " + fault.error().message);
            continue;
        }
        const auto now = member_.driver().protocol_now();
        faults_.push_back({each.id, false, *fault, each.length ? std::optional{now + *each.length} : std::nullopt});
        tell(EventKind::fault_set, faults_.back(), "");
    }
    apply();
}

bool FaultsLink::end_expired() {
    const auto now = member_.driver().protocol_now();
    const auto ended = std::erase_if(faults_, [&](const Had& had) {
        if (!had.until || *had.until > now) return false;
        tell(EventKind::fault_cleared, had, " (its time has come)");
        if (!had.own) over_.insert(had.id);
        return true;
    });
    return ended > 0;
}

/// For who comes later. If another is at it now, it is his to do, or ours in a second.
void FaultsLink::take_down() {
    (void)board_.change(
        [&](club::Posted& posted) {
            std::erase_if(posted.faults, [&](const club::PostedFault& each) { return over_.contains(each.id); });
        },
        no_patience);
}

void FaultsLink::apply() {
    std::vector<faults::Active> active;
    for (const auto& had : faults_) active.push_back({had.own ? ~had.id : had.id, had.fault});
    auto& driver = member_.driver();
    const auto same = [](const faults::Active& a, const faults::Active& b) {
        return a.id == b.id && a.fault == b.fault;
    };
    if (!std::ranges::equal(active, driver.faults(), same)) driver.set_faults(std::move(active));
}

/// On members that may feel it.
void FaultsLink::tell(EventKind kind, const Had& had, const std::string& more) {
    if (!faults::touches(had.fault, member_.options().name)) return;
    const Event event{.kind = kind, .count = had.id, .reason = faults::to_text(had.fault) + more};
    if (!begun_) return untold_.push_back(event);
    member_.driver().command_now([&](Node& node, Instant now, Outbox& out) { node.note(now, event, out); });
}

void FaultsLink::say_once(const std::string& trouble) {
    if (std::exchange(trouble_, trouble) != trouble) member_.log().write(Log::Level::warning, trouble);
}

std::uint64_t FaultsLink::add(const faults::Fault& fault, std::optional<milliseconds> length) {
    const auto now = member_.driver().protocol_now();
    faults_.push_back({++own_ids_, true, fault, length ? std::optional{now + *length} : std::nullopt});
    tell(EventKind::fault_set, faults_.back(), "");
    apply();
    poll_faults();
    return own_ids_;
}

bool FaultsLink::remove(std::uint64_t id) {
    const auto gone = std::erase_if(faults_, [&](const Had& had) {
        if (!had.own || had.id != id) return false;
        tell(EventKind::fault_cleared, had, "");
        return true;
    });
    apply();
    return gone > 0;
}

bool FaultsLink::heal() {
    const auto gone = std::erase_if(faults_, [&](const Had& had) {
        if (had.own) tell(EventKind::fault_cleared, had, "");
        return had.own;
    });
    apply();
    return gone > 0;
}

std::size_t FaultsLink::own_count() const {
    return static_cast<std::size_t>(std::ranges::count_if(faults_, [](const Had& had) { return had.own; }));
}

json::FaultsInfo FaultsLink::info(bool changed) const {
    json::FaultsInfo info{member_.options().name, changed, {}};
    const auto now = member_.driver().protocol_now();
    for (const auto& had : faults_) {
        json::FaultInfo each;
        each.id = had.id;
        each.fault = faults::to_text(had.fault);
        each.kind = faults::to_text(had.fault.kind);
        each.own = had.own;
        each.touches = faults::touches(had.fault, member_.options().name);
        if (had.until)
            each.left_ms = static_cast<std::uint64_t>(
                std::chrono::ceil<milliseconds>(std::max(Duration{}, *had.until - now)).count());
        info.faults.push_back(std::move(each));
    }
    return info;
}

}  // namespace watercooler::member
