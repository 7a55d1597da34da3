#include "cli/beliefs.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace watercooler::cli {
namespace {

const json::BookRow* row_of(const BooksView& view, const std::string& name) {
    const auto found = std::ranges::find(view.rows, name, &json::BookRow::name);
    return found == view.rows.end() ? nullptr : &*found;
}

std::vector<Difference::Group> groups_about(const std::string& origin, const std::vector<BooksView>& views) {
    std::map<std::tuple<bool, std::uint64_t, std::string>, std::vector<std::string>> found;
    for (const auto& view : views) {
        const auto* row = row_of(view, origin);
        const bool listed = row && row->book;
        found[{listed, listed ? row->version : 0, listed ? *row->book : ""}].push_back(view.viewer);
    }
    std::vector<Difference::Group> groups;
    for (auto each = found.rbegin(); each != found.rend(); ++each) {
        const auto& [listed, version, book] = each->first;
        groups.push_back({version, book, listed, each->second});
    }
    return groups;
}

}  // namespace

std::vector<std::string> lacking(const BooksView& view, const std::map<std::string, std::uint64_t>& wanted) {
    std::vector<std::string> result;
    for (const auto& [name, version] : wanted) {
        const auto* row = row_of(view, name);
        const bool fine = row && (row->own || row->status == "alive") && row->book && row->version >= version;
        if (!fine) result.push_back(name);
    }
    return result;
}

std::vector<Difference> differences(const std::vector<BooksView>& views) {
    std::set<std::string> origins;
    for (const auto& view : views)
        for (const auto& row : view.rows) origins.insert(row.name);
    std::vector<Difference> result;
    for (const auto& origin : origins) {
        auto groups = groups_about(origin, views);
        if (groups.size() > 1) result.push_back({origin, std::move(groups)});
    }
    return result;
}

}  // namespace watercooler::cli
