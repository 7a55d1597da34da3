#pragma once

// Reads a run as a file: docs/recording.md is the format's definition. lib/json/recording.hpp writes it.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "json/event.hpp"
#include "json/recording.hpp"

namespace watercooler::answers {

using json::RecordingHead;

/// Where a recording is wrong. Lines and columns begin at 1; columns count bytes.
struct RecordingError {
    std::size_t line = 0, column = 1;
    std::string message;
};
/// `run31.wcr:12:7: …`
std::string to_text(const RecordingError& error, std::string_view file);

/// Reads a recording line by line. Nothing of it is kept but the head.
class RecordingReader {
public:
    static constexpr std::size_t line_bytes_max = 64 * 1024;         // of an event
    static constexpr std::size_t head_bytes_max = 32 * 1024 * 1024;  // of the first line

    /// `headless`: a file of nothing but event lines is taken too.
    explicit RecordingReader(bool headless = false) : headless_(headless) {}

    /// The next line, without its end. Nothing: it is the head, empty, or of a kind of event that this program does not
    /// know yet (only if the head says that a later schema is in use). After an error the next line can be read all the
    /// same.
    tl::expected<std::optional<json::EventRecord>, RecordingError> line(std::string_view text);

    /// Nothing before the first line, and in a headless file.
    const std::optional<RecordingHead>& head() const { return head_; }
    std::uint64_t lines() const { return lines_; }
    std::uint64_t unknown_kinds() const { return unknown_kinds_; }

private:
    tl::expected<std::optional<json::EventRecord>, RecordingError> event(std::string_view text);
    tl::unexpected<RecordingError> wrong(std::string_view text, const json::ReadError& error) const;

    bool headless_;
    std::optional<RecordingHead> head_;
    bool begun_ = false;
    std::uint64_t lines_ = 0;
    std::uint64_t unknown_kinds_ = 0;
};

}  // namespace watercooler::answers
