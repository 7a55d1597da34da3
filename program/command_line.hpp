#pragma once

// Our own programs as something that can be called: where they are, and how a call of one is written.
#include <optional>
#include <string>
#include <string_view>

namespace watercooler::program {

/// As a word of a shell: as it is if plain, else in single quotes.
std::string shell_word(std::string_view text);

/// Where a program of ours is that was built or installed with this one: in the same folder. Empty if there is none
/// that may be run.
std::string beside_own_program(const std::string& name);

/// The first program of that name in `folders`, as $PATH has them; folders that are no absolute path are passed over.
std::optional<std::string> find_on_path(const std::string& name, std::string_view folders);

}  // namespace watercooler::program
