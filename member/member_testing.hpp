#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "club/testing.hpp"
#include "http/target.hpp"
#include "member/api.hpp"
#include "member/live.hpp"
#include "member/member.hpp"

/// For tests: a member in this process, on a free port of 127.0.0.1, in a club folder of its own. Requests are handed
/// to its API as values; no HTTP is spoken.
namespace watercooler::member::testing {

inline Options options_of(const std::string& home, const std::string& name) {
    Options options;
    options.name = name;
    options.home = home;
    options.bind = *parse_ip("127.0.0.1", 0);
    options.interval = std::chrono::milliseconds{0};
    options.book = "Dune";
    return options;
}

class RunningMember {
public:
    explicit RunningMember(const std::string& home, const std::string& name = "jimmy")
        : options_{options_of(home, name)}, log_{std::nullopt} {
        auto link = ClubLink::take(options_);
        auto port = driver::bind_port(options_.bind);
        if (!link || !port) std::abort();
        member_ = std::make_unique<Member>(io_, options_, std::move(*link), std::move(*port), log_, driver::Hooks{});
        live_ = std::make_unique<Live>(*member_);
        api_ = std::make_unique<Api>(*member_, *live_);
        handlers_ = api_->handlers();
        if (!member_->start()) std::abort();
    }

    /// As the HTTP server would hand it over. `more` changes the request before it is asked.
    http::Response ask(const std::string& method, const std::string& path, const std::string& body = {},
                       const std::function<void(http::Request&)>& more = {}) {
        http::Request request;
        request.method = method;
        request.path = request.target = path;
        request.segments = http::segments_of(path);
        request.body = body;
        request.headers.push_back({"Host", "127.0.0.1:" + std::to_string(port())});
        request.remote_address = request.local_address = "127.0.0.1";
        request.local_port = port();
        if (more) more(request);
        std::optional<http::Response> answer;
        handlers_.request(std::move(request), http::Reply{[&](http::Response given) { answer = std::move(given); }});
        until([&] { return answer.has_value(); });
        return *answer;
    }
    http::Response order(const std::string& method, const std::string& path, const std::string& body = {}) {
        return ask(method, path, body, [this](http::Request& request) {
            request.headers.push_back({"Authorization", "Bearer " + token()});
        });
    }

    /// Lets the member work until the condition holds. False after ten seconds without it.
    bool until(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            io_.restart();
            io_.run_for(std::chrono::milliseconds{1});
        }
        return true;
    }

    Member& member() { return *member_; }
    Live& live() { return *live_; }
    http::Handlers& handlers() { return handlers_; }
    const std::string& token() { return member_->link().token(); }
    std::uint16_t port() { return member_->driver().node().settings().address.port; }

private:
    boost::asio::io_context io_{1};
    Options options_;
    Log log_;
    std::unique_ptr<Member> member_;
    std::unique_ptr<Live> live_;
    std::unique_ptr<Api> api_;
    http::Handlers handlers_;
};

}  // namespace watercooler::member::testing
