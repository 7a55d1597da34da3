#include "cli/top_look.hpp"

#include <algorithm>
#include <set>

#include "cli/shown.hpp"
#include "club/freeze_word.hpp"

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds top_member_patience{1'000};
/// So many members are asked for their numbers in one look.
constexpr std::size_t numbers_at_once = 40;
/// So many rows of members' tables are read in one look, to compare them.
constexpr std::size_t rows_at_once = 800;
constexpr std::size_t rates_max = 120;

bool can_answer(const Member& member) { return member.runs() && member.known(); }

std::string clock_now() { return club::wall_time_text(std::chrono::system_clock::now()).substr(11, 8); }

double seconds_between(SteadyClock::time_point from, SteadyClock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

/// A rate by a counter that begins again at 0 with its process.
void take_count(std::optional<std::uint64_t>& before, std::optional<double>& rate, std::optional<double> total,
                double seconds) {
    if (!total) return;
    const auto count = static_cast<std::uint64_t>(*total);
    if (before && count >= *before && seconds > 0.05) rate = static_cast<double>(count - *before) / seconds;
    before = count;
}

const json::EntryInfo* book_in(const json::MemberInfo& member) {
    const auto found = std::ranges::find(member.entries, "book", &json::EntryInfo::key);
    return found == member.entries.end() ? nullptr : &*found;
}

Mark mark_of_status(const std::string& status) {
    if (status == "suspect") return Mark::suspect;
    if (status == "dead") return Mark::dead;
    return status == "left" ? Mark::left : Mark::alive;
}

void take_belief(TopMember& row, const json::MemberInfo& believed) {
    if (row.port == 0) row.port = believed.port;
    row.silence_ms = believed.silence_ms;
    row.rtt = believed.rtt;
    if (const auto* book = book_in(believed)) {
        row.book = book->value;
        row.version = book->version;
    }
}

TopMember elsewhere(std::string name, std::string state, Mark mark) {
    TopMember row{.name = std::move(name), .here = false, .mark = mark, .state = std::move(state)};
    row.note = "not of this folder";
    return row;
}

/// The state says it already.
std::string beside_frozen(std::string_view trouble) {
    constexpr std::string_view stands = "its time stands still";
    if (!trouble.starts_with(stands)) return std::string{trouble};
    trouble.remove_prefix(std::min(trouble.size(), stands.size() + 2));  // and ", "
    return std::string{trouble};
}

}  // namespace

std::vector<std::size_t> Turns::next(std::size_t count, std::size_t most) {
    std::vector<std::size_t> places;
    for (std::size_t each = 0; each < std::min(count, most); ++each) places.push_back((at_ + each) % count);
    if (count > 0) at_ = (at_ + places.size()) % count;
    return places;
}

void Questions::ask(http::ClientRequest request, Take take) {
    requests_.push_back(std::move(request));
    takes_.push_back(std::move(take));
}

void Questions::ask_all(std::chrono::milliseconds patience) const {
    const auto answers = http::fetch_all(requests_, patience);
    for (std::size_t at = 0; at < answers.size(); ++at) takes_[at](answers[at]);
}

TopLook::TopLook(const Context& context, const club::Folder& club, std::vector<std::string> words)
    : context_(context), club_(club), words_(std::move(words)), watch_(club.members_path()), sauron_(context) {}

Result<TopSight> TopLook::look(const TopWanted& wanted) {
    if (const auto read = read_members(); !read) return tl::unexpected{read.error()};
    TopSight sight;
    sight.club = context_.place().club.text();
    sight.clock = clock_now();
    if (auto page = club_.freeze_page()) {
        const auto word = page->load();
        sight.frozen = word.frozen;
        sight.steps = word.frozen ? word.steps : 0;
    }
    watched_ = sauron_.add(club_, wanted, sight);
    ask_members(wanted, sight);
    add_members(sight);
    add_rate(sight);
    if (!watched_) add_own(wanted, sight);
    if (wanted.pane == TopPane::logs) add_log(wanted.under, sight);
    return sight;
}

/// The folder is read again when it changed, or somebody's process did; else one look at each process is enough.
Result<void> TopLook::read_members() {
    bool again = watch_.changed();
    for (auto& member : roster_) {
        const bool settled = member.known() || !member.lives();
        if (!settled || (member.known() && !read_process(member))) again = true;
    }
    if (!again) return {};
    auto roster = read_roster(club_);
    if (!roster) return tl::unexpected{roster.error()};
    roster_ = std::move(*roster);
    for (auto& member : roster_)
        if (member.known()) read_process(member);
    std::set<std::string> names;
    for (const auto& member : roster_) names.insert(member.name.text());
    std::erase_if(memories_, [&](const auto& each) { return names.count(each.first) == 0; });
    std::erase_if(lacks_, [&](const auto& each) { return names.count(each.first) == 0; });
    return select(roster_, words_).map([](const Roster&) {});
}

bool TopLook::read_process(Member& member) {
    const auto& identity = member.probe.record->process;
    const auto use = process_use(identity.pid);
    if (!use || use->start_ticks != identity.start_ticks || use->state == 'Z' || use->state == 'X') return false;
    auto& memory = memories_[member.name.text()];
    const auto now = SteadyClock::now();
    const bool same = memory.use && memory.use->start_ticks == use->start_ticks;
    const auto seconds = same ? seconds_between(memory.used_at, now) : 0;
    if (!same) memory = {};
    if (seconds > 0.05) memory.cpu = cpu_percent(*memory.use, *use, seconds);
    if (!same || seconds > 0.05) {
        memory.use = use;
        memory.used_at = now;
    }
    member.probe.status =
        use->state == 'T' || use->state == 't' ? club::MemberStatus::stopped : club::MemberStatus::running;
    return true;
}

const Member* TopLook::find_viewer(const Roster& running) {
    const Member* found = nullptr;
    for (const auto& member : running) {
        const auto name = member.name.text();
        if (memories_[name].silent) continue;
        if (!found || name == viewer_) found = &member;  // the same one as long as it answers
    }
    if (!found && !running.empty()) found = &running.front();
    viewer_ = found ? found->name.text() : "";
    return found;
}

void TopLook::ask_members(const TopWanted& wanted, TopSight& sight) {
    Roster running;
    std::ranges::copy_if(roster_, std::back_inserter(running), can_answer);
    const auto all = running.size();
    std::erase_if(lacks_, [&](const auto& each) {
        return std::ranges::none_of(running, [&](const Member& member) { return member.name.text() == each.first; });
    });
    Questions questions;
    for (const auto at : number_turns_.next(all, wanted.all_numbers ? all : numbers_at_once))
        questions.ask(get(running[at], "/metrics"), [&, at](const auto& answer) { take_numbers(running[at], answer); });
    const auto views = wanted.all_tables ? all : std::max<std::size_t>(1, rows_at_once / std::max<std::size_t>(1, all));
    for (const auto at : view_turns_.next(all, watched_ || newest_.empty() ? 0 : views))
        questions.ask(get(running[at], "/api/v1/books"),
                      [&, at](const auto& answer) { take_view(running[at], answer); });
    if (const auto* viewer = find_viewer(running))
        ask_viewer(*viewer, wanted, sight, questions);
    else
        believed_.clear();
    questions.ask_all(context_.timeout(top_member_patience));
}

void TopLook::ask_viewer(const Member& viewer, const TopWanted& wanted, TopSight& sight, Questions& questions) {
    questions.ask(get(viewer, "/api/v1/state"), [&](const auto& answer) { take_state(viewer, answer, sight); });
    if (watched_ || wanted.happenings == 0) return;
    questions.ask(get(viewer, activity_.question(viewer_)), [&](const auto& answer) {
        if (const auto body = body_of(viewer, answer)) activity_.take(viewer_, *body);
    });
}

void TopLook::take_numbers(const Member& member, const http::ClientResult& answer) {
    auto& memory = memories_[member.name.text()];
    const auto body = body_of(member, answer);
    memory.silent = !body;
    if (!body) return;
    const auto now = SteadyClock::now();
    const auto seconds = seconds_between(memory.counted_at, now);
    take_count(memory.sent_total, memory.sent, metric(*body, "watercooler_events_total{kind=\"sent\"}"), seconds);
    take_count(memory.received_total, memory.received, metric(*body, "watercooler_events_total{kind=\"received\"}"),
               seconds);
    memory.counted_at = now;
    memory.frozen = metric(*body, "watercooler_frozen").value_or(0) > 0;
    if (const auto alive = metric(*body, "watercooler_members{status=\"alive\"}"))
        memory.peers = static_cast<std::uint64_t>(std::max(0.0, *alive - 1));
}

void TopLook::take_view(const Member& member, const http::ClientResult& answer) {
    const auto body = body_of(member, answer);
    if (!body) return;
    auto rows = json::read_books(*body);
    if (rows) lacks_[member.name.text()] = lacking({member.name.text(), std::move(*rows)}, newest_);
}

void TopLook::take_state(const Member& member, const http::ClientResult& answer, TopSight& sight) {
    const auto body = body_of(member, answer);
    auto state = body ? json::read_state(*body) : json::Read<json::StateInfo>{};
    if (!body || !state) {
        memories_[member.name.text()].silent = true;  // another one is asked the next time
        return;
    }
    sight.viewer = member.name.text();
    state_ = std::move(*state);
    believed_.clear();
    newest_.clear();
    for (const auto& each : state_.members) {
        believed_[each.name] = &each;
        const auto* book = book_in(each);
        if (book && each.status == "alive") newest_[each.name] = book->version;
    }
}

TopMember TopLook::row_of(const Member& member, bool club_frozen) const {
    TopMember row;
    row.name = member.name.text();
    if (member.probe.record) row.port = member.probe.record->port;
    const auto believed = believed_.find(row.name);
    if (believed != believed_.end()) take_belief(row, *believed->second);
    if (!member.lives()) {
        row.state = ending(member) == "left" ? "left" : "dead";
        row.mark = ending(member) == "left" ? Mark::left : Mark::dead;
        if (row.mark == Mark::dead) row.note = ending(member);
        return row;
    }
    if (!member.known()) {
        row.mark = Mark::starting;
        row.state = "starting";
        return row;
    }
    const auto found = memories_.find(row.name);
    static const Memory nothing;
    const auto& memory = found == memories_.end() ? nothing : found->second;
    row.cpu = memory.cpu;
    if (memory.use) row.rss_bytes = memory.use->rss_bytes;
    row.sent = memory.sent;
    row.received = memory.received;
    row.peers = memory.peers;
    const auto status = believed == believed_.end() ? "alive" : believed->second->status;
    row.mark = mark_of_status(status);
    row.state = status;
    if (row.mark != Mark::alive) row.note = "as " + viewer_ + " believes";
    if (memory.silent) {
        row.mark = Mark::suspect;
        row.state = "silent";
        row.note = "does not answer";
    }
    if (member.stopped() || club_frozen || memory.frozen) {
        row.mark = Mark::frozen;
        row.state = member.stopped() ? "stopped" : "frozen";
        if (status != "alive") row.note = viewer_ + " holds it " + status;
    }
    return row;
}

void TopLook::add_members(TopSight& sight) const {
    const auto chosen = select(roster_, words_);
    for (const auto& member : chosen ? *chosen : Roster{}) {
        sight.members.push_back(row_of(member, sight.frozen));
        const auto trouble = sauron_.troubles().find(sight.members.back().name);
        if (trouble != sauron_.troubles().end() && member.lives())
            sight.members.back().note = beside_frozen(trouble->second);
    }
    if (words_.empty()) add_believed(sight);
}

/// Members on other hosts, and nodes that only tell books: the viewer knows them.
void TopLook::add_believed(TopSight& sight) const {
    for (const auto& [name, believed] : believed_) {
        if (std::ranges::any_of(roster_, [&](const Member& member) { return member.name.text() == name; })) continue;
        auto row = elsewhere(name, believed->status, mark_of_status(believed->status));
        take_belief(row, *believed);
        sight.members.push_back(std::move(row));
    }
    for (const auto& entry : state_.strangers) {
        if (entry.key != "book" || believed_.empty()) continue;
        auto row = elsewhere(entry.origin, "stranger", Mark::left);
        row.port = entry.port;
        row.book = entry.value;
        row.version = entry.version;
        sight.members.push_back(std::move(row));
    }
}

void TopLook::add_rate(TopSight& sight) {
    if (!sight.rate) {
        double sum = 0;
        bool any = false;
        for (const auto& member : roster_) {
            const auto memory = memories_.find(member.name.text());
            if (!member.runs() || memory == memories_.end() || !memory->second.sent) continue;
            sum += *memory->second.sent;
            any = true;
        }
        if (any) sight.rate = sum;
    }
    if (rates_.empty()) rates_ = sauron_.rates_before();
    if (sight.rate) rates_.push_back(*sight.rate);
    if (rates_.size() > rates_max) rates_.erase(rates_.begin(), rates_.end() - rates_max);
    sight.rates = rates_;
}

void TopLook::add_own(const TopWanted& wanted, TopSight& sight) const {
    const auto agreement = agreement_of(lacks_, static_cast<std::size_t>(std::ranges::count_if(roster_, can_answer)));
    sight.agreed = agreement.agreed;
    sight.verdict = agreement.verdict;
    if (wanted.happenings > 0) activity_.add(wanted, sight);
    const auto start = "\n\n" + context_.command("sauron start");
    if (wanted.pane == TopPane::matrix)
        sight.pane = text_lines(
            "Sauron knows what each member believes of each, and nobody watches this club. Start it:" + start,
            wanted.columns);
    if (wanted.pane == TopPane::convergence)
        sight.pane = text_lines(
            sight.verdict + "\n" + lacking_text(lacks_) + "\nHow each update went round is told by Sauron:" + start,
            wanted.columns);
}

void TopLook::add_log(const std::string& name, TopSight& sight) {
    const auto member = std::ranges::find(roster_, name, [](const Member& each) { return each.name.text(); });
    if (member != roster_.end()) sight.pane = log_.read(club::MemberFolder{club_, member->name});
}

}  // namespace watercooler::cli
