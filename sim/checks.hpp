#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/network.hpp"

namespace watercooler::sim {

/// What must hold at every moment of every run, whatever the faults. A broken rule becomes a sentence in `broken()`.
///
/// - an incarnation is raised by its owner only
/// - versions never go back at a member, and no value appears that nobody told
/// - nobody lists a member that never existed
/// - a softly frozen club accuses nobody
/// - what is held and queued stays bounded
/// - the dead do not return without a restart
///
/// Once a datagram was corrupted, only the bounds and the silence of the frozen are watched.
class Checks : public Observer {
public:
    explicit Checks(const Network& network) : network_(network) {}

    /// A rumor that comes through a door: from now on its value may be believed.
    void told(const Rumor& rumor);

    void event(Instant now, const Host& host, const Event& event) override;
    void worked(Instant now, const Host& host) override;
    void started(Instant now, const Host& host) override;
    /// The slow looks: every member's whole list and table. Call now and then, and at the end.
    void look_everywhere();

    const std::vector<std::string>& broken() const { return broken_; }
    std::uint64_t looks() const { return looks_; }
    const EventCounters& seen() const { return seen_; }  // of all members together

private:
    using Key = std::pair<std::string, std::string>;  // origin, key
    struct Claim {
        Version version;
        Uuid uuid;
        friend auto operator<=>(const Claim&, const Claim&) = default;
    };

    bool forged() const;
    void membership(Instant now, const Host& host, const Event& event);
    void rumor(Instant now, const Host& host, const Event& event);
    void incarnation(Instant now, const Host& host, const std::string& name, Incarnation believed);
    void breaks(Instant now, const Host& host, const std::string& what);

    const Network& network_;
    std::map<std::string, Incarnation> owned_;          // the highest that each name ever said of itself
    std::map<std::string, std::vector<HostId>> names_;  // who was ever called so
    std::map<Key, std::map<Claim, std::optional<std::string>>>
        told_;  // every value that was ever told, by its owner or at a door
    std::map<std::tuple<HostId, std::uint32_t, Key>, Version> held_;  // by member, boot and entry
    std::vector<Incarnation> own_;                                    // by host, in this boot
    EventCounters seen_{};
    std::uint64_t looks_ = 0;
    std::vector<std::string> broken_;
};

/// At most so many are kept; the first matters most.
inline constexpr std::size_t broken_max = 20;

}  // namespace watercooler::sim
