#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "club/error.hpp"
#include "club/host.hpp"

namespace watercooler::club {

/// The one word that says whether a club stands still. Read and written whole, never in parts.
///
/// Shape, from the lowest bit: frozen:1, steps:31, renewals:8, epoch:24.
struct FreezeWord {
    bool frozen{};
    std::uint32_t steps{};    ///< gossip intervals released since this freeze began; a member does those it has not
                              ///< done yet. Range: 0 to steps_max. Starts at 0 in each epoch
    std::uint8_t renewals{};  ///< counts the freezes of what was frozen: a late thaw_at cannot undo a newer one
    std::uint32_t epoch{};    ///< number of this freeze, wrapping: another epoch is another freeze

    friend bool operator==(const FreezeWord&, const FreezeWord&) = default;
};

inline constexpr std::uint32_t steps_max = 0x7fffffff;

std::uint64_t pack(const FreezeWord& word);
FreezeWord unpack(std::uint64_t bits);

/// What each act makes of the word; the page only exchanges it in one piece.
FreezeWord frozen_again(FreezeWord word);                             ///< frozen: the same freeze, one renewal more
FreezeWord thawed(FreezeWord word);                                   ///< epoch and steps stay, for those who look late
std::optional<FreezeWord> stepped(FreezeWord word, std::uint32_t n);  ///< nothing if not frozen, or beyond steps_max

/// The page `freeze` of a club, mapped by every member and by the command line: one store freezes all of them.
///
/// A store wakes nobody. Freezing, thawing and stepping are idempotent as their names say, and safe from any number of
/// processes at once: a compare-and-exchange loop on one 64-bit word. `thaw_at` and `frozen_at` stand beside the
/// word, written before it. Never truncated, so no reader is killed by SIGBUS. Move-only; unmapped at its end.
class FreezePage {
public:
    /// Makes the page (4,096 bytes, preallocated, 0600) if it is missing, and maps it. A page of another boot is
    /// thawed first, once, whoever comes first. Errors: as system_error, WC-CLUB-LOCKED, or WC-CLUB-DAMAGED
    /// when it is no page of ours.
    static Expected<FreezePage> map(const std::string& path, const std::string& boot = boot_id());

    FreezePage(FreezePage&& other) noexcept;
    FreezePage& operator=(FreezePage&& other) noexcept;
    ~FreezePage();

    /// The word as it is: one atomic load.
    FreezeWord load() const;

    /// What a member calls before it handles an input: the word, thawed for everybody if its time has come.
    FreezeWord look(BootTime now);

    /// Freezes; `thaw_at`: when it shall end by itself, nothing = never. On a frozen club only that changes.
    FreezeWord freeze(BootTime now, std::optional<BootTime> thaw_at);
    FreezeWord thaw();

    /// Releases `n` more gossip intervals. Nothing if the club is not frozen, or its steps would pass steps_max.
    std::optional<FreezeWord> step(std::uint32_t n);

    /// When this freeze ends by itself; nothing = never. Means nothing unless frozen.
    std::optional<BootTime> thaw_at() const;

    /// When the latest freeze was stored: from here to a member's `frozen` event is that member's latency.
    BootTime frozen_at() const;

private:
    struct Page;
    explicit FreezePage(Page* page) : page_{page} {}

    Page* page_;
};

}  // namespace watercooler::club
