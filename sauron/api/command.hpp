#pragma once

// What a page may ask to be done: a command line, and which ones are taken.
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "http/message.hpp"

namespace watercooler::api {

/// What would be typed behind `watercooler -c CLUB`: the verb, its words and its flags.
using CommandWords = std::vector<std::string>;

inline constexpr std::size_t command_words_max = 32, command_word_bytes_max = 1024;

/// Reads `{"command":["freeze","amy","--for","5s"]}` and checks it. Errors: 400 bad-command (no such list; too many
/// words or too long ones; a control character), verb-not-allowed, flag-not-allowed.
tl::expected<CommandWords, http::Response> read_command(std::string_view body);

/// Whether this command line is one that a page may have run: a verb from a short list, with flags from the list of
/// that verb. So nothing gets through that chooses another club or folder, answers for somebody, or reaches beyond the
/// club. Nothing if it may, else the refusal.
std::optional<http::Response> check_command(const CommandWords& words);

/// As a person would type it; `program` with what stands before the verb.
std::string command_text(const std::string& program, const CommandWords& words);

}  // namespace watercooler::api
