#pragma once

// What Sauron has stored, as a file: for export and record.
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "cli/calls.hpp"
#include "cli/context.hpp"

namespace watercooler::cli {

/// Where an export goes: a file that takes its name only when it is whole, or stdout.
class Output {
public:
    /// No path, or `-`: stdout. Errors (exit 6): it cannot be written.
    static Result<Output> open(const std::optional<std::string>& path);
    Output(Output&& other) noexcept;
    Output& operator=(Output&&) = delete;
    ~Output();

    /// Errors: as open; what was there under that name stays.
    Result<void> write(std::string_view bytes);
    Result<void> finish();

private:
    Output() = default;
    Failure failure() const;

    std::string path_;
    std::FILE* file_ = stdout;
};

/// Fetches an export piece by piece.
class Pieces {
public:
    Pieces(const Context& context, const Member& sauron) : context_(context), sauron_(sauron) {}

    /// All that is there; `target` has all but the cursor. Errors: as ask_sauron and Output.
    Result<void> fetch(const std::string& target, Output& output);
    /// Of a recording, whose first line is about the run.
    std::size_t events() const { return lines_ > 0 ? lines_ - 1 : 0; }

private:
    const Context& context_;
    const Member& sauron_;
    std::string cursor_;
    std::size_t lines_ = 0;
};

}  // namespace watercooler::cli
