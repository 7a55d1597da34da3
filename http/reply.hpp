#pragma once

#include <functional>
#include <memory>

#include "http/message.hpp"

namespace watercooler::http {

/// The promise to answer one request: call it once, now or later, on the server's thread.
///
/// Copies are the same promise. If the last of them goes without having been called, 500 is answered; calling it
/// twice is our own mistake. A peer that has left in the meantime is no error: the answer then goes nowhere.
class Reply {
public:
    /// `answer` is called exactly once.
    explicit Reply(std::function<void(Response)> answer);

    void operator()(Response response) const;

private:
    struct Promise;
    std::shared_ptr<Promise> promise_;
};

}  // namespace watercooler::http
