// watercooler demo: a club of its own that shows what it does, and is gone when the demo ends.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "cli/demo_story.hpp"
#include "cli/duration.hpp"
#include "cli/ports.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "cli/starter.hpp"
#include "club/files.hpp"
#include "json/fields.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t demo_members_usual = 12, demo_members_min = 4, demo_members_max = 200;
constexpr DemoPace slow_pace{milliseconds{6'000}, milliseconds{15'000}};
constexpr DemoPace quick_pace{milliseconds{300}, milliseconds{1'000}};
constexpr std::uint16_t sauron_port_first = 9090;
constexpr int sauron_tries = 5;  // somebody may take a port between the look and the start

/// Makes the club's folder, so that no other demo has the same: false if there is one.
Result<bool> take_place(const club::ClubPlace& place) {
    const auto home = club::split_path(place.path).first;
    if (const auto made = club::make_folders(home); !made) return tl::unexpected{failure_of(made.error())};
    if (::mkdir(place.path.c_str(), 0700) == 0) return true;
    if (errno == EEXIST) return false;
    return tl::unexpected{failure_of(club::system_error("make", place.path, errno))};
}

Failure place_taken(const Context& context, const club::ClubPlace& place) {
    return {Exit::taken,
            "WC-CLUB-TAKEN",
            "there is a club \"" + place.club.text() + "\" already",
            "The demo ends all that is in its club, so it wants one of its own.",
            {context.about(place).command("clean --all"), context.program() + " demo"}};
}

/// The named club, else `demo`, else demo-PID: one that was not there.
Result<club::ClubPlace> own_place(const Context& context, const Arguments& arguments) {
    const bool named = arguments.has("--club");
    const auto mine = named ? context.place().club.text() : "demo";
    for (const auto& name : {mine, mine + "-" + std::to_string(::getpid())}) {
        const auto club = club::Name::parse_club(name);
        if (!club) return tl::unexpected{failure_of(club.error())};
        const auto place = club::club_place(context.home(), *club);
        if (!place) return tl::unexpected{failure_of(place.error())};
        const auto taken = take_place(*place);
        if (!taken) return tl::unexpected{taken.error()};
        if (*taken) return *place;
        if (named) return tl::unexpected{place_taken(context, *place)};
        context.note("There is a club \"" + name +
                     "\" already. If nobody uses it: " + context.about(*place).command("clean --all") + "\n");
    }
    return tl::unexpected{place_taken(context, context.place())};
}

/// From another machine the port is reached through ssh; Sauron and members listen on loopback only.
std::string tunnel(std::string_view port) {
    char host[256] = "";
    ::gethostname(host, sizeof host - 1);
    const char* user = ::getenv("USER");
    return "ssh -L " + std::string{port} + ":127.0.0.1:" + std::string{port} + " " +
           (user && *user ? std::string{user} + "@" : "") + host;
}

std::string port_of(const std::string& url) {
    const auto begin = url.rfind(':') + 1;
    return url.substr(begin, url.find('/', begin) - begin);
}

std::string address_in(const Result<std::string>& answer) {
    const auto value = answer ? json::parse(*answer, json::answer_bounds) : json::Read<json::Value>{json::Value{}};
    const auto* url = value ? value->find("url") : nullptr;
    return url && url->text() ? *url->text() : "";
}

void tell_address(const DemoStage& stage, const std::string& what, const std::string& address) {
    const auto& teller = stage.teller();
    teller.gap();
    teller.say(what);
    teller.show(address, 2);
    teller.say("From another machine, first:");
    teller.show(tunnel(port_of(address)), 2);
}

/// On 9090 or the next port that is free. Nothing: it was not built. Errors: it does not start.
Result<bool> start_sauron(const DemoStage& stage) {
    if (!find_program("sauron")) return false;
    Result<std::string> started = tl::unexpected{Failure{}};
    std::uint16_t from = sauron_port_first;
    for (int round = 0; round < sauron_tries && !stage.over(); ++round) {
        const auto port = choose_port("127.0.0.1", from, {}, read_port_rules(),
                                      [](const auto& host, auto number) { return probe_port(host, number); });
        if (!port) break;
        started = stage.act({"sauron", "start", "--port", std::to_string(*port)});
        if (started || started.error().exit != Exit::port_busy) break;
        from = static_cast<std::uint16_t>(*port + 1);
    }
    if (!started) return tl::unexpected{started.error()};
    return true;
}

class Demo {
public:
    Demo(const Context& context, const Interrupt& interrupt, const Arguments& arguments)
        : once_(arguments.has("--once")),
          members_(arguments.number("--members").value_or(demo_members_usual)),
          stage_(context, interrupt, arguments.has("--fast") ? quick_pace : slow_pace) {}

    DemoStage& stage() { return stage_; }

    Result<Exit> play() {
        stage_.teller().say(std::to_string(members_) + " members gossip their favourite books, in club \"" +
                                stage_.context().place().club.text() + "\". Ctrl-C ends it and cleans up.",
                            Paint::bold);
        const auto watched = start_sauron(stage_);
        if (!watched) return tl::unexpected{watched.error()};
        if (stage_.over()) return Exit::done;
        tell_of_sauron(*watched);
        DemoStory story{stage_, members_, *watched};
        const auto begun = story.begin();
        if (!begun) return tl::unexpected{begun.error()};
        if (!*watched) tell_of_member();
        return once_ ? play_once(story) : play_on(story);
    }

private:
    void tell_of_sauron(bool watched) {
        if (!watched)
            return stage_.teller().say(
                "Sauron, who shows and explains all of it in a browser, was not built here. To get it: script/setup "
                "sauron && script/build",
                Paint::warning);
        const auto address = address_in(stage_.act({"open", "sauron"}));
        stage_.teller().object(json::answer("demo_sauron").text("url", address).done());
        tell_address(stage_, "Sauron watches, and shows all of it in a browser. Open:", address);
        address_ = address;
    }

    void tell_of_member() const {
        const auto names = stage_.living_names();
        if (stage_.over() || !names || names->empty()) return;
        tell_address(stage_, "Each member has a dashboard, " + names->front() + "'s is:",
                     address_in(stage_.act({"open", names->front()})));
    }

    Result<Exit> play_once(DemoStory& story) {
        const auto played = story.round(1);
        if (!played) return tl::unexpected{played.error()};
        if (stage_.over()) return Exit::done;
        stage_.teller().gap();
        stage_.teller().say(story.fine() ? "All of it came as told." : "Not all of it came as told.");
        return story.fine() ? Exit::done : Exit::violated;
    }

    /// Whoever plays with the club may take away what a step needs; then that round ends, and the next begins.
    Result<Exit> play_on(DemoStory& story) {
        for (std::size_t round = 1; !stage_.over(); ++round) {
            const auto played = story.round(round);
            if (stage_.over()) break;
            if (!played && !stage_.living_names()) return tl::unexpected{played.error()};
            if (!played)
                stage_.teller().say("That did not work: " + played.error().message, Paint::warning, step_indent);
            stage_.teller().gap();
            stage_.teller().say("That was round " + std::to_string(round) + ". It goes on until Ctrl-C.", Paint::muted);
            if (!address_.empty()) stage_.teller().show(address_, 0);
            stage_.pause(stage_.pace().between);
        }
        return Exit::done;
    }

    bool once_;
    std::size_t members_;
    std::string address_;  ///< of Sauron's app; empty: there is none
    DemoStage stage_;
};

/// Ends all that lives in the demo's club, and removes it.
Result<void> clean_demo(const DemoStage& stage) {
    const auto& context = stage.context();
    const auto later = context.command("clean --all -y");
    if (!context.json())
        context.out("\nStopping and cleaning up. Ctrl-C again leaves it to you: " + shown(later) + "\n");
    const auto cleaned = stage.act_in_peace({"clean", "--all", "-y"});
    if (cleaned && !club::exists(context.place().path)) return {};
    auto failure = cleaned ? Failure{Exit::partly, "WC-DEMO-LEFT", "not all of the demo could be cleaned up", {}, {}}
                           : cleaned.error();
    failure.tries = {later};
    return tl::unexpected{failure};
}

Result<void> check_members(const Arguments& arguments) {
    const auto count = arguments.number("--members").value_or(demo_members_usual);
    if (count >= demo_members_min && count <= demo_members_max) return {};
    return tl::unexpected{
        usage("--members " + std::to_string(count) + " is out of range",
              "From " + std::to_string(demo_members_min) + " to " + std::to_string(demo_members_max) + ".")};
}

}  // namespace

Result<Exit> run_demo(Context& context, const Arguments& arguments) {
    if (const auto fine = check_members(arguments); !fine) return tl::unexpected{fine.error()};
    const Interrupt interrupt;
    ::signal(SIGPIPE, SIG_IGN);  // who stops listening must not leave members behind
    const auto place = own_place(context, arguments);
    if (!place) return tl::unexpected{place.error()};
    const auto own = context.about(*place);
    Demo demo{own, interrupt, arguments};
    const auto played = demo.play();
    const bool over = demo.stage().over();  // then what failed was cut off, and is no failure
    if (arguments.has("--keep") && (played || over)) {
        if (!own.json()) own.out("\nThe club stays. Later: " + shown(own.command("clean --all -y")) + "\n");
    } else if (const auto cleaned = clean_demo(demo.stage()); !cleaned && (played || over)) {
        return tl::unexpected{cleaned.error()};
    }
    if (interrupt.came()) return Exit{interrupt.exit_code()};
    return over ? Exit{128 + SIGPIPE} : played;
}

}  // namespace watercooler::cli
