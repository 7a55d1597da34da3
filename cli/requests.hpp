#pragma once

// What Sauron stored, page by page.
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "json/event.hpp"

namespace watercooler::cli {

/// What members did is with Sauron this much later at most, if all is well: who follows runs behind by it, so that
/// nothing that comes late is passed over.
inline constexpr std::chrono::milliseconds following_behind{600};

/// One page of /api/v1/requests.
struct Page {
    std::vector<json::EventRecord> events;
    std::optional<std::string> next;  ///< of more that is there already
    std::string cursor;               ///< behind the last of these; empty: there are none
};
/// Errors: this is no such page.
Result<Page> read_page(const std::string& text);

/// Goes through the events of a question, and on from there when it is asked again.
class Requests {
public:
    static constexpr std::size_t page_events = 1000;

    explicit Requests(const Context& context) : context_(context) {}

    /// All that is there behind what came before, oldest first; how many. `scope` is the question's parameters. Errors:
    /// as ask_sauron.
    Result<std::size_t> look(const std::string& scope, const std::function<void(const json::EventRecord&)>& take);

private:
    const Context& context_;
    std::string cursor_;
};

/// The newest that fit, newest first. Errors: as ask_sauron.
Result<std::vector<json::EventRecord>> newest(const Context& context, const std::string& scope, std::size_t count);

}  // namespace watercooler::cli
