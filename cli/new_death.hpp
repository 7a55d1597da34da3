#pragma once

// A member that did not become ready: what can be told of it.
#include <cstdint>
#include <string>

#include "cli/context.hpp"
#include "cli/starter.hpp"

namespace watercooler::cli {

/// Unit: bytes. 0 if there is no such file.
std::uint64_t file_size(const std::string& path);

/// The last ten lines that were written behind `from`, each shown and after a newline; the log may hold earlier lives.
std::string last_log_lines(const std::string& path, std::uint64_t from);

/// It ended without a word: how, what it said on stderr, and the end of its log.
Failure member_died(const std::string& name, const Started& started, const std::string& log_path,
                    std::uint64_t log_from);

/// It said nothing in time. `stays`: it goes on starting; else it is killed.
Failure member_slow(const Context& context, const std::string& name, const Started& started, bool stays);

}  // namespace watercooler::cli
