// top: the club on the whole screen, or as a plain snapshot where there is no terminal.
#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdlib>

#include "cli/duration.hpp"
#include "cli/own_command.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "cli/top_draw.hpp"
#include "cli/top_feed.hpp"
#include "cli/top_look.hpp"
#include "cli/top_plain.hpp"
#include "cli/top_terminal.hpp"
#include "cli/wait.hpp"

namespace watercooler::cli {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr milliseconds delay_usual{1'000}, delay_min{100}, delay_max{3'600'000};
/// Rates are known by two looks.
constexpr milliseconds measuring_time{400};
constexpr milliseconds frame_time{100}, long_patience{60'000};
constexpr milliseconds order_grace{10'000};
constexpr std::size_t happenings_in_pane = 300;

struct TopOptions {
    milliseconds delay = delay_usual;
    std::optional<std::uint64_t> count;
    TopOrder order;
};

/// `-d 1` as elsewhere `top` takes it, and `-d 500ms` as here.
Result<milliseconds> delay_of(const Arguments& arguments) {
    const auto text = arguments.text("--delay");
    if (!text) return delay_usual;
    std::uint64_t seconds = 0;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), seconds);
    const bool bare = parsed.ec == std::errc{} && parsed.ptr == text->data() + text->size() && seconds < 100'000;
    const auto delay = bare ? std::optional{milliseconds{seconds * 1000}} : parse_duration(*text);
    if (delay && *delay >= delay_min && *delay <= delay_max) return *delay;
    return tl::unexpected{
        usage("--delay \"" + *text + "\" is not to be had", "From 100ms to 1h, such as 500ms, 2s, or 2 for seconds.")};
}

/// `cpu`, and `-cpu` for the other way round.
Result<TopOrder> order_of(const Arguments& arguments) {
    const auto text = arguments.text("--sort").value_or("name");
    const bool reversed = text.starts_with('-');
    if (const auto column = parse_top_column(reversed ? text.substr(1) : text)) return TopOrder{*column, reversed};
    std::string known;
    for (const auto& look : top_columns()) known += (known.empty() ? "" : ", ") + std::string{look.name};
    return tl::unexpected{usage("there is no column \"" + text + "\" to sort by",
                                "There are: " + known + "; -name is the other way round.")};
}

Result<TopOptions> options_of(const Arguments& arguments) {
    const auto delay = delay_of(arguments);
    if (!delay) return tl::unexpected{delay.error()};
    const auto order = order_of(arguments);
    if (!order) return tl::unexpected{order.error()};
    const auto count = arguments.number("--count");
    if (count && *count == 0)
        return tl::unexpected{usage("--count 0 shows nothing", "Without --count it goes on until Ctrl-C.")};
    return TopOptions{*delay, count, *order};
}

/// Snapshots, one after the other: text or one JSON object per line.
Result<Exit> run_plainly(const Context& context, TopLook& look, const TopOptions& options, std::uint64_t count) {
    const Interrupt interrupt;
    TopWanted wanted;
    wanted.all_numbers = true;
    if (const auto first = look.look(wanted); !first) return tl::unexpected{first.error()};
    for (std::uint64_t at = 0; at < count; ++at) {
        if (interrupt.sleep(at == 0 ? measuring_time : options.delay)) return Exit{interrupt.exit_code()};
        wanted.all_numbers = wanted.all_tables = at == 0;  // later ones as on the screen: some in turn
        const auto sight = look.look(wanted);
        if (!sight) return tl::unexpected{sight.error()};
        const auto text = context.json() ? Result<std::string>{top_json(*sight, options.order) + "\n"}
                                         : top_text(context, *sight, options.order);
        if (!text) return tl::unexpected{text.error()};
        context.out((at > 0 && !context.json() ? "\n" : "") + *text);
    }
    return Exit::done;
}

/// The whole screen, until somebody leaves.
class FullTop {
public:
    FullTop(const Context& context, TopLook& look, const TopOptions& options)
        : context_(context),
          options_(options),
          feed_([&look](const TopWanted& wanted) { return look.look(wanted); },
                [this](const std::vector<std::string>& words) { return run(words); }, wanted(), options.delay) {
        view_.order = options.order;
    }

    /// What is shown before the first look is already true.
    Result<Exit> run_until_left(TopSight first) {
        sight_ = std::move(first);
        Terminal terminal;
        resize(terminal);
        while (!left_) {
            draw(terminal);
            const auto happened = terminal.wait(patience(), feed_.fd());
            if (happened.ended_by != 0) return Exit{128 + happened.ended_by};
            if (happened.resized) resize(terminal);
            type(happened.typed);
            if (happened.told) hear();
            feed_.want(wanted());
        }
        if (failure_) return tl::unexpected{*failure_};
        return Exit::done;
    }

private:
    std::size_t rows() const { return top_rows(view_, size_); }

    void draw(Terminal& terminal) {
        const auto now = SteadyClock::now();
        if (!stale_ || now < drawn_at_ + frame_time) return;
        settle(view_, sight_, rows());
        auto screen = draw_top(sight_, view_, size_, context_.style());
        terminal.show(difference(shown_, screen));
        shown_ = std::move(screen);
        drawn_at_ = now;
        stale_ = false;
    }

    milliseconds patience() const {
        auto patience = long_patience;
        if (stale_) {
            const auto left = std::chrono::ceil<milliseconds>(drawn_at_ + frame_time - SteadyClock::now());
            patience = std::max(milliseconds{0}, left);
        }
        return reader_.waits() ? std::min(patience, milliseconds{escape_patience_ms}) : patience;
    }

    void resize(const Terminal& terminal) {
        size_ = terminal.size();
        columns_ = std::max<std::size_t>(size_.columns, 40) - 1;
        shown_ = Screen{};
        stale_ = true;
    }

    void type(const std::string& typed) {
        const auto keys =
            typed.empty() ? (reader_.waits() ? reader_.settle() : std::vector<Key>{}) : reader_.add(typed);
        for (const auto& key : keys) {
            settle(view_, sight_, rows());  // the cursor may stand on somebody who is gone
            obey(react(view_, sight_, key, rows()));
            stale_ = true;
        }
    }

    void obey(const TopWish& wish) {
        using enum TopWish::Kind;
        if (wish.kind == quit) left_ = true;
        if (wish.kind != order && wish.kind != sheet) return;
        say("… " + command(wish.words), false);
        feed_.order(wish.words, wish.kind == sheet);
    }

    void hear() {
        auto news = feed_.take();
        stale_ = true;
        for (auto& answer : news.answers) take_answer(answer);
        if (!news.sight) return;
        if (!*news.sight) {  // the club is gone, maybe
            failure_ = news.sight->error();
            left_ = true;
            return;
        }
        sight_ = std::move(**news.sight);
        if (options_.count && ++looks_ > *options_.count) left_ = true;
    }

    void take_answer(const TopFeed::Answer& answer) {
        if (!answer.ran) return say(answer.ran.error().message, true);
        const auto& ran = *answer.ran;
        const auto lines = text_lines(ran.exit == 0 || !ran.out.empty() ? ran.out : ran.err, size_.columns - 1);
        if (answer.sheet && ran.exit == 0) {
            view_.said.clear();
            view_.sheet = TopSheet{command(answer.words), lines, 0};
            return;
        }
        std::string said = command(answer.words) + ": ";
        for (const auto& line : lines) said += (line == lines.front() ? "" : "  ") + line;
        say(lines.empty() ? said + "done" : said, ran.exit != 0);
    }

    void say(std::string text, bool badly) {
        view_.said = std::move(text);
        view_.said_badly = badly;
    }

    /// As a person would type it.
    static std::string command(const std::vector<std::string>& words) {
        std::string text = "watercooler";
        for (const auto& word : words) text += " " + word;
        return text;
    }

    Result<Ran> run(const std::vector<std::string>& words) const {
        std::vector<std::string> all{"-c", context_.place().club.text(), "--color", "never", "--no-input"};
        if (context_.home()) all.insert(all.end(), {"--home", *context_.home()});
        all.insert(all.end(), words.begin(), words.end());
        // For the command's eyes; nobody reads the environment in the other thread.
        ::setenv("COLUMNS", std::to_string(columns_.load()).c_str(), 1);
        return run_own("watercooler", all, nullptr, order_grace);
    }

    TopWanted wanted() const {
        TopWanted wanted;
        wanted.pane = view_.pane;
        wanted.columns = columns_;
        if (view_.pane == TopPane::activity) wanted.happenings = happenings_in_pane;
        if (view_.pane == TopPane::members && shows_happenings(view_, size_)) wanted.happenings = size_.rows / 4;
        wanted.events_filter = view_.typing ? asked_filter_ : view_.events_filter;
        asked_filter_ = wanted.events_filter;
        if (view_.pane == TopPane::logs) wanted.under = view_.under;
        return wanted;
    }

    const Context& context_;
    const TopOptions& options_;
    TopView view_;
    TopSight sight_;
    ScreenSize size_{80, 24};
    std::atomic<std::size_t> columns_{79};  // of a text
    Screen shown_;
    KeyReader reader_;
    bool stale_ = true, left_ = false;
    SteadyClock::time_point drawn_at_{};
    std::optional<Failure> failure_;
    std::uint64_t looks_ = 0;
    mutable std::string asked_filter_;  // the latest that was not being typed
    TopFeed feed_;                      // last: its thread uses the others
};

}  // namespace

Result<Exit> run_top(Context& context, const Arguments& arguments) {
    const auto options = options_of(arguments);
    if (!options) return tl::unexpected{options.error()};
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    TopLook look{context, *club, arguments.words};
    const bool batch = arguments.has("--batch");
    if (batch || context.json() || !Terminal::usable())
        return run_plainly(context, look, *options, options->count.value_or(batch ? UINT64_MAX : 1));
    auto first = look.look({});
    if (!first) return tl::unexpected{first.error()};
    return FullTop{context, look, *options}.run_until_left(std::move(*first));
}

}  // namespace watercooler::cli
