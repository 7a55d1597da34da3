#include "club/fault_board.hpp"

#include <algorithm>
#include <charconv>
#include <cinttypes>
#include <cstdio>

namespace watercooler::club {
namespace {

constexpr std::size_t header_bytes_max = 80;
constexpr std::size_t page_bytes_max =
    header_bytes_max + 32 + FaultBoard::faults_max * (FaultBoard::words_bytes_max + 48);

std::string header(std::string_view bytes) {
    std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    char line[header_bytes_max];
    std::snprintf(line, sizeof line, "watercooler-faults 1 %zu %016" PRIx64 "\n", bytes.size(), hash);
    return line;
}

/// Takes a number and the space or newline behind it off the front.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end == text.data() + text.size() || (*end != ' ' && *end != '\n')) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return value;
}

std::optional<PostedFault> take_line(std::string_view& text) {
    PostedFault fault;
    const auto id = take_number(text);
    if (!id) return std::nullopt;
    fault.id = *id;
    if (text.starts_with("- ")) {
        text.remove_prefix(2);
    } else {
        const auto length = take_number(text);
        if (!length || *length > 366ull * 86'400'000) return std::nullopt;
        fault.length = std::chrono::milliseconds{static_cast<std::int64_t>(*length)};
    }
    const auto end = text.find('\n');
    if (end == std::string_view::npos || end > FaultBoard::words_bytes_max) return std::nullopt;
    fault.words = text.substr(0, end);
    text.remove_prefix(end + 1);
    return fault;
}

tl::unexpected<Error> damaged(std::string why) {
    return failed("WC-CLUB-DAMAGED", "the club's page of faults " + std::move(why),
                  "It is begun anew with the next: watercooler chaos heal");
}

}  // namespace

std::string to_page(const Posted& posted) {
    auto text = "next " + std::to_string(posted.next_id) + "\n";
    for (const auto& fault : posted.faults)
        text += std::to_string(fault.id) + " " + (fault.length ? std::to_string(fault.length->count()) : "-") + " " +
                fault.words + "\n";
    return header(text) + text;
}

Expected<Posted> from_page(std::string_view text) {
    const auto line_end = text.find('\n');
    if (line_end == std::string_view::npos || line_end >= header_bytes_max) return damaged("has no first line");
    auto body = text.substr(line_end + 1);
    if (text.substr(0, line_end + 1) != header(body)) return damaged("is torn, or of another version");
    Posted posted;
    if (!body.starts_with("next ")) return damaged("does not say which number is next");
    body.remove_prefix(5);
    const auto next = take_number(body);
    if (!next) return damaged("does not say which number is next");
    posted.next_id = *next;
    while (!body.empty()) {
        auto fault = take_line(body);
        if (!fault || posted.faults.size() == FaultBoard::faults_max) return damaged("has a line that is no fault");
        posted.faults.push_back(std::move(*fault));
    }
    return posted;
}

Expected<FileLock> FaultBoard::attend(std::chrono::milliseconds patience) const {
    const auto writer = FileLock::lock(lock_path(), FileLock::Mode::exclusive, patience);
    if (!writer) return tl::unexpected{writer.error()};
    const auto anybody = attended();
    if (!anybody) return tl::unexpected{anybody.error()};
    if (!*anybody)
        if (auto wiped = remove_tree(page_path()); !wiped) return tl::unexpected{wiped.error()};
    return FileLock::lock(live_path(), FileLock::Mode::shared, patience);
}

Expected<bool> FaultBoard::attended() const {
    const auto seen = FileLock::look(live_path(), FileLock::Mode::shared);
    if (!seen) return tl::unexpected{seen.error()};
    return *seen == FileLock::Seen::held;
}

Expected<Posted> FaultBoard::read() const {
    const auto file = read_file(page_path(), page_bytes_max);
    if (!file) return tl::unexpected{file.error()};
    return *file ? from_page(**file) : Expected<Posted>{Posted{}};
}

Expected<Posted> FaultBoard::read_if_attended() const {
    const auto anybody = attended();
    if (!anybody) return tl::unexpected{anybody.error()};
    return *anybody ? read() : Expected<Posted>{Posted{}};
}

Expected<Posted> FaultBoard::change(const std::function<void(Posted&)>& change,
                                    std::chrono::milliseconds patience) const {
    const auto writer = FileLock::lock(lock_path(), FileLock::Mode::exclusive, patience);
    if (!writer) return tl::unexpected{writer.error()};
    auto before = read();
    if (!before && before.error().code != "WC-CLUB-DAMAGED") return before;
    auto after = before.value_or(Posted{});
    change(after);
    if (before && after == *before) return after;
    if (after.faults.size() > faults_max)
        return failed("WC-FAULTS-FULL", "a club has at most " + std::to_string(faults_max) + " faults at a time",
                      "Take some away first: watercooler chaos heal");
    if (auto written = replace_file(page_path(), to_page(after), Durable::process_crash); !written)
        return tl::unexpected{written.error()};
    return after;
}

}  // namespace watercooler::club
