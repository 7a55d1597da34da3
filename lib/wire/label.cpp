#include "wire/label.hpp"

#include "wire/memberlist.hpp"
#include "wire/problem.hpp"

namespace watercooler::wire {

std::size_t label_overhead(std::string_view label) { return label.empty() ? 0 : 2 + label.size(); }

void write_label(Writer& out, std::string_view label) {
    if (label.empty()) return;
    out.byte(type::label);
    out.byte(static_cast<std::uint8_t>(label.size()));
    out.raw(bytes_of(label));
}

void read_label(Reader& in, std::string_view label) {
    auto ahead = in;
    const auto labelled = ahead.byte() == type::label && ahead.ok();
    if (in.remaining() > 0 && !labelled && !label.empty()) return in.fail(problem::wrong_label);
    if (!labelled && label.empty()) return;
    const auto size = ahead.byte();
    if (ahead.ok() && size == 0) return in.fail(problem::bad_label);
    if (ahead.ok() && size != label.size()) return in.fail(problem::wrong_label);
    if (ahead.ok() && text_of(ahead.raw(size)) != label && ahead.ok()) return in.fail(problem::wrong_label);
    in = ahead;
}

}  // namespace watercooler::wire
