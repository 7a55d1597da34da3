#pragma once

// What a verb did to many members, told together.
#include <string>
#include <string_view>
#include <vector>

#include "cli/context.hpp"

namespace watercooler::cli {

struct MemberOutcome {
    std::string name{};
    std::string what{};    ///< "stopped", "already stopped", …; "failed"
    std::string detail{};  ///< why it failed, or what else is to be said; may be empty
    Exit exit = Exit::done;

    bool failed() const { return exit != Exit::done; }
};
MemberOutcome failed(std::string name, const Failure& failure);

/// "stopped 19, already stopped 1, failed 0": the kinds in the order in which they first come, `usual` first, failed
/// last.
std::string count_text(const std::vector<MemberOutcome>& outcomes, std::string_view usual);

/// 0 if all went well; 8 if only some did; else what the first failure says.
Exit exit_of(const std::vector<MemberOutcome>& outcomes);

/// Prints the counts (or the one member's outcome), a line for those who failed or of whom more is to be said,
/// everybody with --verbose; or as JSON {"schema":"watercooler.<thing>/v1","outcomes":[…]}. `more`: further JSON
/// fields, as written by json::Object, without braces; may be empty.
Exit report(const Context& context, std::string_view thing, std::string_view usual,
            const std::vector<MemberOutcome>& outcomes, const std::string& more = {});

/// The same as a plan: "would stop amy, bob and 18 more".
void report_plan(const Context& context, std::string_view thing, const std::vector<std::string>& names);

/// "amy, bob, cat and 17 more".
std::string some_names(const std::vector<std::string>& names, std::size_t most = 6);

}  // namespace watercooler::cli
