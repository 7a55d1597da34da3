#include "json/faults.hpp"

#include <limits>

#include "json/fields.hpp"
#include "json/write.hpp"

namespace watercooler::json {
namespace {

std::string write(const FaultInfo& fault) {
    Object object;
    object.number("id", fault.id).text("fault", fault.fault).text("kind", fault.kind).flag("own", fault.own);
    object.flag("touches", fault.touches);
    if (fault.left_ms)
        object.number("left_ms", *fault.left_ms);
    else
        object.null("left_ms");
    return object.done();
}

Read<FaultInfo> read_fault(const Value& value) {
    Fields fields{value};
    FaultInfo fault;
    fault.id = fields.number("id", std::numeric_limits<std::uint64_t>::max()).value_or(0);
    fault.fault = fields.text("fault").value_or("");
    fault.kind = fields.text("kind").value_or("");
    fault.own = fields.flag("own").value_or(false);
    fault.touches = fields.flag("touches").value_or(true);
    fault.left_ms = fields.number("left_ms", std::numeric_limits<std::uint64_t>::max());
    if (fault.fault.empty()) fields.missing("fault");
    return fields.result(std::move(fault));
}

}  // namespace

std::string write(const FaultsInfo& faults) {
    std::vector<std::string> list;
    for (const auto& fault : faults.faults) list.push_back(write(fault));
    auto object = answer("faults");
    object.text("name", faults.name).flag("changed", faults.changed).raw("faults", array(list));
    return object.done();
}

Read<FaultsInfo> read_faults(std::string_view text) {
    const auto value = parse(text, answer_bounds);
    if (!value) return tl::unexpected{value.error()};
    Fields fields{*value};
    FaultsInfo faults;
    faults.name = fields.text("name").value_or("");
    faults.changed = fields.flag("changed").value_or(false);
    if (const auto* list = fields.array("faults")) {
        for (const auto& each : *list) {
            auto fault = read_fault(each);
            if (!fault) return tl::unexpected{fault.error()};
            faults.faults.push_back(std::move(*fault));
        }
    }
    return fields.result(std::move(faults));
}

}  // namespace watercooler::json
