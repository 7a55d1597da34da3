#pragma once

// Runs in other tools' forms. Events go in one by one, in the order of `comes_before`; text comes out in pieces.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "answers/causal.hpp"
#include "answers/events.hpp"

namespace watercooler::answers {

using Write = std::function<void(std::string_view)>;

/// One event as one line of JSON, as lib/json writes it.
std::string to_jsonl(const json::EventRecord& record);

/// The expression that ShiViz is given with such a log (its own default).
inline constexpr std::string_view shiviz_expression = R"((?<event>.*)\n(?<host>\S*) (?<clock>{.*}))";

/// A log for ShiViz: two lines per event, the event's time and text, then its member and its vector clock. A member's
/// own count goes up by one with each of its events, over all its lives; a receipt has seen all that its `sent` had.
/// Memory: `sends_max` clocks of one number per member.
class ShivizLog {
public:
    explicit ShivizLog(Write write, CausalOrder::Options options = {});

    void put(json::EventRecord record) { order_.put(std::move(record)); }
    void finish() { order_.finish(); }

private:
    using Clock = std::vector<std::uint32_t>;  // by host
    std::size_t host_of(const std::string& member);
    void event(const json::EventRecord& record, const std::optional<Ref>& sent);
    std::string text(const Clock& clock) const;

    Write write_;
    CausalOrder order_;
    std::map<std::string, std::size_t> index_;
    std::vector<std::string> hosts_;  // names without spaces
    std::vector<Clock> clocks_;       // where each host is
    std::map<Ref, Clock> sends_;
};

}  // namespace watercooler::answers
