#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/websocket.hpp"
#include "member/member.hpp"

namespace watercooler::member {

/// The WebSocket of dashboards (`/api/v1/stream`): a snapshot first, then deltas (api/stream-*.json show both).
///
/// Deltas come at most ten times a second, at least once a second, and only while somebody listens. `?after=SEQ`
/// resumes: events up to SEQ are not told again, if those after it are still kept.
class Live {
public:
    static constexpr std::size_t listeners_max = 64;

    explicit Live(Member& member);

    /// Whether there is room for one more.
    bool room() const { return listeners_.size() < listeners_max; }
    void add(const http::Request& request, std::shared_ptr<http::WebSocket> socket);
    std::size_t size() const { return listeners_.size(); }

private:
    struct Listener;
    using ListenerPtr = std::shared_ptr<Listener>;

    void changed();
    void tick();
    void snapshot(Listener& listener);
    void tell(Listener& listener);

    Member& member_;
    std::vector<ListenerPtr> listeners_;
    bool dirty_ = false;
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>
        timer_;
    bool ticking_ = false;
    std::chrono::steady_clock::time_point told_{};
};

}  // namespace watercooler::member
