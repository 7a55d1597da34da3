#include "api/live.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "journal/journal.hpp"
#include "json/fields.hpp"
#include "json/write.hpp"

namespace watercooler::api {

using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::size_t id_bytes_max = 64;
constexpr json::Bounds message_bounds{16 * 1024, 4};

std::size_t weight(const json::EventRecord& record) {
    const auto& event = record.event;
    return 400 + event.peer.size() + event.origin.size() + event.key.size() + event.reason.size() + event.value.size();
}

std::string frame_kinds_json(const EventCounters& kinds) {
    json::Object object;
    for (std::size_t kind = 0; kind < event_kind_count; ++kind)
        if (kinds[kind] > 0) object.number(to_text(static_cast<EventKind>(kind)), kinds[kind]);
    return object.done();
}

}  // namespace

Live::Live(boost::asio::io_context& io, Ask ask, std::function<std::int64_t()> now_ns)
    : ask_(std::move(ask)), now_ns_(std::move(now_ns)), timer_(io) {}

Live::~Live() { *alive_ = false; }

std::size_t Live::views() const {
    std::size_t count = 0;
    for (const auto& client : clients_) count += client->views.size();
    return count;
}

template <class Wanted>
bool Live::any_view(Wanted wanted) const {
    return std::ranges::any_of(clients_, [&](const ClientPtr& client) {
        return std::ranges::any_of(client->views, [&](const auto& each) { return wanted(each.second); });
    });
}

bool Live::watched() const {
    return any_view([](const View& view) { return view.shows_events(); });
}

void Live::add(std::shared_ptr<http::WebSocket> socket) {
    const auto client = std::make_shared<Client>();
    client->socket = std::move(socket);
    client->socket->on_text([this, weak = std::weak_ptr{client}](std::string_view text) {
        if (const auto self = weak.lock()) hear(*self, text);
    });
    client->socket->on_closed([this, weak = std::weak_ptr{client}, alive = alive_](std::uint16_t, std::string_view) {
        const auto self = weak.lock();
        if (self && *alive) clients_.remove(self);
    });
    clients_.push_back(client);
    arm();
}

void Live::close_all() {
    for (const auto& client : std::list{clients_}) client->socket->close(1001, "this Sauron ends");
}

void Live::refuse(Client& client, std::string_view id, std::string_view code, std::string_view message) {
    if (client.socket->buffered() > behind_bytes_max) return;
    const auto error = json::Object{}.text("code", code).text("message", message).done();
    client.socket->send(json::answer("live").text("id", id).raw("error", error).done());
}

void Live::hear(Client& client, std::string_view text) {
    const auto value = json::parse(text, message_bounds);
    if (!value || !value->object()) return refuse(client, "", "bad-message", "say what to show, as one JSON object");
    json::Fields fields{*value};
    const auto name = fields.text("view", id_bytes_max).value_or("");
    const auto id = fields.text("id", id_bytes_max).value_or(name);
    const auto filter = fields.text("filter", filter::text_bytes_max).value_or("");
    const auto credits = fields.number("credits", credits_max).value_or(0);
    const bool close = fields.flag("close").value_or(false);
    if (fields.error()) return refuse(client, id, "bad-message", fields.error()->message);
    if (close) {
        client.views.erase(id);
        return;
    }
    if (!name.empty()) return open_view(client, name, id, filter, credits);
    const auto view = client.views.find(id);
    if (view == client.views.end()) return refuse(client, id, "no-such-view", "open a view before you give it credits");
    view->second.credits = std::min<std::uint64_t>(credits_max, view->second.credits + credits);
}

void Live::open_view(Client& client, std::string_view name, const std::string& id, const std::string& filter,
                     std::uint64_t credits) {
    const std::pair<std::string_view, Kind> kinds[] = {{"requests", Kind::requests},
                                                       {"rates", Kind::rates},
                                                       {"traffic", Kind::traffic},
                                                       {"convergence", Kind::convergence},
                                                       {"members", Kind::members}};
    const auto known =
        std::find_if(std::begin(kinds), std::end(kinds), [&](const auto& each) { return each.first == name; });
    if (known == std::end(kinds))
        return refuse(client, id, "no-such-view", "there are requests, rates, traffic, convergence and members");
    if (client.views.size() >= views_max && !client.views.contains(id))
        return refuse(client, id, "too-many-views", "a page has at most 8 views");
    auto parsed = filter::parse(filter, now_ns_());
    if (!parsed) return refuse(client, id, "bad-filter", parsed.error().message + ". " + parsed.error().hint);
    View view;
    view.kind = known->second;
    view.name = name;
    view.id = id;
    view.filter = std::move(*parsed);
    view.credits = credits;
    if (view.kind == Kind::traffic) view.traffic = std::make_unique<answers::Traffic>();
    client.views[id] = std::move(view);
}

void Live::stored(std::span<const store::Batch> batches, std::span<const store::Accepted> accepted) {
    if (clients_.empty()) return;
    for (std::size_t i = 0; i < batches.size(); ++i)
        if (accepted[i].stored > 0 && batches[i].run == store::live_run) {
            count(accepted[i]);
            look(batches[i], accepted[i].stored);
        }
    for (auto& [kind, answer] : answers_) answer.dirty = true;
}

void Live::saw(std::span<const json::EventRecord> records, std::uint64_t unread) {
    for (const auto& record : records) look(record, false);
    add_unread(unread, false);
    if (records.empty() && unread == 0) return;
    for (auto& [kind, answer] : answers_) answer.dirty = true;
}

/// `counted`: views that count all have these already.
void Live::add_unread(std::uint64_t count, bool counted) {
    for (const auto& client : clients_)
        for (auto& [id, view] : client->views)
            if (!counted || !view.counts_all()) view.unread += count;
}

void Live::count(const store::Accepted& accepted) {
    for (const auto& client : clients_) {
        for (auto& [id, view] : client->views) {
            if (!view.counts_all()) continue;
            view.matched += accepted.stored;
            std::ranges::transform(view.kinds, accepted.kinds, view.kinds.begin(), std::plus{});
        }
    }
}

/// The last `stored` events of the batch are new; what stands before them was there.
void Live::look(const store::Batch& batch, std::uint64_t stored) {
    if (!any_view([](const View& view) { return view.shows_events() && !view.counts_all(); })) return;
    if (looked_ >= events_per_tick) return add_unread(stored, true);
    const auto extent = journal::extent(batch.events);
    if (!extent) return;
    const auto known = extent->count - std::min<std::uint64_t>(stored, extent->count);
    journal::Reader reader{batch.events};
    journal::Stamped stamped;
    json::EventRecord record;
    record.context.club = batch.stream.club;
    record.context.member = batch.stream.member;
    record.context.boot = batch.stream.boot;
    for (std::uint64_t at = 0; reader.next(stamped); ++at) {
        ++looked_;
        if (at < known) continue;
        std::swap(record.event, stamped.event);
        record.context.wall_time = json::WallTime{stamped.wall_time_ns};
        look(record, true);
        std::swap(record.event, stamped.event);
    }
}

void Live::look(const json::EventRecord& record, bool counted) {
    const auto wall = record.context.wall_time ? record.context.wall_time->ns : 0;
    for (const auto& client : clients_) {
        for (auto& [id, view] : client->views) {
            if (!view.shows_events() || (counted && view.counts_all())) continue;
            if (!filter::matches(view.filter, record.event, record.context.member, wall)) continue;
            if (view.traffic && !view.traffic->take(record.context.member, record.event)) continue;
            ++view.matched;
            ++view.kinds[static_cast<std::size_t>(record.event.kind)];
            if (view.kind == Kind::requests) keep_row(view, record);
        }
    }
}

void Live::keep_row(View& view, const json::EventRecord& record) {
    view.rows.push_back(record);
    view.rows_bytes += weight(record);
    while (view.rows.size() > rows_max || (view.rows_bytes > rows_bytes_max && view.rows.size() > 1)) {
        view.rows_bytes -= weight(view.rows.front());
        view.rows.pop_front();
    }
}

void Live::arm() {
    if (std::exchange(armed_, true)) return;
    timer_.expires_after(frame_time);
    timer_.async_wait([this, alive = alive_](boost::system::error_code error) {
        if (error || !*alive) return;
        armed_ = false;
        tick(SteadyClock::now());
        if (!clients_.empty()) arm();
    });
}

void Live::tick(SteadyClock::time_point now) {
    looked_ = 0;
    for (const auto& client : std::list{clients_})
        for (auto& [id, view] : client->views) tell(*client, view, now);
}

void Live::tell(Client& client, View& view, SteadyClock::time_point now) {
    if (view.credits == 0 || client.socket->buffered() > behind_bytes_max) return;
    if (view.kind == Kind::convergence || view.kind == Kind::members) return tell_answer(client, view, now);
    if (view.quiet() && now - view.told < heartbeat) return;
    if (view.kind == Kind::traffic) return send(client, view, "traffic", view.traffic->to_json(), now);
    if (view.kind == Kind::rates) return send(client, view, "kinds", frame_kinds_json(view.kinds), now);
    std::vector<std::string> rows;
    for (const auto& record : view.rows) rows.push_back(json::write_event(record.event, record.context));
    send(client, view, "events", json::array(rows), now);
}

/// One answer is made for all who watch, at most twice a second, and only while somebody can take it.
void Live::tell_answer(Client& client, View& view, SteadyClock::time_point now) {
    auto& answer = answers_[view.kind];
    if (!answer.asked && now - answer.at >= answer_time && (answer.dirty || now - answer.at >= heartbeat)) {
        answer.asked = true;
        answer.dirty = false;
        ask_(view.name, [this, now, kind = view.kind, alive = alive_](std::string body) {
            if (!*alive) return;
            auto& made = answers_[kind];
            made.asked = false;
            made.at = now;
            made.body = std::move(body);
        });
    }
    if (answer.body.empty() || answer.at <= view.told) return;
    send(client, view, view.name, answer.body, now);
}

void Live::send(Client& client, View& view, std::string_view field, const std::string& value,
                SteadyClock::time_point now) {
    const bool first = view.frame == 0;
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(now - view.told);
    auto frame = json::answer("live");
    frame.text("view", view.name).text("id", view.id).number("frame", ++view.frame);
    frame.text("wall_time", json::to_text(json::WallTime{now_ns_()}));
    if (view.kind != Kind::convergence && view.kind != Kind::members) {
        frame.number("shown", view.kind == Kind::requests ? view.rows.size() : view.matched);
        frame.number("of", view.matched).number("unread", view.unread).number("ms", first ? 0 : since.count());
    }
    client.socket->send(frame.raw(field, value).done());
    --view.credits;
    view.told = now;
    view.begin_again();
}

void Live::View::begin_again() {
    rows.clear();
    rows_bytes = 0;
    matched = unread = 0;
    kinds = {};
    if (traffic) traffic->begin_again();
}

}  // namespace watercooler::api
