#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <tuple>
#include <utility>
#include <vector>
#include <watercooler/number.hpp>
#include <watercooler/time.hpp>
#include <watercooler/uuid.hpp>

#include "message/apply.hpp"
#include "message/messages.hpp"

namespace watercooler::core {

/// What is believed of one key of one origin.
struct Entry {
    std::string value;
    Version version;
    Uuid uuid;
    std::string address;  // where the origin said it is
    std::uint16_t port = 0;
    std::string from;        // who told us; empty: we ourselves
    std::uint32_t hops = 0;  // tellings until it was here
    Instant applied_at{};
    Instant said_at{};  // as far as the tellers knew: age travels and never resets

    message::Claim claim() const { return {version, uuid, value}; }
};

struct EntryKey {
    std::string origin, key;
    friend auto operator<=>(const EntryKey&, const EntryKey&) = default;
};
struct EntryKeyView {
    std::string_view origin, key;
    EntryKeyView(std::string_view of, std::string_view name) : origin(of), key(name) {}
    EntryKeyView(const EntryKey& other) : origin(other.origin), key(other.key) {}  // NOLINT: a view of it
    friend auto operator<=>(const EntryKeyView&, const EntryKeyView&) = default;
};

/// Which of the 16 buckets of a reconciliation an entry is in. Part of the protocol.
std::size_t bucket_of(EntryKeyView key);

/// All entries, with order-free sums of fixed hashes over them: equal on two nodes that hold the same.
/// Entries live apart from members; those of a stranger (an origin marked so) are bounded in number and get old.
class Entries {
public:
    static constexpr std::size_t buckets = 16;
    struct Order {
        using is_transparent = void;
        bool operator()(EntryKeyView a, EntryKeyView b) const { return a < b; }
    };
    using Rows = std::map<EntryKey, Entry, Order>;
    using IsMember = std::function<bool(std::string_view)>;

    const Entry* find(EntryKeyView key) const;
    const Rows& rows() const { return rows_; }
    /// The sum over all entries, and over each bucket.
    std::uint64_t sum() const;
    const std::array<std::uint64_t, buckets>& sums() const { return sums_; }

    /// What has to go so that `key`, not held yet, fits: of more than 32 keys of one origin the first 32 in order stay
    /// (the same ones everywhere, whatever came first); of more than 1,024 strangers the youngest stay. Changes only
    /// which origins are marked as strangers. Errors: the code of the limit, when the newcomer itself is the one that
    /// has to stay out.
    tl::expected<std::vector<EntryKey>, std::string> room(EntryKeyView key, Instant said_at, bool own,
                                                          const IsMember& is_member);
    /// Adds or replaces.
    void put(const EntryKey& key, Entry entry);
    void erase(const EntryKey& key);

    /// A stranger's entries count against the bound, and expire. Marking an origin without entries does nothing.
    void mark_stranger(std::string_view origin, bool stranger);
    /// When the oldest entry of a stranger was said.
    std::optional<Instant> oldest_said() const;
    /// Entries of strangers that were said at or before `limit`, oldest first. Origins that have become members are
    /// unmarked.
    std::vector<EntryKey> expired(Instant limit, const IsMember& is_member);

private:
    struct Range {
        Rows::const_iterator begin, end;
    };
    Range of(std::string_view origin) const;
    void count(const EntryKey& key, const Entry& entry, bool in);
    void index(std::string_view origin, bool in);
    Instant youngest(std::string_view origin) const;
    tl::expected<std::vector<EntryKey>, std::string> room_among_strangers(Instant said_at, const IsMember& is_member);

    Rows rows_;
    std::array<std::uint64_t, buckets> sums_{};
    std::set<std::string, std::less<>> strangers_;
    std::set<std::tuple<Instant, std::string>> strangers_by_age_;  // by their youngest entry
    std::set<std::tuple<Instant, EntryKey>> ageing_;               // entries of strangers
};

}  // namespace watercooler::core
