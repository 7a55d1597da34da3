#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <watercooler/number.hpp>
#include <watercooler/settings.hpp>
#include <watercooler/time.hpp>

namespace watercooler::core {

/// The patience that is left with a suspect: `max` while nobody else accuses it, falling to `min` at `enough` accusers.
struct Patience {
    Duration min{}, max{};
    std::uint32_t enough = 0;  // confirmations that end it; 0 = `min` from the start

    /// Total time from the first accusation. Source: memberlist-wire 9 (Lifeguard).
    Duration after(std::uint32_t confirmations) const;
};

/// `n` counts every record, ourselves included.
Patience patience_for(const Settings& settings, std::size_t n);

/// One member under suspicion: who accuses it, and until when it may answer.
class Suspicion {
public:
    Suspicion(const Patience& patience, Instant since, Incarnation incarnation, std::string accuser, Sequence cause);

    /// True if this accuser is new and still counts: then the accusation is told on.
    bool confirm(const std::string& accuser);
    /// The first and all that count.
    std::size_t accusers() const { return 1 + confirmations_.size(); }
    /// A refusal says that the process is gone: half of the shortest patience remains in all, never nothing.
    void refused() { refused_ = true; }
    void shift(Duration by) { since_ += by; }

    Instant ends() const;
    Incarnation incarnation() const { return incarnation_; }
    /// The `suspected` event.
    Sequence cause() const { return cause_; }

private:
    Patience patience_;
    Instant since_;
    Incarnation incarnation_;
    std::string first_;
    std::set<std::string> confirmations_;
    Sequence cause_;
    bool refused_ = false;
};

}  // namespace watercooler::core
