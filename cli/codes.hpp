#pragma once

// What each error code of our programs means: the texts of `explain`, and of the reference.
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace watercooler::cli {

/// A code with what a person wants to know who has met it: whole sentences.
struct Code {
    std::string_view code;      ///< such as WC-PORT-BUSY
    std::string_view happened;  ///< one sentence
    std::string_view why;
    std::string_view remedy;  ///< what to do; commands are called by the name `watercooler`
};

/// All that any of our programs can say, in the order of the alphabet.
std::span<const Code> codes();

/// In any case, with or without the WC- in front.
const Code* find_code(std::string_view typed);

/// The code that is most like what was typed.
std::optional<std::string_view> nearest_code(std::string_view typed);

/// The parts of the table.
std::vector<Code> codes_of_club();
std::vector<Code> codes_of_members();
std::vector<Code> codes_of_sauron();

}  // namespace watercooler::cli
