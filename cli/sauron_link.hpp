#pragma once

// The club's Sauron: where it is, and questions to it.
#include <chrono>
#include <optional>
#include <string>

#include "cli/calls.hpp"

namespace watercooler::cli {

/// How long an answer about all that was stored may take.
inline constexpr std::chrono::milliseconds sauron_patience{10'000};

/// Its process, as that of a member; ended if there never was one. Errors: the folder cannot be read.
Result<Member> read_sauron(const club::Folder& club);

/// The Sauron that watches this club. Errors (exit 9): none does, with how to start one.
Result<Member> find_sauron(const Context& context);

/// A GET to it, and the answer's body. Errors: as find_sauron; it does not answer (exit 9); what it says of a wrong
/// question: nothing of that name is 3, else 64.
Result<std::string> ask_sauron(const Context& context, const std::string& target,
                               std::chrono::milliseconds patience = sauron_patience);

/// What changes something there, with the club's token.
Result<std::string> order_sauron(const Context& context, const std::string& method, const std::string& target,
                                 const std::string& body, std::chrono::milliseconds patience = sauron_patience);

/// One parameter of a query: `&name=value`, whatever is in the value.
std::string parameter(std::string_view name, std::string_view value);

/// Words of a filter as the shell left them: what had quotes there gets them again.
std::string filter_text(const std::vector<std::string>& words);

/// Which run is asked, and which moment, as they were typed, for Sauron to read: --run and --at.
std::string run_and_moment(const Arguments& arguments);

/// The recording that is asked; nothing: the live run.
std::optional<std::string> recording_of(const Arguments& arguments);
/// Errors: as ask_sauron; it has no such recording (exit 3), with the names of those it has.
Result<void> check_run(const Context& context, const Arguments& arguments);
Result<void> check_run(const Context& context, const std::string& run);

/// The same question for eyes or for programs: `?format=json`, or `?format=text` and what this terminal shows.
std::string as_shown(const Context& context);

/// Asks and prints what comes, as text or JSON.
Result<Exit> print_answer(const Context& context, const std::string& target);

}  // namespace watercooler::cli
