// todoke invite · todoke unlink · todoke try-again: the office's side of linking.
#include "adapters/web/invitation_sheet.hpp"
#include "bot/app/command_line.hpp"
#include "bot/app/commands.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/guardian_address.hpp"
#include "bot/usecases/invite.hpp"
#include "bot/usecases/returned_mail.hpp"
#include "bot/usecases/unlink.hpp"
#include "domain/people/invitation.hpp"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <iostream>
#include <unistd.h>

namespace todoke::commands {
namespace {

// The codes stand nowhere else, so the file is whole or not there, and nobody else may read it.
bool write_private(const std::string& path, const std::string& text) {
    const std::string draft = path + ".new";
    ::unlink(draft.c_str());
    const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return false;
    std::size_t written = 0;
    while (written < text.size()) {
        const auto now = ::write(file, text.data() + written, text.size() - written);
        if (now <= 0) break;
        written += static_cast<std::size_t>(now);
    }
    const bool whole = written == text.size() && ::fsync(file) == 0;
    ::close(file);
    if (whole && ::rename(draft.c_str(), path.c_str()) == 0) return true;
    ::unlink(draft.c_str());
    return false;
}

std::vector<Student> chosen_students(Transaction& tx, const School& school, const InviteOptions& options) {
    auto students = tx.people().students_of_school(school.id);
    std::erase_if(students, [&](const Student& student) {
        return (!options.class_name.empty() && describe::class_name(student).as_string() != options.class_name) ||
               (!options.student_number.empty() && student.student_number != options.student_number);
    });
    std::ranges::stable_sort(students, {}, [](const Student& student) {
        return std::tuple(student.class_ref.grade, student.class_ref.label, student.class_number);
    });
    return students;
}

std::optional<Student> student_or_complain(Transaction& tx, const School& school, const std::string& student_number) {
    auto students = chosen_students(tx, school, {.school = school.code, .student_number = student_number});
    if (students.size() == 1) return std::move(students.front());
    std::cerr << "no student with number '" << student_number << "' in school '" << school.code << "'\n";
    return std::nullopt;
}

std::optional<SchoolDay> last_day(const School& school, const InviteOptions& options, Instant now) {
    const SchoolDay today = local_day(school, now);
    if (options.until.empty()) return code_holds_until(school, today);
    const auto day = parse_iso_day(options.until);
    if (!day || *day < today) {
        std::cerr << "--until: expected a day from today on, such as 2026-12-24\n";
        return std::nullopt;
    }
    return day;
}

web::SheetPaper paper_of(const Student& student, const std::vector<PaperCode>& codes, const std::string& chat) {
    web::SheetPaper paper;
    paper.class_name = describe::class_name(student).as_string();
    if (student.class_number > 0) paper.number = std::to_string(student.class_number);
    paper.name = student.family_name + " " + (student.given_name.empty() ? student.called : student.given_name);
    for (const PaperCode& code : codes) {
        const std::string grouped = grouped_code(code.code);
        paper.codes.push_back({code.place, grouped, chat.empty() ? std::string() : chat + percent_encode(grouped)});
    }
    return paper;
}

// An address that opens the school's chat; "" = the school has none.
std::expected<std::string, Failure> chat_of(const School& school, const Environment& environment) {
    const auto account = school.accounts.find("line");
    Channel* line = environment.channels.find("line");
    if (account == school.accounts.end() || !line) return std::string();
    return line->chat_link(account->second);
}

// The first code stands for the whole paper: any of them can be typed on the page.
std::string mail_address_of(const School& school, const Environment& environment, std::int64_t paper) {
    const auto account = school.accounts.find("email");
    const Channel* mail = environment.channels.find("email");
    if (account == school.accounts.end() || !mail || environment.public_url.empty()) return {};
    return mail->registration_address(account->second, paper).value_or(std::string());
}

void list_links(Transaction& tx, const Student& student) {
    const auto guardians = tx.people().guardians_of(student.id);
    for (const Recipient& guardian : guardians) {
        std::cout << "link " << guardian.relation.id.value << "  " << guardian.person.name;
        for (const Contact& contact : guardian.contacts) std::cout << "  " << contact.channel;
        std::cout << '\n';
    }
    if (guardians.empty()) std::cout << "nobody is linked\n";
}

}  // namespace

int invite(const std::string& config, const InviteOptions& options) {
    const auto service = load_ready(config);
    if (!service) return failed;
    const School* school = school_or_complain(*service, options.school);
    if (!school) return failed;
    const Environment& environment = service->engine().environment();
    const Instant now = service->clock().now();
    const auto until = last_day(*school, options, now);
    if (!until) return wrong_use;
    const auto chat = chat_of(*school, environment);  // may ask the platform: before the transaction
    if (!chat) return complain(chat.error());
    const std::string domains = sender_domains(environment, *school);
    if (chat->empty() && domains.empty()) {
        std::cerr << "school '" << options.school << "' has neither a LINE nor an email account in its YAML\n";
        return failed;
    }

    web::Sheet sheet{.school = school->name,
                     .phone = school->phone,
                     .valid_until = *until,
                     .by_chat = !chat->empty(),
                     .mail_domains = domains,
                     .papers = {}};
    std::size_t codes = 0, complete = 0;
    bool written = false;
    const int result = transact(*service, [&](Transaction& tx) {
        sheet.papers.clear();
        codes = complete = 0;
        const auto students = chosen_students(tx, *school, options);
        if (students.empty()) {
            std::cerr << "no such student, or nobody in that class\n";
            return false;
        }
        const Instant expires_at = school->zone->instant(add_days(*until, 1), TimeOfDay{});
        for (const Student& student : students) {
            const auto made = todoke::invite(tx, environment, *school, student, expires_at, now);
            tx.audit("invitation.issued", PersonId{}, "student", student.id.value, now);
            codes += made.size();
            if (made.empty()) {
                ++complete;
                continue;
            }
            sheet.papers.push_back(paper_of(student, made, *chat));
            sheet.papers.back().mail_address = mail_address_of(*school, environment, made.front().invitation);
        }
        if (sheet.papers.empty()) return true;
        const auto html = web::invitation_sheet(service->templates_dir(), environment.texts, sheet);
        if (!html) {
            complain(html.error());
            return false;
        }
        written = write_private(options.sheet, *html);
        if (!written) std::cerr << options.sheet << " cannot be written; no code was changed\n";
        return written;
    });
    if (result != done) {
        if (written) ::unlink(options.sheet.c_str());  // codes that were not committed would never work
        return result;
    }
    std::cout << sheet.papers.size() << " papers with " << codes << " codes, good until " << to_iso(*until)
              << "; complete already: " << complete << '\n';
    return done;
}

int unlink(const std::string& config, const std::string& school_code, const std::string& student_number,
           std::int64_t link) {
    const auto service = load_ready(config);
    if (!service) return failed;
    const School* school = school_or_complain(*service, school_code);
    if (!school) return failed;
    const Environment& environment = service->engine().environment();
    const Instant now = service->clock().now();
    const int ended = transact(*service, [&](Transaction& tx) {
        const auto student = student_or_complain(tx, *school, student_number);
        if (!student) return false;
        if (link == 0) {
            list_links(tx, *student);
            return true;
        }
        const auto relation = tx.people().relation(RelationId{link});
        if (!relation || relation->role != Role::guardian || relation->student != student->id) {
            std::cerr << "the student has no link " << link << "; without --link all are listed\n";
            return false;
        }
        const auto outcome =
            todoke::unlink(tx, environment, service->schools(), relation->person, {*relation}, PersonId{}, now);
        std::cout << "ended; messages already on their way: " << outcome.on_their_way << '\n';
        return true;
    });
    if (ended != done || link == 0) return ended;
    // The second transaction at once; a running service would do it within the second.
    return transact(*service, [&](Transaction& tx) { return tx.links().clear_ended(now, 1000) >= 0; });
}

int try_again(const std::string& config, const std::string& school_code, const std::string& student_number) {
    const auto service = load_ready(config);
    if (!service) return failed;
    const School* school = school_or_complain(*service, school_code);
    if (!school) return failed;
    const Instant now = service->clock().now();
    return transact(*service, [&](Transaction& tx) {
        const auto student = student_or_complain(tx, *school, student_number);
        if (!student) return false;
        std::size_t again = 0;
        for (const Recipient& guardian : tx.people().guardians_of(student->id))
            again += try_addresses_again(tx, guardian.person.id, now);
        tx.audit("contact.tried_again", PersonId{}, "student", student->id.value, now);
        std::cout << "addresses used again: " << again << '\n';
        return true;
    });
}

}  // namespace todoke::commands
