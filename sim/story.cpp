#include "sim/story.hpp"

#include "message/text.hpp"
#include "sim/event_choice.hpp"

namespace watercooler::sim {

struct Story::Verb {
    std::string_view name;
    std::string_view usage;
    std::string_view meaning;
    void (Story::*run)(Words&);
};

const std::vector<Story::Verb>& Story::verbs() {
    static const std::vector<Verb> all = {
        {"start",
         "NAME... [seed=N] [latency=D] [jitter=D] [loss=P] [refuse=on|off] [SETTING=V] [name=N] [at=IP:PORT] "
         "[join=NAME|none]",
         "members start, and join the first that lives; seed and weather with the first start only", &Story::start},
        {"run", "DURATION | until=quiet|agree [within=D]",
         "time passes; quiet: all agree and a second goes by without news, of which nothing is printed",
         &Story::run_time},
        {"join", "NAME SEED...", "push/pull with each seed", &Story::join},
        {"set", "NAME KEY VALUE [times=N]", "a member sets an entry of its own; N times: to VALUE 1, VALUE 2 ...",
         &Story::set},
        {"tell", "NAME [uuid=] [name=] [address=] [port=] [key=] [version=] [ttl=] [payload=|payload_bytes=N]",
         "a rumor comes to a member's door", &Story::tell},
        {"freeze", "[NAME...] [--hard] [for=D]",
         "protocol time stands still for the club or some; --hard: the kernel stops them", &Story::freeze},
        {"thaw", "[NAME...]", "ends both kinds of freeze", &Story::thaw},
        {"step", "[N] [NAME] | --event NAME", "time runs for N gossip intervals, or one held input is handed over",
         &Story::step},
        {"kill", "NAME...", "the process ends without a word", &Story::kill},
        {"restart", "NAME [at=IP:PORT] [memory=on|off] [join=NAME]", "the process starts again", &Story::restart},
        {"leave", "NAME...", "says goodbye and ends", &Story::leave},
        {"partition", "NAME... | NAME...", "sides do not reach each other", &Story::partition},
        {"oneway", "NAME -> NAME", "nothing gets from the one to the other", &Story::oneway},
        {"heal", "", "ends partitions and cuts", &Story::weather},
        {"loss", "P", "so many datagrams are lost", &Story::weather},
        {"duplicate", "P", "so many come twice", &Story::weather},
        {"reorder", "P", "so many are overtaken", &Story::weather},
        {"corrupt", "P", "so many have a bit turned over", &Story::weather},
        {"latency", "D [jitter=D]", "how long a datagram takes", &Story::weather},
        {"refuse", "on|off", "whether the hosts of ended processes answer", &Story::weather},
        {"chaos", "add FAULT [--for D | --forever] | ls | rm ID | heal",
         "faults in the words of the command line, by name; each ends after 5m unless told otherwise", &Story::chaos},
        {"show", "members|books|counters|totals|held|messages [NAME...] | agreement", "what members believe and count",
         &Story::show},
        {"only", "KIND...", "prints these kinds of events and no others", &Story::choose},
        {"print", "KIND...", "prints these kinds as well", &Story::choose},
        {"hide", "KIND...", "no longer prints these kinds", &Story::choose},
        {"watch", "[NAME...]", "prints only these members' events", &Story::choose},
    };
    return all;
}

std::string story_help() {
    std::string help;
    for (const auto& verb : Story::verbs())
        help += "  " + std::string{verb.name} + (verb.usage.empty() ? "" : " ") + std::string{verb.usage} + "\n      " +
                std::string{verb.meaning} + "\n";
    return help;
}

Story::Story() {
    for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
        if (!is_routine(static_cast<EventKind>(kind))) kinds_.insert(static_cast<EventKind>(kind));
    }
    kinds_.erase(EventKind::started);  // the command above says so
}
Story::~Story() = default;

void Story::run(std::string_view command) {
    Words words{command};
    for (const auto& verb : verbs()) {
        if (verb.name != words.command()) continue;
        (this->*verb.run)(words);
        return words.done();
    }
    throw StoryError("no command is called '" + escaped(words.command()) + "'; see watercooler-sim scenario --help");
}

std::vector<std::string> Story::take() { return std::exchange(lines_, {}); }

std::vector<std::string> Story::broken() {
    if (!checks_) return {};
    checks_->look_everywhere();
    return checks_->broken();
}

void Story::event(Instant now, const Host& host, const Event& event) {
    if (!is_routine(event.kind)) last_news_ = now;
    if (mute_ || !kinds_.contains(event.kind)) return;
    if (!watched_.empty() && !watched_.contains(host.handle)) return;
    auto told = event;  // without what only a machine reads
    told.cause = Sequence{};
    told.packet.reset();
    told.uuid = Uuid{};
    say(time_text(now) + " " + host.handle + " " + to_text(told));
}

// ---- whom a command means ----

Network& Story::club() {
    if (!network_) throw StoryError("expected 'start NAME...' before anything else");
    return *network_;
}

Host& Story::member(const std::string& handle) {
    auto* host = club().find(handle);
    if (!host) throw StoryError("expected a member, got '" + escaped(handle) + "', who was never started");
    return *host;
}

Host& Story::awake(const std::string& handle) {
    auto& host = member(handle);
    if (!host.running()) throw StoryError("'" + handle + "' does not run");
    if (host.hard_frozen) throw StoryError("'" + handle + "' is frozen hard and does not answer");
    return host;
}

std::vector<std::string> Story::members_or_all(Words& words) {
    auto named = words.rest();
    for (const auto& handle : named) member(handle);
    if (!named.empty()) return named;
    for (const auto& host : club().hosts()) {
        if (host.running()) named.push_back(host.handle);
    }
    return named;
}

void Story::apply(const Fault& fault) {
    if (const auto error = club().apply(fault)) throw StoryError(*error);
}

void Story::change_weather(const std::function<void(Weather&)>& change) {
    auto weather = club().weather();
    change(weather);
    apply(SetWeather{weather});
}

}  // namespace watercooler::sim
