#include "api/resource.hpp"

#include <utility>

namespace watercooler::api {

std::int64_t wall_now_ns() {
    return std::chrono::nanoseconds{std::chrono::system_clock::now().time_since_epoch()}.count();
}

http::Response json_answer(std::string body, unsigned status) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

http::Response text_answer(std::string body, std::string content_type) {
    http::Response response;
    response.content_type = std::move(content_type);
    response.body = std::move(body);
    return response;
}

http::Response store_response(const store::Error& error) {
    unsigned status = 500;
    if (error.code == "WC-STORE-QUERY") status = 400;
    if (error.code == "WC-STORE-EXISTS") status = 409;
    for (const auto* passes : {"WC-STORE-AWAY", "WC-STORE-BUSY", "WC-STORE-DISK", "WC-STORE-MOVED", "WC-STORE-SLOW"})
        if (error.code == passes) status = 503;
    return http::error_response(status, error.code, error.message,
                                error.hint.empty() ? "Try again, or look at /api/v1/health." : error.hint);
}

http::Response no_such_run(const std::string& run) {
    return http::error_response(404, "no-such-run", "there is no run \"" + run + "\" here",
                                "/api/v1/runs lists those that there are.");
}

}  // namespace watercooler::api
