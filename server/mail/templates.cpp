#include "mail/templates.hpp"

#include <string_view>

#include "mail/timetable_text.hpp"

namespace aula {
namespace {

/// The same words in each language. A letter is these parts in this order.
struct wording {
    mail_language language;
    std::string_view dear;
    std::string_view registered_subject;
    std::string_view registered;
    std::string_view new_link_subject;
    std::string_view new_link;
    std::string_view link_is_yours;
    std::string_view keep_it;
    std::string_view timetable;
    std::string_view course_page;
    std::string_view greeting;
};

constexpr wording english{
    .language = mail_language::english,
    .dear = "Dear ",
    .registered_subject = "Your link to ",
    .registered = "You are registered for the course\n",
    .new_link_subject = "Your new link to ",
    .new_link = "Here is a new link; your earlier one no longer works. The course is\n",
    .link_is_yours = "Your personal link:\n",
    .keep_it =
        "It opens the course for you, on any device, and needs no password. It is yours\n"
        "alone: whoever has it comes in under your name. If you lose it, register again\n"
        "with this e-mail address and a new one comes.\n",
    .timetable = "The programme, in the time of ",
    .course_page = "The course page shows every time in your own time zone:\n",
    .greeting = "Kind regards,\n",
};

constexpr wording dutch{
    .language = mail_language::dutch,
    .dear = "Beste ",
    .registered_subject = "Je link naar ",
    .registered = "Je bent ingeschreven voor de cursus\n",
    .new_link_subject = "Je nieuwe link naar ",
    .new_link = "Hier is een nieuwe link; je eerdere werkt niet meer. De cursus is\n",
    .link_is_yours = "Je persoonlijke link:\n",
    .keep_it =
        "Hiermee open je de cursus op elk apparaat, zonder wachtwoord. De link is alleen\n"
        "van jou: wie hem heeft, komt onder jouw naam binnen. Ben je hem kwijt, schrijf\n"
        "je dan opnieuw in met dit e-mailadres en er komt een nieuwe.\n",
    .timetable = "Het programma, in de tijd van ",
    .course_page = "De cursuspagina toont alle tijden in je eigen tijdzone:\n",
    .greeting = "Met vriendelijke groet,\n",
};

const wording& words_in(std::string_view language) {
    const bool is_dutch = language == "nl" || language.starts_with("nl-");
    return is_dutch ? dutch : english;
}

std::string body(const registration_letter& letter, const wording& words, std::string_view news) {
    std::string out;
    out.append(words.dear).append(letter.person_name).append(",\n\n");
    out.append(news).append("  ").append(letter.course_title).append("\n\n");
    out.append(words.link_is_yours).append(letter.join_link).append("\n\n");
    out.append(words.keep_it).append("\n");
    if (!letter.timetable.empty()) {
        out.append(words.timetable).append(letter.zone).append(":\n\n");
        out += timetable_text(letter.timetable, letter.zone, words.language);
    }
    out.append(words.course_page).append(letter.course_link).append("\n\n");
    out.append(words.greeting);
    out.append(letter.organizer.empty() ? letter.course_title : letter.organizer).append("\n");
    return out;
}

}  // namespace

mail_text registration_mail(const registration_letter& letter) {
    const auto& words = words_in(letter.language);
    return {
        std::string(words.registered_subject) + letter.course_title,
        body(letter, words, words.registered)
    };
}

mail_text new_link_mail(const registration_letter& letter) {
    const auto& words = words_in(letter.language);
    return {
        std::string(words.new_link_subject) + letter.course_title,
        body(letter, words, words.new_link)
    };
}

}  // namespace aula
