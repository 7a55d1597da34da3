#include "member/journal_file.hpp"

namespace watercooler::member {

JournalFile::JournalFile(const std::string& path) : file_(std::fopen(path.c_str(), "abe")) {
    if (file_) std::setvbuf(file_.get(), nullptr, _IONBF, 0);
}

void JournalFile::add(std::span<const Event> events, const json::EventContext& context) {
    if (!good()) return;
    std::string lines;
    for (const auto& event : events) lines += json::write_event(event, context) + '\n';
    std::fwrite(lines.data(), 1, lines.size(), file_.get());
}

}  // namespace watercooler::member
