#pragma once

// What a demo shows: a club starts, agrees, is cut in two, heals, loses somebody, and gets him back.
#include <cstddef>
#include <string>
#include <vector>

#include "cli/demo_stage.hpp"

namespace watercooler::cli {

class DemoStory {
public:
    /// `watched`: whether a Sauron stores what happens, so that it can be asked.
    DemoStory(DemoStage& stage, std::size_t members, bool watched)
        : stage_(stage), members_(members), watched_(watched) {}

    /// Starts the members. Errors: as the command told them.
    Result<void> begin();
    /// All that follows, once. Errors: a command's; what did not come as it should only makes fine() false.
    Result<void> round(std::size_t number);
    /// Whether all came as it was told.
    bool fine() const { return fine_; }

private:
    using Doing = std::function<Result<void>(DemoStep& step)>;

    Result<void> play(DemoStep step, const Doing& doing);
    Result<void> gather_again();
    Result<void> pick();
    Result<void> cut();
    Result<void> heal();
    Result<void> lose();
    Result<void> get_back();

    /// What Sauron tells of the way of a book, as JSON; null if it cannot yet.
    std::string ask_for_journey(DemoStep& step, const std::string& origin, std::uint64_t version) const;
    /// Another member for each step of each round, and another book.
    const std::string& somebody(std::size_t place) const { return names_[(place_.round + place) % names_.size()]; }
    std::string book(std::size_t place) const;

    DemoStage& stage_;
    std::size_t members_;
    bool watched_;
    bool fine_ = true;
    DemoPlace place_{.step = 0, .steps = 6, .round = 1};
    std::vector<std::string> names_;  ///< who was started
};

}  // namespace watercooler::cli
