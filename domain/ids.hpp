// Strongly typed row identities. Inside the service an id is a bigint; what is shown outside (URLs, buttons) is a
// PublicId: 128 random bits, which grants nothing by itself.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace todoke {

template <class Tag>
struct Id {
    std::int64_t value = 0;  // 0 = none
    friend auto operator<=>(const Id&, const Id&) = default;
    explicit operator bool() const { return value != 0; }
};

using SchoolId = Id<struct SchoolTag>;
using PersonId = Id<struct PersonTag>;
using StudentId = Id<struct StudentTag>;
using RelationId = Id<struct RelationTag>;  // why a person may act for, or hear about, a student or a school
using ContactId = Id<struct ContactTag>;    // one address of one person on one channel
using ReportId = Id<struct ReportTag>;
using CaseId = Id<struct CaseTag>;
using InboxId = Id<struct InboxTag>;
using OutboxId = Id<struct OutboxTag>;
using GateId = Id<struct GateTag>;
using TaskId = Id<struct TaskTag>;
using GroupId = Id<struct GroupTag>;  // a group chat of staff

using PublicId = std::string;  // 32 lower-case hex digits

}  // namespace todoke

template <class Tag>
struct std::hash<todoke::Id<Tag>> {
    std::size_t operator()(const todoke::Id<Tag>& id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
