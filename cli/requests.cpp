#include "cli/requests.hpp"

#include <algorithm>
#include <utility>

#include "cli/sauron_link.hpp"
#include "json/fields.hpp"

namespace watercooler::cli {
namespace {

std::string target_of(std::string_view order, std::size_t limit, const std::string& scope) {
    return "/api/v1/requests?count=0" + parameter("order", order) + parameter("limit", std::to_string(limit)) + scope;
}

}  // namespace

Result<Page> read_page(const std::string& text) {
    const Failure odd{Exit::unreachable, "WC-SAURON-ODD", "Sauron's answer cannot be understood", {}, {}};
    const auto value = json::parse(text, json::answer_bounds);
    if (!value || !value->object()) return tl::unexpected{odd};
    json::Fields fields{*value};
    const auto* rows = fields.array("events");
    if (!rows) return tl::unexpected{odd};
    Page page;
    page.next = fields.text("next");
    for (const auto& row : *rows) {
        auto record = json::read_event(row);
        if (!record) return tl::unexpected{odd};
        page.events.push_back(std::move(*record));
        json::Fields each{row};
        page.cursor = each.text("cursor").value_or("");
    }
    return page;
}

Result<std::size_t> Requests::look(const std::string& scope,
                                   const std::function<void(const json::EventRecord&)>& take) {
    for (std::size_t count = 0;;) {
        auto target = target_of("oldest", page_events, scope);
        if (!cursor_.empty()) target += parameter("cursor", cursor_);
        const auto page = ask_sauron(context_, target).and_then(read_page);
        if (!page) return tl::unexpected{page.error()};
        for (const auto& event : page->events) take(event);
        count += page->events.size();
        if (page->next)
            cursor_ = *page->next;
        else if (!page->cursor.empty())
            cursor_ = page->cursor;
        if (!page->next) return count;
    }
}

Result<std::vector<json::EventRecord>> newest(const Context& context, const std::string& scope, std::size_t count) {
    std::vector<json::EventRecord> events;
    std::string cursor;
    while (events.size() < count) {
        const auto limit = std::min(count - events.size(), Requests::page_events);
        auto page = ask_sauron(context, target_of("newest", limit, scope) + cursor).and_then(read_page);
        if (!page) return tl::unexpected{page.error()};
        for (auto& event : page->events) events.push_back(std::move(event));
        if (!page->next) break;
        cursor = parameter("cursor", *page->next);
    }
    return events;
}

}  // namespace watercooler::cli
