#include "cli/demo_story.hpp"

#include <algorithm>
#include <array>

#include "cli/bulk.hpp"
#include "cli/duration.hpp"
#include "json/fields.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using Took = std::optional<nanoseconds>;
using Words = std::vector<std::string>;

/// What the network does by itself if the demo does not end it.
constexpr std::string_view cut_for = "2m";
/// What members did by now is with Sauron after this.
constexpr milliseconds journey_patience{5'000}, journey_look_again{50};

constexpr std::array<std::string_view, 10> demo_books{"Dune",        "Emma",       "Persuasion",  "The Hobbit",
                                                      "Middlemarch", "Ulysses",    "Cloud Atlas", "Frankenstein",
                                                      "Dracula",     "Gormenghast"};

json::Object& add_time(json::Object& object, std::string_view name, const Took& time) {
    return time ? object.number(name, std::chrono::duration_cast<milliseconds>(*time).count()) : object.null(name);
}

std::string json_names(const std::vector<std::string>& names) {
    std::vector<std::string> quoted;
    for (const auto& name : names) quoted.push_back(json::quote(name));
    return json::array(quoted);
}

std::uint64_t number_in(const std::string& answer, std::string_view name) {
    const auto value = json::parse(answer, json::answer_bounds);
    if (!value || !value->object()) return 0;
    json::Fields fields{*value};
    return fields.number(name, UINT64_MAX).value_or(0);
}

std::vector<std::string> started_names(const std::string& answer) {
    std::vector<std::string> names;
    const auto value = json::parse(answer, json::answer_bounds);
    const auto* members = value ? value->find("members") : nullptr;
    for (const auto& each : members && members->array() ? *members->array() : json::Array{})
        if (const auto* name = each.find("name"); name && name->text()) names.push_back(*name->text());
    return names;
}

std::string in_quotes(const std::string& book) { return '"' + book + '"'; }
std::string members_text(std::size_t count) { return std::to_string(count) + (count == 1 ? " member" : " members"); }

}  // namespace

std::string DemoStory::book(std::size_t place) const {
    return std::string{demo_books[(3 * place_.round + place) % demo_books.size()]};
}

Result<void> DemoStory::play(DemoStep step, const Doing& doing) {
    if (stage_.over()) return {};
    ++place_.step;
    stage_.teller().before(step, place_);
    const auto done = doing(step);
    if (stage_.over()) return {};
    if (!done) return done;
    fine_ = fine_ && step.ok;
    stage_.teller().after(step, place_);
    stage_.pause(stage_.pace().between);
    return {};
}

Result<void> DemoStory::begin() {
    const Words words{"new", "--count", std::to_string(members_), "--interval", "0"};
    DemoStep step{"start", members_text(members_) + " start, and find each other.", {stage_.command(words)}};
    return play(step, [&](DemoStep& told) -> Result<void> {
        const auto begin = SteadyClock::now();
        const auto answer = stage_.act(words);
        if (!answer) return tl::unexpected{answer.error()};
        names_ = started_names(*answer);
        const auto agreed = stage_.wait(begin, [&](const Sight& sight) { return all_agree(sight, members_); });
        const auto ready = milliseconds{number_in(*answer, "ready_ms")};
        told.ok = agreed.has_value() && names_.size() == members_;
        told.came = {std::to_string(names_.size()) + " are ready after " + duration_text(ready) +
                     "; all hold the same table after " + took_text(agreed) + "."};
        json::Object facts;
        facts.raw("members", json_names(names_)).number("ready_ms", ready.count());
        told.facts = add_time(facts, "agreed_ms", agreed).done();
        return {};
    });
}

Result<void> DemoStory::round(std::size_t number) {
    place_.round = number;
    place_.step = 1;
    if (number > 1)
        if (const auto there = gather_again(); !there) return there;
    for (const auto act : {&DemoStory::pick, &DemoStory::cut, &DemoStory::heal, &DemoStory::lose, &DemoStory::get_back})
        if (const auto played = (this->*act)(); !played) return played;
    return {};
}

/// Whoever plays with the club may have left it in any state: a round begins with everybody, and no fault.
Result<void> DemoStory::gather_again() {
    const auto alive = stage_.living_names();
    if (!alive) return tl::unexpected{alive.error()};
    Words words{"new"};
    for (const auto& name : names_)
        if (std::ranges::count(*alive, name) == 0) words.push_back(name);
    words.insert(words.end(), {"--interval", "0"});
    if (const auto healed = stage_.act({"chaos", "heal"}); !healed) return tl::unexpected{healed.error()};
    if (words.size() > 3)
        if (const auto started = stage_.act(words); !started) return tl::unexpected{started.error()};
    return {};
}

/// Sauron is told a moment later: it is asked until it knows of everybody that has it.
std::string DemoStory::ask_for_journey(DemoStep& step, const std::string& origin, std::uint64_t version) const {
    const Words words{"trace", "--of", origin};
    const auto deadline = SteadyClock::now() + journey_patience;
    std::optional<Journey> journey;
    do {
        if (const auto answer = stage_.act(words)) journey = read_journey(*answer);
        if (journey && journey->done(version)) break;
        stage_.pause(journey_look_again);
    } while (SteadyClock::now() < deadline && !stage_.over());
    step.commands.push_back(stage_.command(words));
    step.ok = step.ok && journey && journey->done(version);
    if (!journey) return "null";
    step.came.push_back("Sauron: " + journey->summary);
    return json::Object{}
        .number("hops", journey->hops)
        .number("reached", journey->reached_living)
        .number("living", journey->living)
        .done();
}

Result<void> DemoStory::pick() {
    const auto who = somebody(0), title = book(0);
    const Words words{"pick", who, title, "--wait"};
    DemoStep step{"pick", who + " picks " + in_quotes(title) + ".", {stage_.command(words)}};
    return play(step, [&](DemoStep& told) -> Result<void> {
        const auto answer = stage_.act(words);
        if (!answer) return tl::unexpected{answer.error()};
        const auto have = number_in(*answer, "members");
        const auto waited = milliseconds{number_in(*answer, "waited_ms")};
        told.came = {"All " + std::to_string(have) + " have it after " + duration_text(waited) + "."};
        json::Object facts;
        facts.text("member", who).text("book", title).number("members", have).number("waited_ms", waited.count());
        told.facts =
            facts.raw("journey", watched_ ? ask_for_journey(told, who, number_in(*answer, "version")) : "null").done();
        return {};
    });
}

Result<void> DemoStory::cut() {
    const auto sides = sides_of(names_);
    if (!sides) return {};
    struct Side {
        std::string who, book;
        std::uint64_t version = 0;
        Holders holders{};
    };
    const auto one_of = [&](const std::vector<std::string>& side) { return side[place_.round % side.size()]; };
    std::array<Side, 2> picks{{{one_of(sides->first), book(1)}, {one_of(sides->second), book(2)}}};
    const Words words{
        "chaos", "add", "partition", sides->first_glob, sides->second_glob, "--for", std::string{cut_for}};
    DemoStep step{"cut",
                  "The network breaks in two. On one side " + picks[0].who + " picks " + in_quotes(picks[0].book) +
                      ", on the other " + picks[1].who + " picks " + in_quotes(picks[1].book) + ".",
                  {stage_.command(words)}};
    for (const auto& each : picks) step.commands.push_back(stage_.command({"pick", each.who, each.book}));
    step.commands.push_back(stage_.command({"books", "--diff"}));
    return play(step, [&](DemoStep& told) -> Result<void> {
        if (const auto added = stage_.act(words); !added) return tl::unexpected{added.error()};
        for (auto& each : picks) {
            const auto picked = stage_.act({"pick", each.who, each.book});
            if (!picked) return tl::unexpected{picked.error()};
            each.version = number_in(*picked, "version");
        }
        const std::array own{sides->first, sides->second};
        const auto split = stage_.wait(SteadyClock::now(), [&](const Sight& sight) {
            for (std::size_t at = 0; at < picks.size(); ++at) {
                picks[at].holders = holders_of(sight, picks[at].who, picks[at].version);
                if (picks[at].holders.have != own[at]) return false;
            }
            return true;
        });
        told.ok = split.has_value();
        std::vector<std::string> facts;
        for (const auto& each : picks) {
            told.came.push_back(in_quotes(each.book) + " is with " + some_names(each.holders.have, 12) + "; " +
                                some_names(each.holders.lack, 12) + " cannot hear of it.");
            facts.push_back(json::Object{}
                                .text("member", each.who)
                                .text("book", each.book)
                                .raw("have", json_names(each.holders.have))
                                .raw("lack", json_names(each.holders.lack))
                                .done());
        }
        told.facts = json::Object{}.raw("picks", json::array(facts)).done();
        return {};
    });
}

Result<void> DemoStory::heal() {
    stage_.pause(stage_.pace().cut);
    const Words words{"chaos", "heal"};
    DemoStep step{"heal", "The network is whole again.", {stage_.command(words), stage_.command({"books", "--diff"})}};
    return play(step, [&](DemoStep& told) -> Result<void> {
        const auto begin = SteadyClock::now();
        if (const auto healed = stage_.act(words); !healed) return tl::unexpected{healed.error()};
        const auto agreed = stage_.wait(begin, [&](const Sight& sight) { return all_agree(sight, members_); });
        told.ok = agreed.has_value();
        told.came = {"All agree again after " + took_text(agreed) + ": both books, and who is alive."};
        json::Object facts;
        told.facts = add_time(facts, "agreed_ms", agreed).done();
        return {};
    });
}

Result<void> DemoStory::lose() {
    const auto who = somebody(2);
    const Words words{"kill", who};
    DemoStep step{"kill", who + " is killed, without a goodbye.", {stage_.command(words)}};
    return play(step, [&](DemoStep& told) -> Result<void> {
        const auto begin = SteadyClock::now();
        if (const auto killed = stage_.act(words); !killed) return tl::unexpected{killed.error()};
        std::size_t others = 0;
        const auto suspected = stage_.wait(begin, [&](const Sight& sight) {
            const auto opinions = opinions_of(sight, who);
            return opinions.suspect + opinions.dead > 0;
        });
        if (suspected) stage_.teller().say("... somebody suspects " + who, Paint::muted, step_indent);
        const auto dead = stage_.wait(begin, [&](const Sight& sight) {
            const auto opinions = opinions_of(sight, who);
            others = opinions.asked;
            return others > 0 && opinions.dead == others;
        });
        told.ok = suspected && dead;
        told.came = {"Its silence is noticed after " + took_text(suspected) + "; all " + std::to_string(others) +
                     " others hold it dead after " + took_text(dead) + "."};
        json::Object facts;
        facts.text("member", who);
        told.facts = add_time(add_time(facts, "suspected_ms", suspected), "dead_ms", dead).done();
        told.commands.push_back(stage_.command(watched_ ? Words{"why", who} : Words{"books"}));
        return {};
    });
}

Result<void> DemoStory::get_back() {
    const auto who = somebody(2);
    const Words words{"new", who, "--interval", "0"};
    DemoStep step{"back", who + " comes back.", {stage_.command(words), stage_.command({"show", who})}};
    return play(step, [&](DemoStep& told) -> Result<void> {
        const auto begin = SteadyClock::now();
        if (const auto started = stage_.act(words); !started) return tl::unexpected{started.error()};
        const auto agreed = stage_.wait(begin, [&](const Sight& sight) { return all_agree(sight, members_); });
        told.ok = agreed.has_value();
        told.came = {"All hold it alive and agree after " + took_text(agreed) + "; " + who +
                     " has its old book, in a version above all it ever said."};
        json::Object facts;
        facts.text("member", who);
        told.facts = add_time(facts, "agreed_ms", agreed).done();
        return {};
    });
}

}  // namespace watercooler::cli
