#include "answers/gaps.hpp"

#include <algorithm>
#include <tuple>

#include "json/wall_time.hpp"
#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::answers {

Gaps gaps(std::vector<Stream> streams) {
    std::ranges::sort(streams, {}, [](const Stream& s) { return std::tuple{s.member, s.first_ns, s.boot}; });
    Gaps result;
    for (auto& stream : streams) {
        Gaps::Row row{.stream = std::move(stream)};
        for (const auto& [first, last] : row.stream.gaps) row.missing += last.value - first.value + 1;
        row.before = row.stream.first.value > 0 ? row.stream.first.value - 1 : 0;
        result.events += row.stream.events;
        result.missing += row.missing;
        result.before += row.before;
        result.lost += row.stream.lost;
        result.rows.push_back(std::move(row));
    }
    return result;
}

namespace {

std::string ranges_text(const Gaps::Row& row) {
    constexpr std::size_t shown_max = 4;
    std::string text;
    for (std::size_t i = 0; i < row.stream.gaps.size(); ++i) {
        if (i == shown_max) return text + " and " + std::to_string(row.stream.gaps.size() - i) + " more";
        const auto& [first, last] = row.stream.gaps[i];
        text += (i > 0 ? ", " : "") + std::to_string(first.value);
        if (last != first) text += '-' + std::to_string(last.value);
    }
    return text.empty() ? "-" : text;
}

std::string row_json(const Gaps::Row& row) {
    const auto& stream = row.stream;
    json::Object object;
    object.text("member", stream.member).text("boot", hex_text(stream.boot.value));
    object.number("first_seq", stream.first.value).number("last_seq", stream.last.value);
    object.text("first_wall_time", json::to_text(json::WallTime{stream.first_ns}));
    object.text("last_wall_time", json::to_text(json::WallTime{stream.last_ns}));
    object.number("events", stream.events).number("missing", row.missing).number("before", row.before);
    object.number("lost", stream.lost);
    std::vector<std::string> ranges;
    for (const auto& [first, last] : stream.gaps) {
        ranges.push_back(json::Object{}.number("first", first.value).number("last", last.value).done());
    }
    return object.raw("gaps", json::array(ranges)).done();
}

}  // namespace

std::string to_text(const Gaps& gaps, const Style& style) {
    std::vector<std::vector<std::string>> rows{{"member", "boot", "events", "missing", "before", "lost", "gaps"}};
    for (const auto& row : gaps.rows) {
        rows.push_back({shown(row.stream.member, style), hex_text(row.stream.boot.value),
                        std::to_string(row.stream.events), std::to_string(row.missing), std::to_string(row.before),
                        std::to_string(row.stream.lost), ranges_text(row)});
    }
    const auto whole = gaps.missing == 0 && gaps.lost == 0;
    const auto head = count_text(gaps.events, "event", "events") + " of " +
                      count_text(gaps.rows.size(), "life", "lives") +
                      (whole ? ", none missing.\n"
                             : ", " + std::to_string(gaps.missing) + " missing, " + std::to_string(gaps.lost) +
                                   " dropped by their eyes.\n");
    return head + table(rows, {false, false, true, true, true, true, false}, style);
}

std::string to_json(const Gaps& gaps) {
    auto object = json::answer("gaps");
    object.number("events", gaps.events).number("missing", gaps.missing);
    object.number("before", gaps.before).number("lost", gaps.lost);
    std::vector<std::string> rows;
    for (const auto& row : gaps.rows) rows.push_back(row_json(row));
    return object.raw("streams", json::array(rows)).done();
}

}  // namespace watercooler::answers
