#include "http/reply.hpp"

#include <utility>
#include <watercooler/assert.hpp>

namespace watercooler::http {

struct Reply::Promise {
    explicit Promise(std::function<void(Response)> how) : answer(std::move(how)) {}
    Promise(const Promise&) = delete;
    Promise& operator=(const Promise&) = delete;
    ~Promise() {
        if (answer) answer(error_response(500, "no_answer", "Nobody answered this request.", "Please report this."));
    }

    std::function<void(Response)> answer;
};

Reply::Reply(std::function<void(Response)> answer) : promise_(std::make_shared<Promise>(std::move(answer))) {}

void Reply::operator()(Response response) const {
    WATERCOOLER_ASSERT(promise_->answer != nullptr);
    std::exchange(promise_->answer, nullptr)(std::move(response));
}

}  // namespace watercooler::http
