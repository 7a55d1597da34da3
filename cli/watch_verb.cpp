// watch: the events of the club as they come, by Sauron's filter language.
#include "cli/freezing.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/shown.hpp"
#include "cli/wait.hpp"
#include "http/target.hpp"
#include "json/fields.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::chrono::milliseconds watch_look_again{250};
/// What members did is with Sauron this much later at most, if all is well: the view runs behind by it, so that nothing
/// that comes late is passed over.
constexpr std::chrono::milliseconds behind{600};
constexpr std::size_t page_events = 1000;

/// One page of /api/v1/requests.
struct Page {
    std::vector<json::EventRecord> events;
    std::optional<std::string> next;  ///< of more that is there already
    std::string cursor;               ///< behind the last of these; empty: there are none
};

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

class Watch {
public:
    Watch(const Context& context, const Arguments& arguments) : context_(context) {
        filter_ = filter_text(arguments.words);
        from_ = wall_now().ns -
                std::chrono::nanoseconds{arguments.duration("--since").value_or(std::chrono::milliseconds{0})}.count();
        if (const auto length = arguments.duration("--for")) ends_ = std::chrono::steady_clock::now() + *length;
    }

    Result<Exit> run() {
        const Interrupt interrupt;
        for (;;) {
            if (const auto looked = look(); !looked) return tl::unexpected{looked.error()};
            if (ends_ && std::chrono::steady_clock::now() >= *ends_ + behind) return Exit::done;
            if (interrupt.sleep(watch_look_again)) return Exit{interrupt.exit_code()};
        }
    }

private:
    Result<void> look() {
        for (;;) {
            const auto page = ask_sauron(context_, target()).and_then(read_page);
            if (!page) return tl::unexpected{page.error()};
            for (const auto& event : page->events) print(event);
            if (page->next)
                cursor_ = *page->next;
            else if (!page->cursor.empty())
                cursor_ = page->cursor;
            if (!page->next) return {};
        }
    }

    std::string target() const {
        auto text = "/api/v1/requests?order=oldest&count=0&limit=" + std::to_string(page_events);
        text += parameter("filter", filter_) + parameter("from", json::to_text(json::WallTime{from_}));
        const auto to = wall_now().ns - std::chrono::nanoseconds{behind}.count();
        text += parameter("to", json::to_text(json::WallTime{to}));
        return cursor_.empty() ? text : text + parameter("cursor", cursor_);
    }

    void print(const json::EventRecord& record) {
        if (context_.json()) return context_.out(json::write_event(record.event, record.context) + "\n");
        const auto& context = record.context;
        width_ = std::max(width_, context.member.size());
        const auto time = context.wall_time ? json::to_text(*context.wall_time).substr(11, 12) : std::string(12, ' ');
        context_.out(paint(time, Paint::muted, context_.style()) + "  " + paint_name(context.member, context_.style()) +
                     std::string(width_ - context.member.size(), ' ') + "  " + shown(to_text(record.event)) + "\n");
    }

    const Context& context_;
    std::string filter_, cursor_;
    std::int64_t from_ = 0;
    std::optional<std::chrono::steady_clock::time_point> ends_;
    std::size_t width_ = 0;
};

}  // namespace

Result<Exit> run_watch(Context& context, const Arguments& arguments) { return Watch{context, arguments}.run(); }

}  // namespace watercooler::cli
