#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>
#include <watercooler/bytes.hpp>

#include "answers/events.hpp"
#include "answers/lifeline.hpp"
#include "answers/text.hpp"

namespace watercooler::answers {

/// One entry's newest version, and how far it has come.
struct Spreading {
    std::string origin, key, value;
    Version version{};
    Uuid uuid{};
    std::int64_t born_ns = 0;          // when the first member held it
    std::size_t reached = 0;           // of the living
    std::int64_t took_ns = 0;          // until the last of these
    std::size_t lacking = 0;           // of the living
    std::vector<std::string> waiting;  // the first `waiting_max` of these, by name

    static constexpr std::size_t waiting_max = 100;
};

/// Do all living members hold the same versions?
struct Convergence {
    std::int64_t at_ns = 0;
    bool converged = false;
    std::size_t living = 0, entries = 0;
    std::vector<Spreading> open;      // newest first
    std::optional<Spreading> latest;  // of all, the newest
};

/// The version of every (origin, key) at a moment.
struct Snapshot {
    struct Row {
        std::string origin, key;
        Version version{};
        Uuid uuid{};
        std::string value{};
        friend bool operator==(const Row&, const Row&) = default;
    };
    /// What one of the living holds less of than this.
    struct Lack {
        std::size_t count = 0;   // of entries
        std::size_t newest = 0;  // the row of that which was chosen last
        friend bool operator==(const Lack&, const Lack&) = default;
    };
    std::int64_t at_ns = 0;
    std::vector<Row> rows;
    std::map<std::string, Lack> lacking{};  // by member; who lacks nothing is not there
};

/// Folds `born`, `applied` and `expired` into who holds what. Takes events as BeliefFold does.
class VersionFold {
public:
    static constexpr std::size_t entries_max = 100'000;

    void take(const json::EventRecord& record);
    Convergence now(std::int64_t at_ns) const;

    /// What a member holds of its own entry of that key, and whether it lives; nothing: no event says.
    struct Own {
        Version version{};
        Uuid uuid{};
        std::string value;
    };
    std::optional<Own> own(const std::string& member, const std::string& key) const;
    /// The member's present life; null: it never reported.
    const Lifeline* life(const std::string& member) const;

    /// Under steady picks something is always spreading: so agreement is measured against a moment.
    Snapshot snapshot(std::int64_t at_ns) const;
    /// Members that live and hold less than the snapshot somewhere, by name. Empty: they agree on it, or on newer.
    std::vector<std::string> behind(const Snapshot& snapshot, std::int64_t at_ns) const;

    /// A keyframe: all that is known, as bytes of our own, and back. Errors: what is wrong with the bytes.
    Buffer save() const;
    static tl::expected<VersionFold, std::string> load(Bytes bytes);
    friend bool operator==(const VersionFold&, const VersionFold&) = default;

private:
    using Rank = std::pair<Version, Uuid>;  // the order of the update rules; equal ones differ in payload at most
    struct Held {
        Rank rank{};
        std::int64_t since_ns = 0;
        bool forgotten = false;  // for its age: nobody waits for it
        friend bool operator==(const Held&, const Held&) = default;
    };
    struct Telling {
        Rank rank{};
        std::string value;
        std::int64_t born_ns = 0;
        friend bool operator==(const Telling&, const Telling&) = default;
    };
    struct Entry {
        std::string origin, key;
        std::vector<Telling> newest;  // at most `tellings_max`, the greatest rank first
        friend bool operator==(const Entry&, const Entry&) = default;
    };
    static constexpr std::size_t tellings_max = 4;
    struct Member {
        Lifeline life;
        std::vector<Held> held;  // by entry
        friend bool operator==(const Member&, const Member&) = default;
    };
    std::optional<std::size_t> entry_of(const Event& event);
    static void told(Entry& entry, Telling telling);
    void save_held(Packer& out, const Member& member) const;
    void load_held(Unpacker& in, Member& member) const;
    static Held held_by(const Member& member, std::size_t at) {
        return at < member.held.size() ? member.held[at] : Held{};
    }
    using Living = std::vector<std::pair<const std::string*, const Member*>>;
    Living living(std::int64_t at_ns) const;
    std::vector<Rank> newest_of(const Living& living) const;
    /// Null: it is not among the newest that were told.
    const Telling* telling_of(std::size_t at, const Rank& rank) const;
    /// `newest`: what the living hold of it.
    Spreading spreading(std::size_t at, const Rank& newest, const Living& living) const;

    std::map<std::pair<std::string, std::string>, std::size_t> index_;
    std::vector<Entry> entries_;
    std::map<std::string, Member> members_;
};

Convergence convergence_at(Events& events, std::int64_t at_ns);

/// `amy's "Emma" (v7)`; the key too, if it is not a book.
std::string entry_words(const std::string& origin, const std::string& key, const std::string& value, Version version);
/// So many of the open ones are written out; how many there are is always said.
inline constexpr std::size_t open_shown_max = 100;
/// `NOT CONVERGED. amy's "Emma" (v7) reached 14 of 20 in 310 ms. bob, carl and 4 more wait.`
std::string verdict(const Convergence& convergence);
std::string to_text(const Convergence& convergence, const Style& style);
std::string to_json(const Convergence& convergence);  // `watercooler.convergence/v1`

}  // namespace watercooler::answers
