#pragma once

// Questions to members over their HTTP API, many at a time.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/roster.hpp"
#include "http/client.hpp"

namespace watercooler::cli {

/// How long a member may take to answer a question; a frozen one answers too, only a stopped one does not.
inline constexpr std::chrono::milliseconds answer_patience{2'000};

/// A GET to the member, whose record must be known.
http::ClientRequest get(const Member& member, std::string target);
/// A request that changes something, with the club's token.
http::ClientRequest order(const Member& member, std::string method, std::string target, std::string body,
                          const std::string& token);

/// An answer's body, or why there is none: nobody answers (exit 9), or what the member's own error says.
Result<std::string> body_of(const Member& member, const http::ClientResult& answer);

/// Asks every member the same. Results are in the order of `members`.
std::vector<Result<std::string>> ask_all(const Roster& members, const std::string& target,
                                         std::chrono::milliseconds patience = answer_patience);

/// Orders every member the same (POST).
std::vector<Result<std::string>> order_all(const Roster& members, const std::string& target, const std::string& body,
                                           const std::string& token,
                                           std::chrono::milliseconds patience = answer_patience);

/// A number of a Prometheus text, by its name without labels; nothing if it is not there.
std::optional<double> metric(std::string_view text, std::string_view name);

}  // namespace watercooler::cli
