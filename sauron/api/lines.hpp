#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "answers/recording.hpp"
#include "store/store.hpp"

namespace watercooler::api {

/// What lines of JSON are read with.
struct LineRules {
    std::string run{store::live_run};
    std::optional<std::string> club{};  ///< an event of another club is an error; one without a club is of this
    std::int64_t now_ns = 0;            ///< for events that say no wall time
};

/// Events as batches of their streams.
struct Lines {
    std::vector<store::Batch> batches;  ///< by stream, then seq; a new one after each gap
    std::uint64_t events = 0;           ///< in them
    std::uint64_t repeated = 0;         ///< the same event once more in the same text
    std::uint64_t unknown_kinds = 0;    ///< of a later schema: passed over
    std::optional<answers::RecordingHead> head{};
};

/// Reads a recording, or nothing but event lines. Streams may be mixed and out of order.
/// Errors: the first line that is no event; nothing of the text is used then.
tl::expected<Lines, answers::RecordingError> read_lines(std::string_view text, const LineRules& rules);

}  // namespace watercooler::api
