#include "adapters/yaml/school_reader.hpp"

#include "adapters/yaml/escalation_reader.hpp"
#include "adapters/yaml/words_reader.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace todoke::yaml {
namespace {

using Effect = ReportKind::Effect;

// Spelling in YAML, and what the register is proposed unless a reason says otherwise.
struct EffectName {
    std::string text;
    Effect effect;
    std::string register_type;
};

const std::vector<EffectName> effects = {
    {"absent", Effect::absent, "absence"},
    {"late", Effect::late, "late"},
    {"coming", Effect::coming, ""},
    {"leaves_early", Effect::leaves_early, "early_leave"},
    {"none", Effect::none, ""},
};

const std::vector<std::string> register_types = {"absence",     "suspension",     "bereavement",  "late",
                                                 "early_leave", "official_leave", "force_majeure"};

const EffectName& read_effect(Section& section) {
    std::vector<std::string> names;
    for (const auto& effect : effects) names.push_back(effect.text);
    if (!section.has("effect")) section.problem("effect", "expected what it does to the day, such as \"absent\"");
    const auto name = section.one_of("effect", names, "none");
    return *std::ranges::find(effects, name, &EffectName::text);
}

Reason read_reason(Section& section, const EffectName& effect, const SchoolReading& reading,
                   std::set<std::string>& seen) {
    Reason reason;
    reason.code = code(section, "code");
    unique(section, "code", reason.code, seen);
    reason.label = words(section, "label", reading);
    reason.register_type = section.one_of("register", register_types, effect.register_type);
    // その他 tells nothing by itself; a school cannot switch the remarks off.
    const bool is_other = reason.code == "other";
    reason.needs_remarks = section.flag_or("needs_remarks", is_other);
    if (is_other && !reason.needs_remarks)
        section.problem("needs_remarks", "その他 (other) needs remarks; expected true, or leave the line out");
    reason.synonyms = section.texts("synonyms");
    section.finish();
    return reason;
}

ReportKind read_kind(Section& section, const SchoolReading& reading, std::set<std::string>& seen) {
    ReportKind kind;
    kind.code = code(section, "code");
    unique(section, "code", kind.code, seen);
    kind.label = words(section, "label", reading);
    const EffectName& effect = read_effect(section);
    kind.effect = effect.effect;
    kind.deadline = section.time("deadline");
    kind.late_notice = section.flag_or("late_notice", false);
    kind.asks_expected_time = section.flag_or("asks_expected_time", false);
    kind.needs_absence = section.flag_or("needs_absence", false);
    kind.same_day_only = section.flag_or("same_day_only", false);
    kind.days_ahead = static_cast<int>(section.integer_or("days_ahead", 0, 0, 366));
    kind.longest_range = static_cast<int>(section.integer_or("longest_range", 1, 1, 60));
    if (kind.same_day_only && kind.days_ahead > 0)
        section.problem("days_ahead", "same_day_only is true; expected 0, or leave the line out");
    if (kind.same_day_only && kind.longest_range > 1)
        section.problem("longest_range", "same_day_only is true; expected 1, or leave the line out");
    if (kind.effect == Effect::coming && !kind.needs_absence)
        section.problem("needs_absence", "'effect: coming' follows an absence; expected true");
    kind.synonyms = section.texts("synonyms");

    std::set<std::string> codes;
    for (Section& reason : section.sections("reasons"))
        kind.reasons.push_back(read_reason(reason, effect, reading, codes));
    if (kind.reasons.empty()) section.problem("reasons", "expected at least one reason");
    section.finish();
    return kind;
}

void read_reports(School& school, Section section, const SchoolReading& reading) {
    school.students_report = section.flag_or("students_report", false);
    school.acknowledge_within = some_minutes(section, "acknowledge_within", school.acknowledge_within);
    if (section.one_of("acknowledgement_notice", {"with_reply", "push"}, "with_reply") == "push")
        school.acknowledgement_notice = School::AcknowledgementNotice::push;
    std::set<std::string> codes;
    for (Section& kind : section.sections("kinds")) school.kinds.push_back(read_kind(kind, reading, codes));
    if (school.kinds.empty()) section.problem("kinds", "expected at least one kind of report");
    section.finish();
}

ScanPolicy read_scans(Section section) {
    using Notice = ScanPolicy::Notice;
    static const std::vector<std::pair<std::string, Notice>> notices = {
        {"all", Notice::all},
        {"first_in_last_out", Notice::first_in_last_out},
        {"exceptions", Notice::exceptions},
        {"pull", Notice::pull}};
    std::vector<std::string> names;
    for (const auto& [text, notice] : notices) names.push_back(text);
    ScanPolicy scans;
    if (section.has("notice")) {
        const auto chosen = section.one_of("notice", names, "all");
        scans.notice = std::ranges::find(notices, chosen, &std::pair<std::string, Notice>::first)->second;
    }
    scans.usual_home_time = section.time_if("usual_home_time");
    scans.impossible_within = section.minutes_or("impossible_within", scans.impossible_within);
    scans.repeat_within = section.minutes_or("repeat_within", scans.repeat_within);
    section.finish();
    return scans;
}

void read_gates(School& school, Section& section, const SchoolReading& reading) {
    std::set<std::string> codes;
    for (Section& entry : section.sections("gates")) {
        GateSettings gate;
        gate.code = code(entry, "code");
        unique(entry, "code", gate.code, codes);
        gate.label = words(entry, "label", reading);
        entry.finish();
        school.gates.push_back(std::move(gate));
    }
}

std::string read_phone(Section& section) {
    const std::string phone = section.text("phone");
    const bool dialled =
        std::ranges::all_of(phone, [](char c) { return (c >= '0' && c <= '9') || c == '-' || c == '+'; });
    const auto digits = std::ranges::count_if(phone, [](char c) { return c >= '0' && c <= '9'; });
    if (!phone.empty() && (!dialled || digits < 3 || digits > 15))
        section.problem("phone", "expected a telephone number of digits and '-', such as \"0144-00-0000\"");
    return phone;
}

// When the lessons begin, from the first on.
std::vector<TimeOfDay> read_periods(Section& section) {
    std::vector<TimeOfDay> periods;
    for (const std::string& text : section.texts("periods")) {
        const auto time = parse_hh_mm(text);
        if (!time) {
            section.problem("periods", "\"" + text + "\" is no time; expected times such as [\"08:45\", \"09:40\"]");
            return {};
        }
        if (!periods.empty() && *time <= periods.back()) {
            section.problem("periods", "expected the lessons in the order of the day; " + text + " comes too early");
            return {};
        }
        periods.push_back(*time);
    }
    return periods;
}

// What every school in Japan may point to; a school that writes its own list says all of it.
std::vector<HelpLine> usual_help_lines() {
    return {{"119", {{"ja", "救急・消防 119"}, {"ja-easy", "きゅうきゅう・しょうぼう 119"}, {"en", "Ambulance 119"}}},
            {"110", {{"ja", "警察 110"}, {"ja-easy", "けいさつ 110"}, {"en", "Police 110"}}},
            {"0120-0-78310",
             {{"ja", "24時間子供SOSダイヤル 0120-0-78310"},
              {"ja-easy", "こどもの そうだん（24時間） 0120-0-78310"},
              {"en", "Children's helpline 0120-0-78310"}}}};
}

std::vector<HelpLine> read_help_lines(Section& section, const SchoolReading& reading) {
    if (!section.has("help_lines")) return usual_help_lines();
    std::vector<HelpLine> lines;
    for (Section& entry : section.sections("help_lines")) {
        HelpLine line;
        line.phone = read_phone(entry);
        line.label = words(entry, "label", reading);
        entry.finish();
        lines.push_back(std::move(line));
    }
    if (lines.empty() || lines.size() > 6)
        section.problem("help_lines", "expected one to six numbers, or leave the line out for the usual ones");
    return lines;
}

// One letter would be heard in every second sentence.
std::vector<std::string> read_danger_words(Section& section) {
    constexpr std::size_t shortest = 2, most = 100;  // letters, words
    auto words = section.texts("danger_words");
    const auto letters = [](std::string_view word) {
        return std::ranges::count_if(word,
                                     [](char c) { return c != ' ' && (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    };
    for (const std::string& word : words)
        if (static_cast<std::size_t>(letters(word)) < shortest)
            section.problem("danger_words",
                            "expected words of two letters or more, such as 川に落ちた; found \"" + word + "\"");
    if (words.size() > most) section.problem("danger_words", "expected 100 words at most");
    return words;
}

void read_channels(School& school, Section& section, SettingProblems& problems, const Accounts* accounts) {
    const SettingNode* node = section.node("channels");
    Section channels = section.section("channels");
    if (!node || (channels.present() && node->members.empty()))
        section.problem("channels", "expected at least one channel, such as line: { account: demo }");
    if (!node || !channels.present()) return;
    for (const auto& [name, value] : node->members) {
        Section channel = channels.section(name.scalar);
        if (!channel.present()) continue;
        const std::string account = channel.text("account");
        if (accounts && !account.empty()) {
            std::vector<std::string> channel_names;
            for (const auto& [configured, list] : *accounts) channel_names.push_back(configured);
            const auto found = accounts->find(name.scalar);
            if (found == accounts->end())
                problems.add(name.position, "the service has no channel '" + name.scalar + "'; " +
                                                did_you_mean(name.scalar, channel_names));
            else if (std::ranges::find(found->second, account) == found->second.end())
                channel.problem("account", "the service has no account '" + account + "' here; " +
                                               did_you_mean(account, found->second));
        }
        school.accounts[name.scalar] = account;
        if (channel.has("tenants")) school.tenants[name.scalar] = channel.texts("tenants");
        channel.finish();
    }
}

void read_staff_hours(School& school, Section section) {
    school.staff_from = section.time("from");
    school.staff_until = section.time("until");
    if (section.present() && section.has("from") && section.has("until") && school.staff_until <= school.staff_from)
        section.problem("until", "expected a time after 'from'");
    section.finish();
}

std::vector<std::string> read_languages(Section& section) {
    if (!section.has("languages")) return {"ja", "ja-easy", "en"};
    auto languages = section.texts("languages");
    if (std::ranges::find(languages, "ja") == languages.end()) {
        section.problem("languages", "expected \"ja\" among the languages, such as [ja, ja-easy, en]");
        languages.insert(languages.begin(), "ja");
    }
    return languages;
}

}  // namespace

School read_school(const SettingNode& root, SettingProblems& problems, const Zones& zones, const Accounts* accounts) {
    Section section(&root, problems);
    const SchoolReading reading{problems, read_languages(section)};
    School school;
    school.code = code(section, "id");
    school.name = words(section, "name", reading);
    school.short_name = words_if(section, "short_name", reading);
    if (school.short_name.empty()) school.short_name = school.name;
    school.phone = read_phone(section);
    school.phone_hours = words_if(section, "phone_hours", reading);
    school.help_lines = read_help_lines(section, reading);
    school.danger_words = read_danger_words(section);
    school.zone_name = section.text("zone");
    school.zone = school.zone_name.empty() ? nullptr : zones.find(school.zone_name);
    if (!school.zone_name.empty() && !school.zone)
        section.problem("zone",
                        "unknown time zone \"" + school.zone_name + "\"; expected a name such as \"Asia/Tokyo\"");
    if (!section.has("stage")) section.problem("stage", "expected the kind of school, such as \"elementary\"");
    school.stage = section.one_of(
        "stage",
        {"kindergarten", "elementary", "junior_high", "compulsory", "high", "special_needs", "college", "hall"}, "");
    read_channels(school, section, problems, accounts);

    if (!section.has("staff_hours"))
        section.problem("staff_hours", "expected hours such as { from: \"07:30\", until: \"17:00\" }");
    read_staff_hours(school, section.section("staff_hours"));
    school.closed_days = section.days("closed_days");
    std::ranges::sort(school.closed_days);
    school.term_ends = section.days("term_ends");
    std::ranges::sort(school.term_ends);
    school.periods = read_periods(section);

    school.takes_reports = section.flag_or("takes_reports", true);
    const bool has_reports = section.has("reports");
    if (school.takes_reports && !has_reports)
        section.problem("reports",
                        "expected the kinds of reports, or 'takes_reports: false' for a place with scans only");
    if (!school.takes_reports && has_reports)
        section.problem("reports", "'takes_reports' is false; expected no 'reports' here");
    if (has_reports) read_reports(school, section.section("reports"), reading);

    school.scans = read_scans(section.section("scans"));
    read_gates(school, section, reading);
    if (section.has("escalation")) school.escalation = read_escalation(section.section("escalation"), reading);

    Section limits = section.section("limits");
    school.limits.guardians_per_student = static_cast<int>(limits.integer_or("guardians_per_student", 3, 1, 10));
    school.limits.addresses_per_guardian = static_cast<int>(limits.integer_or("addresses_per_guardian", 2, 1, 10));
    limits.finish();
    school.honorific = section.has("honorific") ? code(section, "honorific") : "san";
    section.finish();
    return school;
}

}  // namespace todoke::yaml
