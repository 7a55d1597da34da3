#pragma once

// A browser is started on a page whose address holds a secret. Another program's arguments are no place for that, so
// it gets a file of ours that leads there.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/failure.hpp"
#include "program/child.hpp"

namespace watercooler::cli {

/// What says which browser somebody has: the environment's values, null if unset.
struct BrowserFacts {
    const char* browser = nullptr;  ///< $BROWSER: commands, with a colon between; %s stands for what is to be opened
    const char* display = nullptr;
    const char* wayland_display = nullptr;
    const char* path = nullptr;

    static BrowserFacts of_process();
};

struct BrowserCommand {
    std::string name;               ///< for people: `firefox`
    program::ChildCommand command;  ///< its program is empty if it is not to be found
};

/// What to try, in this order: $BROWSER, else xdg-open where there is a display. Empty: nobody would see a browser
/// here.
std::vector<BrowserCommand> browser_commands(const BrowserFacts& facts, const std::string& file);

/// A page that leads a browser to `address` at once, and shows it as a link if the browser does not let itself be led.
std::string page_leading_to(std::string_view title, std::string_view address);

/// The name of the first that runs on, or has done its work. Errors: why none of them does.
Result<std::string> start_browser(const std::vector<BrowserCommand>& commands);

}  // namespace watercooler::cli
