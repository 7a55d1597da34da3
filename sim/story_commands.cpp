// What each command of a story does.
#include <algorithm>

#include "message/text.hpp"
#include "sim/agreement.hpp"
#include "sim/event_choice.hpp"
#include "sim/story.hpp"
#include "sim/view.hpp"

namespace watercooler::sim {
namespace {

constexpr auto ask_every = std::chrono::milliseconds{10};
constexpr auto quiet_after = std::chrono::seconds{1};

/// `of:ann:book` is the uuid of ann's book, as she holds it; anything else is taken as a door takes it.
Uuid read_uuid(const std::string& text, const Network& network) {
    const auto colon = text.rfind(':');
    if (!text.starts_with("of:") || colon < 3) return uuid_from_any_text(text);
    const auto name = text.substr(3, colon - 3);
    for (const auto& host : network.hosts()) {
        if (host.handle != name || !host.running()) continue;
        if (const auto entry = host.node->entry(name, text.substr(colon + 1), host.gate->protocol_now(network.now())))
            return entry->uuid;
    }
    throw StoryError("expected an entry such as of:ann:book, got '" + escaped(text) + "'");
}

Rumor read_rumor(Words& words, const Network& network) {
    Rumor rumor;
    if (const auto value = words.option("uuid")) rumor.uuid = read_uuid(*value, network);
    rumor.name = words.option("name").value_or("");
    rumor.address = words.option("address").value_or("");
    if (const auto value = words.option("port")) rumor.port = static_cast<std::uint16_t>(read_number(*value, 65'535));
    rumor.key = words.option("key").value_or("book");
    if (const auto value = words.option("version")) rumor.version = Version{read_number(*value, ~std::uint64_t{0})};
    if (const auto value = words.option("ttl")) rumor.ttl = static_cast<std::uint8_t>(read_number(*value, 255));
    rumor.payload = words.option("payload").value_or("");
    if (const auto value = words.option("payload_bytes")) rumor.payload.assign(read_number(*value, 1'000'000), 'x');
    if (rumor.name.empty() && !rumor.address.empty()) rumor.name = rumor.address + ":" + std::to_string(rumor.port);
    return rumor;
}

Address read_place(const std::string& text) {
    const auto place = parse_address(text);
    if (!place) throw StoryError("expected a place such as 10.0.0.9:7946, got '" + escaped(text) + "'");
    return *place;
}

}  // namespace

// ---- members come, speak and go ----

/// The first start makes the network.
void Story::found(Words& words) {
    Network::Options options;
    if (const auto value = words.option("seed")) options.seed = read_number(*value, ~std::uint64_t{0});
    if (const auto value = words.option("latency")) options.weather.latency = read_duration(*value);
    if (const auto value = words.option("jitter")) options.weather.jitter = read_duration(*value);
    if (const auto value = words.option("loss")) options.weather.loss = read_chance(*value);
    if (const auto value = words.option("refuse")) options.weather.refuse = read_switch(*value);
    network_ = std::make_unique<Network>(std::move(options));
    checks_ = std::make_unique<Checks>(*network_);
    network_->watch(*checks_);
    network_->watch(*this);
}

void Story::start(Words& words) {
    if (!network_) found(words);
    Network::Start start;
    start.name = words.option("name").value_or("");
    if (const auto place = words.option("at")) start.at = read_place(*place);
    const auto join = words.option("join");
    Settings settings;
    for (const auto& [name, value] : words.options()) {
        if (!set_setting(settings, name, value)) throw StoryError("expected a setting, got '" + escaped(name) + "'");
    }
    start.settings = settings;
    for (const auto& handle : words.rest()) {
        if (club().find(handle)) throw StoryError("'" + handle + "' was started already; expected restart?");
        settings.name = start.name.empty() ? handle : start.name;
        settings.address = *parse_address("10.0.0.1:1");
        if (const auto error = check(settings); !error.empty()) throw StoryError(error);
        start.handle = handle;
        start.join.clear();
        if (join && *join != "none") start.join = {member(*join).handle};
        for (const auto& host : club().hosts()) {
            if (join || !start.join.empty() || !host.running()) continue;
            start.join = {host.handle};
        }
        club().start(start);
    }
}

void Story::join(Words& words) {
    auto& host = awake(words.next("a member"));
    const auto seeds = words.rest();
    if (seeds.empty()) throw StoryError("expected a seed after 'join " + host.handle + "', got nothing");
    for (const auto& seed : seeds) member(seed);
    club().join(host, seeds);
}

void Story::set(Words& words) {
    auto& host = awake(words.next("a member"));
    const auto key = words.next("a key"), value = words.next("a value");
    const auto times = read_number(words.option("times").value_or("1"), 100'000);
    for (std::uint64_t i = 1; i <= times; ++i) {
        if (const auto answer = set(host, key, times == 1 ? value : value + " " + std::to_string(i)); !answer.empty())
            say(host.handle + " answers " + answer);
    }
}

std::string Story::set(Host& host, const std::string& key, const std::string& value) {
    const auto error = std::make_shared<std::string>();
    const bool ran = club().command(host, "set " + key, [=](Node& node, Instant now, Outbox& out) {
        if (const auto version = node.set(now, key, value, out); !version)
            *error = "rejected " + version.error().reason;
    });
    return ran ? *error : "held";
}

void Story::tell(Words& words) {
    auto& host = awake(words.next("a member"));
    const auto rumor = read_rumor(words, club());
    checks_->told(rumor);
    const auto told = std::make_shared<std::optional<Told>>();
    club().command(host, "tell " + rumor.key,
                   [=](Node& node, Instant now, Outbox& out) { *told = node.tell(now, rumor, "door", out); });
    if (!*told) return say(host.handle + " answers held");
    say(host.handle + " answers " + std::string{to_text((*told)->outcome)} +
        ((*told)->reason.empty() ? "" : " " + (*told)->reason));
}

void Story::kill(Words& words) {
    for (const auto& handle : words.rest()) apply(Crash{member(handle).handle});
}

void Story::restart(Words& words) {
    Restart fault{.who = words.next("a member"), .at = std::nullopt, .memory = true};
    if (const auto place = words.option("at")) fault.at = read_place(*place);
    if (const auto memory = words.option("memory")) fault.memory = read_switch(*memory);
    const auto seed = words.option("join");
    apply(fault);
    if (seed) club().join(awake(fault.who), {member(*seed).handle});
}

void Story::leave(Words& words) {
    for (const auto& handle : words.rest()) apply(Leave{handle});
}

// ---- time ----

void Story::run_time(Words& words) {
    const auto until = words.option("until");
    const auto within = words.option("within");
    if (!until) return club().run_for(read_duration(words.next("a duration")));
    run_until(*until, read_duration(within.value_or("60s")));
}

void Story::run_until(const std::string& what, Duration within) {
    if (what != "quiet" && what != "agree")
        throw StoryError("expected until=quiet or until=agree, got '" + escaped(what) + "'");
    auto& network = club();
    const auto begun = network.now();
    if (what == "quiet") last_news_ = std::max(last_news_, begun);
    const auto reached = [&] {
        if (what == "quiet" && network.now() - last_news_ < quiet_after) return false;
        return disagreement(network).empty();
    };
    mute_ = what == "quiet";  // what leads to quiet is not the story
    const bool done = network.run_until(reached, begun + within, ask_every);
    mute_ = false;
    if (!done) return say("not " + what + " after " + time_text(Instant{within}) + ": " + disagreement(network));
    say(what == "quiet" ? summary(network) : "agree after " + time_text(Instant{network.now() - begun}));
}

void Story::freeze(Words& words) {
    const bool hard = words.flag("--hard");
    std::optional<Duration> span;
    if (const auto value = words.option("for")) span = read_duration(*value);
    const auto named = words.rest();
    if (named.empty() && !hard) return apply(FreezeClub{span});
    std::vector<std::string> whom = named;
    for (const auto& host : club().hosts()) {
        if (named.empty() && host.running()) whom.push_back(host.handle);
    }
    for (const auto& handle : whom) {
        if (!hard) {
            apply(FreezeOne{handle, span});
            continue;
        }
        apply(FreezeHard{handle});
        if (span) club().schedule(club().now() + *span, ThawHard{handle});
    }
}

void Story::thaw(Words& words) {
    const auto named = words.rest();
    for (const auto& host : club().hosts()) {
        const bool meant = named.empty() || std::find(named.begin(), named.end(), host.handle) != named.end();
        if (meant && host.hard_frozen)
            apply(ThawHard{host.handle});
        else if (meant && !named.empty())
            apply(ThawOne{host.handle});
    }
    for (const auto& handle : named) member(handle);
    if (named.empty()) apply(ThawClub{});
}

void Story::step(Words& words) {
    if (words.flag("--event")) {
        auto& host = awake(words.next("a member"));
        if (!club().step_event(host)) say(host.handle + " holds nothing, or is not frozen");
        return;
    }
    std::uint32_t intervals = 1;
    std::optional<std::string> who;
    while (const auto next = words.maybe()) {
        if (std::isdigit(static_cast<unsigned char>(next->front())))
            intervals = static_cast<std::uint32_t>(read_number(*next, FreezeGate::step_intervals_max));
        else
            who = *next;
    }
    if (who) return apply(StepOne{*who, intervals});
    apply(StepClub{intervals});
}

// ---- the network ----

void Story::partition(Words& words) {
    Partition fault{.sides = {{}}};
    for (const auto& word : words.rest()) {
        if (word == "|")
            fault.sides.emplace_back();
        else
            fault.sides.back().push_back(member(word).handle);
    }
    if (fault.sides.size() < 2) throw StoryError("expected two sides, as in 'partition ann | bob cat'");
    apply(fault);
}

void Story::oneway(Words& words) {
    Cut fault{.from = words.next("a member"), .to = {}};
    if (words.next("'->'") != "->") throw StoryError("expected 'oneway ann -> bob'");
    fault.to = words.next("a member");
    apply(fault);
}

void Story::weather(Words& words) {
    const auto& what = words.command();
    if (what == "heal") return apply(Heal{});
    const auto value = words.next("a value");
    const auto jitter = words.option("jitter");
    change_weather([&](Weather& weather) {
        if (what == "loss") weather.loss = read_chance(value);
        if (what == "duplicate") weather.duplicate = read_chance(value);
        if (what == "reorder") weather.reorder = read_chance(value);
        if (what == "corrupt") weather.corrupt = read_chance(value);
        if (what == "refuse") weather.refuse = read_switch(value);
        if (what == "latency") weather.latency = read_duration(value);
        if (jitter) weather.jitter = read_duration(*jitter);
    });
}

/// The command line's words: `chaos add partition a* | b* --for 20s`.
void Story::chaos(Words& words) {
    auto all = words.all();
    const auto what = all.empty() ? std::string{} : all.front();
    if (!all.empty()) all.erase(all.begin());
    if (what == "add") return add_fault(all);
    if (what == "rm" && all.size() == 1) return apply(RemoveFault{read_number(all[0], ~std::uint64_t{0})});
    if (what == "heal" && all.empty()) return apply(HealFaults{});
    if (what != "ls" || !all.empty())
        throw StoryError("expected chaos add FAULT, chaos ls, chaos rm ID or chaos heal, got 'chaos" +
                         (what.empty() ? "" : " " + escaped(what)) + "'");
    for (const auto& fault : club().faults())
        say(std::to_string(fault.id) + " " + faults::to_text(fault.fault) + ", " +
            (fault.left ? time_text(Instant{*fault.left}) + " left" : "until it is healed"));
}

void Story::add_fault(const std::vector<std::string>& words) {
    AddFault adding{.fault = {}, .span = std::chrono::minutes{5}};
    std::string text;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (words[at] == "--forever") {
            adding.span.reset();
        } else if (words[at] == "--for") {
            adding.span = read_duration(at + 1 < words.size() ? words[at + 1] : "");
            ++at;
        } else {
            text += (text.empty() ? "" : " ") + words[at];
        }
    }
    const auto fault = faults::parse(text);
    if (!fault) throw StoryError(fault.error().message + ", at character " + std::to_string(fault.error().at + 1));
    adding.fault = *fault;
    apply(adding);
}

// ---- what is printed ----

void Story::show(Words& words) {
    const auto what = words.next("members, books, counters, totals, held, messages or agreement");
    if (what == "agreement") {
        const auto text = disagreement(club());
        return say(text.empty() ? "all agree" : text);
    }
    if (!is_view(what))
        throw StoryError("expected members, books, counters, totals, held, messages or agreement, got '" +
                         escaped(what) + "'");
    for (auto& line : views(club(), what, members_or_all(words))) say(std::move(line));
}

void Story::choose(Words& words) {
    const auto rest = words.rest();
    if (words.command() == "watch") {
        watched_.clear();
        for (const auto& handle : rest) watched_.insert(handle);
        return;
    }
    if (rest.empty()) throw StoryError("expected kinds of events after '" + words.command() + "', got nothing");
    if (words.command() == "only") kinds_.clear();
    for (const auto& text : rest) {
        for (const auto kind : read_kinds(text)) {
            if (words.command() == "hide")
                kinds_.erase(kind);
            else
                kinds_.insert(kind);
        }
    }
}

}  // namespace watercooler::sim
