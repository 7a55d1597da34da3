#pragma once

// The reference of the command line, made from the tables of verbs and codes, so that it says what the program does.
#include <string>
#include <vector>

namespace watercooler::cli {

/// docs/reference.md, whole.
std::string reference_markdown();

struct ManPage {
    std::string file;  ///< watercooler-new.1
    std::string roff;
};
/// watercooler.1, bookclub.1 and one for each verb that help lists. ASCII only.
std::vector<ManPage> man_pages(const std::string& version);

}  // namespace watercooler::cli
