// A family with two children in one school, half filled in.
#pragma once

#include "domain_support.hpp"

#include <gtest/gtest.h>

namespace todoke::domain_test {

using Codes = std::vector<std::string>;

class ReportForm : public ::testing::Test {
protected:
    School school = aoba();
    FormContext context = context_of(school, at("2026-11-24 07:32"));
    Draft draft = Value::object();
    const Form& form = report_form();

    std::string next() const {
        const Slot* slot = next_slot(form, draft, context);
        return slot ? slot->name : "";
    }
    std::string previous() const {
        const Slot* slot = previous_slot(form, draft, context);
        return slot ? slot->name : "";
    }
    // Answers a slot as a channel would; "" or the problem.
    std::string answer(std::string_view slot, std::string_view raw) {
        Reading reading = form.slot(slot)->read(raw, draft, context);
        if (const auto* problem = std::get_if<Problem>(&reading)) return problem->text_key;
        fill(form, draft, slot, std::get<Value>(reading));
        return "";
    }
    SlotView view(std::string_view slot) const { return form.slot(slot)->view(draft, context); }
    Codes options(std::string_view slot) const {
        Codes codes;
        for (const Choice& choice : view(slot).options) codes.push_back(choice.code);
        return codes;
    }
    void start(std::string_view kind) {
        answer("child", hana().public_id);
        answer("kind", kind);
    }
};

}  // namespace todoke::domain_test
