#include "cli/codes.hpp"

#include <algorithm>
#include <string>

#include "cli/verbs.hpp"

namespace watercooler::cli {
namespace {

/// As the table has it: "port-busy" is WC-PORT-BUSY.
std::string written_out(std::string_view typed) {
    std::string code;
    for (const char c : typed) code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c == '_' ? '-' : c;
    return code.starts_with("WC-") ? code : "WC-" + code;
}

}  // namespace

std::span<const Code> codes() {
    static const auto table = [] {
        auto all = codes_of_club();
        for (const auto& part : {codes_of_members(), codes_of_sauron()})
            all.insert(all.end(), part.begin(), part.end());
        std::ranges::sort(all, {}, &Code::code);
        return all;
    }();
    return table;
}

const Code* find_code(std::string_view typed) {
    const auto code = written_out(typed);
    const auto found = std::ranges::find(codes(), code, &Code::code);
    return found == codes().end() ? nullptr : &*found;
}

std::optional<std::string_view> nearest_code(std::string_view typed) {
    std::vector<std::string_view> known;
    for (const auto& each : codes()) known.push_back(each.code);
    return nearest(written_out(typed), known);
}

}  // namespace watercooler::cli
