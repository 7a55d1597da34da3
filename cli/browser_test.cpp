#include "cli/browser.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "program/child_testing.hpp"

using namespace watercooler;
using namespace watercooler::cli;
using club::testing::TempFolder;
using program::testing::write_program;
using Argv = std::vector<std::string>;

TEST_CASE("which browser is started is said by $BROWSER, else by whether there is a display") {
    const TempFolder temp;
    const auto firefox = write_program(temp, "firefox", ""), opener = write_program(temp, "xdg-open", "");
    const auto odd = write_program(temp, "my browser", "");
    const auto path = "relative:" + temp.path();
    const auto commands = [&](BrowserFacts facts) {
        facts.path = path.c_str();
        return browser_commands(facts, "/club/open.html");
    };
    const auto one = [&](const char* browser) { return commands({.browser = browser}).at(0); };
    CHECK(one("firefox").name == "firefox");
    CHECK(one("firefox").command.program == firefox);
    CHECK(one("firefox").command.words == Argv{"/club/open.html"});
    CHECK(one("firefox -P work").command.words == Argv{"-P", "work", "/club/open.html"});
    CHECK(one("firefox --app=%s -z 5%%").command.words == Argv{"--app=/club/open.html", "-z", "5%"});
    CHECK(one(odd.c_str()).command.program == odd);
    CHECK(one(odd.c_str()).name == "my browser");
    CHECK(one("nothing").command.program == "");
    const auto two = commands({.browser = "nothing::firefox", .display = ":0"});
    REQUIRE(two.size() == 2);
    CHECK(two[1].command.program == firefox);
    CHECK(commands({.display = ":0"}).at(0).command.program == opener);
    CHECK(commands({.browser = "", .wayland_display = "wayland-0"}).at(0).command.program == opener);
    CHECK(commands({}).empty());
    CHECK(browser_commands({.display = ":0", .path = "/nowhere"}, "/club/open.html").empty());
}

TEST_CASE("the page leads to its address, whatever is in that") {
    const auto page = page_leading_to("amy of club office", "http://127.0.0.1:8081/#token=12ab");
    CHECK(page.find("content=\"0; url=http://127.0.0.1:8081/#token=12ab\"") != std::string::npos);
    CHECK(page.find("<a href=\"http://127.0.0.1:8081/#token=12ab\">amy of club office</a>") != std::string::npos);
    const auto odd = page_leading_to("<b>", "http://x/\"><script>&'");
    CHECK(odd.find("<b>") == std::string::npos);
    CHECK(odd.find("<script>") == std::string::npos);
    CHECK(odd.find("http://x/&quot;&gt;&lt;script&gt;&amp;&#39;\"") != std::string::npos);
}

TEST_CASE("the first browser that can be started is told, or why none can") {
    const TempFolder temp;
    const auto command = [&](const std::string& name, const std::string& body) {
        return BrowserCommand{name, {.program = write_program(temp, name, body)}};
    };
    const auto fine = command("fine", "exit 0"), broken = command("broken", "exit 3");
    const BrowserCommand missing{"missing", {}};
    CHECK(start_browser({missing, broken, fine}) == "fine");
    const auto none = start_browser({missing, broken});
    REQUIRE_FALSE(none);
    CHECK(none.error().message == "missing: No such file or directory; broken: it ended with code 3");
}
