#pragma once

// What members believe of each other's books, compared: pure functions over their books tables.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "json/info.hpp"

namespace watercooler::cli {

/// One member's books table.
struct BooksView {
    std::string viewer;
    std::vector<json::BookRow> rows;
};

/// What a view lacks to agree with `wanted`, the versions of the living when the question was put; a club in which
/// books are picked all the time never stands still, but each view must reach what was true before: living members it
/// does not list as alive, or whose book it holds not at all or only in an older version. Empty: it agrees.
std::vector<std::string> lacking(const BooksView& view, const std::map<std::string, std::uint64_t>& wanted);

/// One origin about whom the views differ.
struct Difference {
    std::string origin;
    struct Group {
        std::uint64_t version = 0;
        std::string book;  ///< empty: they hold none
        bool listed = false;
        std::vector<std::string> viewers;
        friend bool operator==(const Group&, const Group&) = default;
    };
    std::vector<Group> groups;  ///< the newest version first
    friend bool operator==(const Difference&, const Difference&) = default;
};
/// By origin, strangers included. Empty: all hold the same.
std::vector<Difference> differences(const std::vector<BooksView>& views);

}  // namespace watercooler::cli
