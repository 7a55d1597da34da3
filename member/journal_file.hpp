#pragma once

#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <watercooler/event.hpp>

#include "json/event.hpp"

namespace watercooler::member {

/// Everything this member does, as its own lines of JSON (lib/json/event.hpp) in a file that only grows: what Sauron
/// was told can be held against it. Only when asked for: a busy member writes some hundred kilobytes a second.
class JournalFile {
public:
    /// Goes on behind what an earlier life wrote. A file that cannot be opened or written is no reason to stop: `good`
    /// says so.
    explicit JournalFile(const std::string& path);
    bool good() const { return file_ && !std::ferror(file_.get()); }

    /// One write per batch, so that what stands there is whole lines even after kill -9.
    void add(std::span<const Event> events, const json::EventContext& context);

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace watercooler::member
