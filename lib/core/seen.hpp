#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>
#include <watercooler/time.hpp>
#include <watercooler/uuid.hpp>

namespace watercooler::core {

/// The uuids of rumors that came by, each with a hash of what the rumor said. Bounded by count and age, the oldest goes
/// first: forgetting one costs a duplicate, never a wrong value. Memory: about 40 bytes for each uuid.
class Seen {
public:
    Seen(std::size_t count_max, Duration age_max) : count_max_(count_max), age_max_(age_max) {}

    /// The content that `uuid` was last seen with.
    std::optional<std::uint64_t> content(const Uuid& uuid) const;
    void remember(Instant now, const Uuid& uuid, std::uint64_t content);
    /// For entries that are forgotten: whoever still has one may tell it anew.
    void forget(const Uuid& uuid);
    /// Forgets what is older than the age.
    void age(Instant now);
    std::size_t size() const { return used_; }

private:
    struct Record {
        Uuid uuid;
        std::uint64_t content = 0;
        Instant at{};
        bool live = true;
    };
    // An open hash table of places in `records_`, kept at most half full; a place is a serial number, 0 = empty.
    std::size_t slot_of(const Uuid& uuid) const;
    std::size_t home_of(std::uint32_t place) const;
    Record& record(std::uint32_t place) { return records_[place - first_]; }
    const Record& record(std::uint32_t place) const { return records_[place - first_]; }
    void rebuild();
    void clear(std::size_t slot);
    void drop_oldest();

    std::size_t count_max_;
    Duration age_max_;
    std::deque<Record> records_;  // in the order of their coming
    std::uint32_t first_ = 1;     // serial number of the front record
    std::vector<std::uint32_t> slots_;
    std::size_t used_ = 0;
};

}  // namespace watercooler::core
