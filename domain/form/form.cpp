#include "domain/form/form.hpp"

namespace todoke {
namespace {

// The one answer a slot allows; nullptr when there is a choice or something to type.
const Choice* only_option(const SlotView& view) {
    const bool picks = view.input == SlotView::Input::choice || view.input == SlotView::Input::days;
    if (!picks || !view.required || view.options.size() != 1) return nullptr;
    const Choice& option = view.options.front();
    return option.style == Choice::Style::date_picker || option.style == Choice::Style::phone ? nullptr : &option;
}

}  // namespace

const Slot* Form::slot(std::string_view slot_name) const {
    for (const Slot& slot : slots)
        if (slot.name == slot_name) return &slot;
    return nullptr;
}

bool is_filled(const Slot& slot, const Draft& draft, const FormContext& context) {
    const Value* value = draft.find(slot.name);
    if (!value || !value->is_string()) return false;
    return std::holds_alternative<Value>(slot.read(value->as_string(), draft, context));
}

std::vector<const Slot*> needed_slots(const Form& form, const Draft& draft, const FormContext& context) {
    std::vector<const Slot*> needed;
    for (const Slot& slot : form.slots)
        if (slot.needed(draft, context)) needed.push_back(&slot);
    return needed;
}

const Slot* next_slot(const Form& form, const Draft& draft, const FormContext& context) {
    for (const Slot& slot : form.slots)
        if (slot.needed(draft, context) && !is_filled(slot, draft, context)) return &slot;
    return nullptr;
}

const Slot* previous_slot(const Form& form, const Draft& draft, const FormContext& context) {
    const Slot* previous = nullptr;
    for (const Slot* slot : needed_slots(form, draft, context)) {
        if (!is_filled(*slot, draft, context)) break;
        // A slot without a choice would be answered again at once: going back to it leads nowhere.
        if (!only_option(slot->view(draft, context))) previous = slot;
    }
    return previous;
}

void fill_obvious(const Form& form, Draft& draft, const FormContext& context) {
    while (const Slot* slot = next_slot(form, draft, context)) {
        const SlotView view = slot->view(draft, context);
        const Choice* option = only_option(view);
        auto answer = option ? std::optional{option->code} : std::nullopt;
        if (!answer && slot->said) answer = slot->said(draft, context);
        if (!answer) return;
        Reading reading = slot->read(*answer, draft, context);
        if (!std::holds_alternative<Value>(reading)) return;
        fill(form, draft, slot->name, std::get<Value>(std::move(reading)));
        if (!is_filled(*slot, draft, context)) return;
    }
}

void fill(const Form& form, Draft& draft, std::string_view slot_name, Value value) {
    const Value* old = draft.find(slot_name);
    const bool changes = old && *old != value;
    draft.set(slot_name, std::move(value));
    const Slot* slot = changes ? form.slot(slot_name) : nullptr;
    if (!slot) return;
    for (const std::string& dependent : slot->clears) draft.erase(dependent);
}

}  // namespace todoke
