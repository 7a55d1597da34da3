#include "member/live.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "json/info.hpp"
#include "member/snapshot.hpp"

namespace watercooler::member {

using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds frame_interval{100};
constexpr std::chrono::milliseconds heartbeat{1'000};  // so that a page can tell silence from death
constexpr std::size_t behind_bytes_max = 256 * 1024;   // a slow page gets fewer, later frames

std::optional<std::uint64_t> after_of(const http::Request& request) {
    const auto text = request.parameter("after");
    std::uint64_t value = 0;
    if (!text) return std::nullopt;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != text->data() + text->size()) return std::nullopt;
    return value;
}

/// What makes a row worth sending again: all but what grows by itself.
std::string essence(const json::MemberInfo& member) {
    return member.status + " " + member.address + " " + std::to_string(member.port) + " " +
           std::to_string(member.incarnation) + " " + std::to_string(member.rtt ? member.rtt->count() : -1);
}
std::string essence(const json::BookRow& row) {
    return row.status + " " + std::to_string(row.version) + " " + std::to_string(row.port) + " " +
           (row.http ? "http " : "") + row.book.value_or("");
}

}  // namespace

struct Live::Listener {
    std::shared_ptr<http::WebSocket> socket;
    std::uint64_t seq = 0;                              // of the last event told
    std::map<std::string, std::string> members, books;  // the essences told
    bool closed = false;
};

Live::Live(Member& member) : member_(member), timer_(member.io()) {
    member_.on_events([this](std::span<const Event>) { changed(); });
}

void Live::add(const http::Request& request, std::shared_ptr<http::WebSocket> socket) {
    const auto listener = std::make_shared<Listener>();
    listener->socket = std::move(socket);
    listener->socket->on_closed([this, listener](std::uint16_t, std::string_view) {
        listener->closed = true;
        std::erase(listeners_, listener);
    });
    listener->socket->on_text([](std::string_view) {});  // nothing to be asked here
    listeners_.push_back(listener);
    const auto after = after_of(request);
    const auto oldest = member_.activity().oldest().value;
    listener->seq = after && *after + 1 >= oldest ? *after : 0;
    snapshot(*listener);
    tell(*listener);
    if (!ticking_) tick();
}

/// The tables whole; events follow as a delta.
void Live::snapshot(Listener& listener) {
    const json::SnapshotInfo whole{state_of(member_), books_of(member_)};
    for (const auto& each : whole.state.members) listener.members[each.name] = essence(each);
    for (const auto& each : whole.books) listener.books[each.name] = essence(each);
    listener.socket->send(json::write(whole));
}

void Live::changed() { dirty_ = true; }

void Live::tick() {
    ticking_ = !listeners_.empty();
    if (!ticking_) return;
    timer_.expires_after(frame_interval);
    timer_.async_wait([this](error_code error) {
        if (error) return;
        const auto now = std::chrono::steady_clock::now();
        if (dirty_ || now - told_ >= heartbeat) {
            dirty_ = false;
            told_ = now;
            for (const auto& listener : std::vector{listeners_}) tell(*listener);
        }
        tick();
    });
}

void Live::tell(Listener& listener) {
    if (listener.closed || listener.socket->buffered() > behind_bytes_max) return;
    const auto state = state_of(member_);
    json::DeltaInfo delta;
    delta.frozen = state.frozen;
    delta.held = state.held;
    delta.events = records_of(member_, member_.activity().after(Sequence{listener.seq}, Activity::count_max));
    delta.seq = listener.seq = std::max(listener.seq, member_.activity().newest().value);
    std::set<std::string> here;
    for (const auto& each : state.members) {
        here.insert(each.name);
        if (std::exchange(listener.members[each.name], essence(each)) != essence(each)) delta.members.push_back(each);
    }
    for (const auto& each : books_of(member_)) {
        here.insert(each.name);
        if (std::exchange(listener.books[each.name], essence(each)) != essence(each)) delta.books.push_back(each);
    }
    for (auto* told : {&listener.members, &listener.books})
        std::erase_if(*told, [&](const auto& each) {
            if (here.contains(each.first)) return false;
            delta.gone.push_back(each.first);
            return true;
        });
    listener.socket->send(json::write(delta));
}

}  // namespace watercooler::member
