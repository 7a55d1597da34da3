#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <watercooler/address.hpp>
#include <watercooler/member.hpp>
#include <watercooler/number.hpp>
#include <watercooler/time.hpp>

#include "core/random.hpp"
#include "core/versions.hpp"

namespace watercooler::core {

/// What we believe about one participant, ourselves included.
struct Member {
    std::string name;
    Address address;          // byte for byte as its owner advertises it
    Incarnation incarnation;  // 0 until the first alive is believed
    Status status = Status::dead;
    Buffer meta;  // byte for byte: other encodings of the same tags are an update
    std::optional<Versions> versions;
    bool watercooler = false;  // its tags have `wc`

    Instant changed{};  // the status
    std::optional<Instant> last_heard;
    std::optional<Duration> round_trip;
    std::optional<Instant> refused;  // when its host last said that nobody listens there

    // Serf's layer.
    std::uint64_t status_time = 0;  // Lamport time of the last intent that was believed
    bool leaving = false;           // a leave intent came: what follows is no failure
    bool prune = false;             // to be forgotten as soon as it is gone

    bool living() const { return status == Status::alive || status == Status::suspect; }
    /// A refusal came, and nothing from the member since.
    bool refused_since(Instant since) const {
        return refused && *refused >= since && (!last_heard || *last_heard < *refused);
    }
};

/// The table of members, with everything that is counted or looked up about it kept in step.
///
/// Name, address, status, incarnation, versions and `watercooler` change only through `change`. References stay valid
/// until the record is removed.
class Members {
public:
    static constexpr std::size_t count_max = 65'536;
    static constexpr std::size_t bucket_count = 16;
    using Table = std::map<std::string, Member, std::less<>>;

    Members() = default;
    Members(const Members&) = delete;
    Members& operator=(const Members&) = delete;

    /// Adds a record at a random place of the probe list. The name must be new (asserted).
    Member& add(Member member, Random& random);
    /// Changes a record by a function; sums, counts and indexes follow.
    template <class Function>
    void change(Member& member, Function&& function) {
        leave_books(member);
        std::forward<Function>(function)(member);
        enter_books(member);
    }
    void remove(std::string_view name);

    Member* find(std::string_view name);
    const Member* find(std::string_view name) const;
    /// Whoever advertises this place, whatever the form of its bytes; one that lives comes first.
    Member* at(const Address& address);
    const Table& all() const { return table_; }
    std::size_t size() const { return table_.size(); }
    std::size_t count(Status status) const { return counts_[static_cast<std::size_t>(status)]; }
    /// Members with the tag `wc` that are alive or suspect, ourselves included.
    std::size_t living_watercooler() const { return living_watercooler_; }

    /// The next of the probe list, round and round; `wrapped` tells that the list is at its end: it is shuffled then,
    /// and nobody is named.
    Member* next_to_probe(Random& random, bool& wrapped);
    /// Puts a record where `next_to_probe` will find it next.
    void probe_soon(const Member& member);
    /// Up to `count` records at random for which `wanted` holds.
    using Wanted = std::function<bool(const Member&)>;
    std::vector<Member*> sample(Random& random, std::size_t count, const Wanted& wanted);

    /// The first record after `name` in hash order, round the ring, for which `wanted` holds; never `name` itself.
    const Member* successor(std::string_view name, const Wanted& wanted) const;
    /// Per bucket (top 4 bits of the name's hash) the sum of hashes of name and incarnation, over those alive or
    /// suspect.
    const std::array<std::uint64_t, bucket_count>& sums() const { return sums_; }

    /// What all living members understand.
    VersionRange versions_understood() const;
    /// True if every record's spoken versions lie inside.
    bool all_speak(const VersionRange& range) const;

private:
    struct VersionCount {
        std::size_t known = 0, alive = 0;
    };
    struct RingKey {
        std::uint64_t hash;
        std::string_view name;  // into the table
        friend auto operator<=>(const RingKey&, const RingKey&) = default;
    };

    void enter_books(const Member& member) { keep_books(member, true); }
    void leave_books(const Member& member) { keep_books(member, false); }
    void keep_books(const Member& member, bool enter);
    void keep_versions(const Member& member, bool enter);

    Table table_;
    std::vector<Member*> order_;  // the probe list
    std::size_t next_ = 0;
    std::map<RingKey, const Member*> ring_;
    std::map<std::pair<Address, std::string_view>, Member*> places_;
    std::map<std::optional<Versions>, VersionCount> versions_;
    std::array<std::size_t, 4> counts_{};
    std::size_t living_watercooler_ = 0;
    std::array<std::uint64_t, bucket_count> sums_{};
};

/// The 4-byte form of an IPv4 address that came in 16 bytes; any other address as it is.
Address short_form(const Address& address);

}  // namespace watercooler::core
