#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "http/message.hpp"
#include "store/store.hpp"

namespace watercooler::api {

/// Wall time in nanoseconds since 1970.
using NowNs = std::function<std::int64_t()>;
std::int64_t wall_now_ns();

/// One resource of the API. It answers on a worker's thread, so it may wait for the store; it knows no socket.
class Resource {
public:
    explicit Resource(store::Store& store, NowNs now_ns = wall_now_ns) : store_(store), now_ns_(std::move(now_ns)) {}
    virtual ~Resource() = default;
    virtual http::Response get(const http::Request& request) = 0;

protected:
    store::Store& store_;
    NowNs now_ns_;
};

http::Response json_answer(std::string body, unsigned status = 200);
http::Response text_answer(std::string body, std::string content_type = "text/plain; charset=utf-8");
/// A store that does not answer, as HTTP: 400 for a bad question, 503 for what passes, 500 else.
http::Response store_response(const store::Error& error);
/// 404 for a run without streams.
http::Response no_such_run(const std::string& run);

}  // namespace watercooler::api
