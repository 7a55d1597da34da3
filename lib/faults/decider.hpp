#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>
#include <watercooler/time.hpp>

#include "faults/fault.hpp"
#include "faults/luck.hpp"

namespace watercooler::faults {

/// A fault that is in force.
struct Active {
    std::uint64_t id = 0;
    Fault fault{};
};

/// Who sends to whom, by name. Empty: somebody unknown, whom only `*` means.
struct Link {
    std::string_view from, to;
};

/// One arrival of a datagram.
struct Delivery {
    Duration delay{};
    std::optional<std::size_t> flip{};  // which bit is turned over

    friend bool operator==(const Delivery&, const Delivery&) = default;
};

/// What becomes of a datagram.
struct Verdict {
    const Active* dropped_by = nullptr;  // valid until the next `set`
    std::vector<Delivery> deliveries{};  // none if it was dropped; two if it was doubled
};

/// What becomes of some bytes of a stream. They are never lost, doubled or out of order: a stream repairs that.
struct StreamVerdict {
    Duration delay{};
    bool reset = false;  // corrupt: what is above TCP's own checksum would give the stream up
};

/// Decides what the faults in force do to each packet: values in, values out. Same seed, same calls, same answers. A
/// share of 0 % draws no luck, so it is the same as no fault.
///
/// `cut` is asked on both ends, so that a cut holds while only one of them knows of it; everything else must be decided
/// once, on one of them.
class Decider {
public:
    /// How long a packet may wait for a rate's turn, and how far a reordered one is held back.
    static constexpr Duration rate_wait_max = std::chrono::seconds{2};
    static constexpr Duration reorder_min = std::chrono::milliseconds{1};
    static constexpr Duration reorder_max = std::chrono::milliseconds{50};
    static constexpr std::size_t queues_max = 4096;

    explicit Decider(std::uint64_t seed) : luck_(seed) {}

    /// Faults that do nothing are left out. The queues of those that stay go on.
    void set(std::vector<Active> faults);
    const std::vector<Active>& faults() const { return faults_; }
    bool empty() const { return faults_.empty(); }
    /// Whether any of them asks who somebody is.
    bool names_matter() const;

    /// The fault that lets nothing through from the one to the other, if there is one.
    const Active* cut(const Link& link) const;
    Verdict datagram(const Link& link, std::size_t bytes, Instant now);
    StreamVerdict stream(const Link& link, std::size_t bytes, Instant now);

private:
    /// When the queue of each link that a rate holds up is empty again.
    using Queue = std::tuple<std::uint64_t, std::string, std::string>;

    Duration latency(const Fault& fault);
    Duration queue(const Active& active, const Link& link, std::size_t bytes, Instant now, Duration wait_max,
                   bool& dropped);

    Luck luck_;
    std::vector<Active> faults_;
    std::map<Queue, Instant> free_at_;
};

}  // namespace watercooler::faults
