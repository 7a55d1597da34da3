#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>
#include <watercooler/event.hpp>

// clang-format off
/// The filter language that the command line, the HTTP API and the pages share.
///
/// Terms stand one after the other, and all of them must hold:
///
///     kind:applied,sent from:jimmy -to:a* book:Dune bytes>100 since:-30s "Great Gatsby"
///
/// A term is `key:value`, or `key` and one of < <= > >= = before a number; `-` before it means "not". Commas separate
/// values, of which one is enough. A word without a key is a `text:`. In values `*` stands for any text, `?` for one
/// byte; quotes keep spaces and commas together, a backslash takes the meaning from what follows it. A field that an
/// event does not have fits `""` only, so `peer:*` says that there is a peer.
///
/// Keys, and what holds for an event:
///
///     kind:     of this kind (`applied`), or of a group: one of the schema's (transport rumor membership sync life
///               program), or push (applied duplicate stale refuted), announce, pull, ping (probed acked
///               probe_failed), digest (the sync), packet (sent received refused dropped held), stream, fault,
///               freeze (frozen thawed stepped asleep)
///     result:   new (applied), seen (duplicate), stale, dropped (dropped refused), fault (fault_set fault_cleared)
///     member:   that this member reported
///     peer:     about this peer
///     from: to: that went from (to) this member: the reporter of what went out (sent refused announced pulled probed
///               sync_started), the peer of what came in (received held dropped applied duplicate stale refuted
///               conflict rejected acked http_request), and the reverse; `from:` also the reporter of born. Other
///               kinds have no direction
///     origin: key: value: reason:   with this origin, key, value or reason
///     book:     whose key is `book` and whose value is this
///     uuid: trace:   of the rumor whose uuid begins so
///     packet:   of the datagram with this hash, 16 hexadecimal digits
///     text:     that has this anywhere in its kind, peer, origin, key, value or reason, in any case
///     since: until:   not earlier, not later: RFC 3339, `14:02:11` (UTC, the latest one before now), `-30s` (ms s m h
///               d before now)
///     seq cause version hop bytes incarnation count   with such a number; an event without it never
// clang-format on
namespace watercooler::filter {

inline constexpr std::size_t text_bytes_max = 4096;
inline constexpr std::size_t terms_max = 64;

enum class Key : std::uint8_t {
    kind,
    result,
    member,
    peer,
    from,
    to,
    origin,
    key,
    value,
    reason,
    book,
    uuid,
    packet,
    text,
    since,
    until,
    seq,
    cause,
    version,
    hop,
    bytes,
    incarnation,
    count,
};
enum class Compare : std::uint8_t { equal, less, at_most, more, at_least };

/// A set of kinds, one bit each.
using Kinds = std::uint64_t;
static_assert(event_kind_count <= 64);
constexpr Kinds bit(EventKind kind) { return Kinds{1} << static_cast<unsigned>(kind); }

/// What a uuid prefix means: the smallest and the largest uuid that begin so.
struct UuidRange {
    Uuid first, last;
    friend bool operator==(const UuidRange&, const UuidRange&) = default;
};
/// Dashes are left out. Nothing: more than 32 digits, or no hexadecimal ones.
std::optional<UuidRange> uuid_range(std::string_view prefix);

/// One term, checked: which of the members count depends on the key.
struct Term {
    Key key{};
    bool negated = false;
    Compare compare = Compare::equal;      ///< of numbers
    std::vector<std::string> values{};     ///< words and patterns, as written (with their backslashes); one is enough
    Kinds kinds = 0;                       ///< kind, result: what the words mean together
    std::vector<std::uint64_t> numbers{};  ///< numbers; packet: the hashes
    std::vector<UuidRange> uuids{};        ///< uuid: what the values mean
    std::int64_t time_ns = 0;              ///< since, until: wall time
    friend bool operator==(const Term&, const Term&) = default;
};
/// What all must hold. The empty filter lets everything through.
struct Filter {
    std::vector<Term> terms{};
    friend bool operator==(const Filter&, const Filter&) = default;
};

struct Error {
    std::size_t position = 0;  ///< byte in the text where it begins
    std::string message;       ///< what is wrong, one sentence without a full stop
    std::string hint;          ///< `did you mean "kind"?`, or what there is; may be empty
    friend bool operator==(const Error&, const Error&) = default;
};

/// `now_ns`: wall time since 1970, for `-30s` and `14:02:11`.
/// Errors: the first thing that is wrong; also more than text_bytes_max bytes or terms_max terms.
tl::expected<Filter, Error> parse(std::string_view text, std::int64_t now_ns);
/// Parses back to the same filter, whenever that is: times are written in full. It may be longer than what was parsed
/// (every word has its key), and even longer than what can be parsed.
std::string to_text(const Filter& filter);
std::string to_text(const Term& term);
bool matches(const Filter& filter, const Event& event, std::string_view member, std::int64_t wall_time_ns);

/// Whether the whole of `text` fits the pattern.
bool fits(std::string_view pattern, std::string_view text);
/// The pattern that only this text fits.
std::string pattern_of(std::string_view text);
/// The other way round; nothing if the pattern has a wildcard.
std::optional<std::string> literal(std::string_view pattern);
/// The longest run of a pattern's characters that stand for themselves, and whether it is the pattern's begin or end.
struct Run {
    std::string text;
    bool at_begin = false, at_end = false;
};
Run longest_run(std::string_view pattern);

/// Every word that a key, `kind:` and `result:` know, for completion and help.
std::vector<std::string_view> key_words();
std::vector<std::string_view> kind_words();
std::vector<std::string_view> result_words();

}  // namespace watercooler::filter
