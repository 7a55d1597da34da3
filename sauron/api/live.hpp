#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "answers/traffic.hpp"
#include "filter/filter.hpp"
#include "http/websocket.hpp"
#include "json/event.hpp"
#include "store/store.hpp"

namespace watercooler::api {

/// GET /api/v1/live: a WebSocket that sends views, not events.
///
/// The page says `{"view":"requests","id":"a","filter":"kind:applied","credits":2}`; it then gets at most as many
/// frames as it gave credits, at most ten a second, and gives more with `{"id":"a","credits":1}`.
/// `{"id":"a","close":true}` ends a view. What happens between two frames is added up in the next: counters add, of
/// rows the newest stay, and `shown` and `of` say how many of how many. `unread` counts events that there was no time
/// to look at, whatever the filter. Rates without a filter miss nothing: the store counts what it takes.
///
/// | view | frame |
/// |---|---|
/// | requests | `events`: the newest rows that fit the filter |
/// | rates | `kinds`: how many of each kind fit the filter, in `ms` milliseconds |
/// | traffic | `traffic`: who sent how many messages to whom in `ms` milliseconds, as in /api/v1/traffic; a name is
/// told once | | convergence | `convergence`: as /api/v1/convergence | | members | `members`: as /api/v1/members |
///
/// A page that reads nothing costs no more than its views: what the kernel does not take is never made.
class Live {
public:
    static constexpr std::size_t clients_max = 64, views_max = 8, credits_max = 16;
    static constexpr std::size_t rows_max = 100, rows_bytes_max = 128 * 1024;
    static constexpr std::size_t behind_bytes_max = 256 * 1024;
    static constexpr std::chrono::milliseconds frame_time{100}, heartbeat{1000}, answer_time{500};
    /// Events that are looked at between two ticks, for all views together.
    static constexpr std::size_t events_per_tick = 20'000;

    /// Has an answer made on a worker's thread, as the body of /api/v1/convergence or /api/v1/members. `done` is called
    /// on the socket thread, or never.
    using Ask = std::function<void(const std::string& view, std::function<void(std::string body)> done)>;

    Live(boost::asio::io_context& io, Ask ask, std::function<std::int64_t()> now_ns);
    ~Live();

    bool room() const { return clients_.size() < clients_max; }
    void add(std::shared_ptr<http::WebSocket> socket);
    /// What has just become durable.
    void stored(std::span<const store::Batch> batches, std::span<const store::Accepted> accepted);
    /// The same, of events that were read from a store that others write to as well; there was no time for `unread`.
    void saw(std::span<const json::EventRecord> records, std::uint64_t unread);
    /// Whether somebody has to tell what is stored.
    bool watched() const;
    void close_all();

    std::size_t clients() const { return clients_.size(); }
    std::size_t views() const;

    /// What the timer does ten times a second; for tests.
    void tick(std::chrono::steady_clock::time_point now);

private:
    enum class Kind { requests, rates, traffic, convergence, members };
    struct View {
        Kind kind{};
        std::string name, id;
        filter::Filter filter;
        std::uint64_t credits = 0, frame = 0;
        std::chrono::steady_clock::time_point told{};
        // Since the last frame:
        std::deque<json::EventRecord> rows;
        std::size_t rows_bytes = 0;
        std::uint64_t matched = 0, unread = 0;
        EventCounters kinds{};
        std::unique_ptr<answers::Traffic> traffic{};  // of a view of traffic

        bool quiet() const { return matched == 0 && unread == 0; }
        void begin_again();
        /// Whether it shows events, or how many: of the others nothing is looked at.
        bool shows_events() const { return kind != Kind::convergence && kind != Kind::members; }
        /// Whether the counts that come with each batch are all it needs: it is right however much comes.
        bool counts_all() const { return kind == Kind::rates && filter.terms.empty(); }
    };
    struct Client {
        std::shared_ptr<http::WebSocket> socket;
        std::map<std::string, View> views;
    };
    using ClientPtr = std::shared_ptr<Client>;
    struct Answer {
        bool asked = false, dirty = true;
        std::chrono::steady_clock::time_point at{};
        std::string body;
    };

    void hear(Client& client, std::string_view text);
    void open_view(Client& client, std::string_view name, const std::string& id, const std::string& filter,
                   std::uint64_t credits);
    void refuse(Client& client, std::string_view id, std::string_view code, std::string_view message);
    void add_unread(std::uint64_t count, bool counted);
    void count(const store::Accepted& accepted);
    void look(const store::Batch& batch, std::uint64_t stored);
    void look(const json::EventRecord& record, bool counted);
    static void keep_row(View& view, const json::EventRecord& record);
    void tell(Client& client, View& view, std::chrono::steady_clock::time_point now);
    void tell_answer(Client& client, View& view, std::chrono::steady_clock::time_point now);
    void send(Client& client, View& view, std::string_view field, const std::string& value,
              std::chrono::steady_clock::time_point now);
    template <class Wanted>
    bool any_view(Wanted wanted) const;
    void arm();

    Ask ask_;
    std::function<std::int64_t()> now_ns_;
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>
        timer_;
    std::list<ClientPtr> clients_;
    std::map<Kind, Answer> answers_;
    std::size_t looked_ = 0;  // since the last tick
    bool armed_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace watercooler::api
