#pragma once

// The update rules of rumors as pure functions: the node applies them to its entries, `watercooler apply` to a file.
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <watercooler/rumor.hpp>
#include <watercooler/uuid.hpp>

namespace watercooler::message {

/// A value somebody claims for one (origin, key). Claims are ordered by version, then uuid as 16 bytes, then payload,
/// so that everyone ends with the same winner whatever the order of arrival. Version 0 is a version like any other.
struct Claim {
    Version version;
    Uuid uuid;
    std::string_view payload;  // somebody else owns it
    friend auto operator<=>(const Claim&, const Claim&) = default;
};
inline Claim claim_of(const Rumor& rumor) { return {rumor.version, rumor.uuid, rumor.payload}; }

/// Hash of all that a rumor says: every field except its uuid and what changes on the way (ttl; hops and from are no
/// part of it).
std::uint64_t content_hash(const Rumor& rumor);

/// What a node knows that matters for one rumor.
struct Situation {
    bool own = false;                   // the rumor is about the node itself
    std::optional<Claim> held;          // what is believed of the rumor's (name, key)
    std::optional<std::uint64_t> seen;  // the content that the rumor's uuid was seen with
};

/// What the rules say about one rumor. Exactly one of them matched.
struct Verdict {
    int rule = 0;  // 1 to 7, as in the table of docs/protocol.md
    Outcome outcome = Outcome::rejected;
    std::string reason;     // of a rejection: a short code
    bool conflict = false;  // two different values claim the same version
    bool remember = false;  // the uuid is to be remembered, with the content
    bool correct = false;   // if the origin itself told it: answer with what is held
    bool forward = false;   // the payload is to be pushed, with ttl - 1
};

/// Checks a rumor that came from a member rather than through a door: versions up to 2^53 - 1 are taken, because
/// refutations of what the doors take may lie above the doors' limit. The Max UUID is refused: nothing could outbid it.
tl::expected<void, RumorError> check_on_wire(const Rumor& rumor);

/// The seven rules, first match wins. Rule 1 here is `check_on_wire`; doors call the stricter `check` before.
///
/// A node remembers the uuid of what it holds, even if it has forgotten it otherwise: rule 2 says `duplicate` to it.
Verdict judge(const Rumor& rumor, const Situation& situation);

/// The version and uuid with which a value outbids `claim`: one version up with the uuid `fresh`; at the highest
/// version of all, the claim's version with the next uuid. Nothing only if that uuid is the last one below the Max
/// UUID.
std::optional<std::pair<Version, Uuid>> outbid(Version version, const Uuid& uuid, const Uuid& fresh);

/// A node's beliefs, small enough for a file.
struct State {
    struct Value {
        Version version;
        Uuid uuid;
        std::string payload;
        friend bool operator==(const Value&, const Value&) = default;
    };
    std::string self;
    std::map<std::pair<std::string, std::string>, Value> entries;  // by origin and key
    std::map<Uuid, std::uint64_t> seen;                            // uuid → content_hash
    friend bool operator==(const State&, const State&) = default;
};
struct Applied {
    State state;
    Verdict verdict;
    std::optional<Rumor>
        told;  // what is told on: the rumor with ttl - 1, our own value after a refutation, or a correction
};
/// One rumor, straight from its origin, comes to a node: the beliefs after it. `fresh` names a refutation, if it comes
/// to one.
Applied apply(State state, const Rumor& rumor, const Uuid& fresh);

}  // namespace watercooler::message
