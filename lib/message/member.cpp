#include <watercooler/assert.hpp>
#include <watercooler/member.hpp>

namespace watercooler {

std::string_view to_text(Status status) {
    switch (status) {
        case Status::alive:
            return "alive";
        case Status::suspect:
            return "suspect";
        case Status::dead:
            return "dead";
        case Status::left:
            return "left";
    }
    WATERCOOLER_ASSERT(!"a status outside the enum");
    return {};
}

}  // namespace watercooler
