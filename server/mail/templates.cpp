#include "mail/templates.hpp"

#include <string_view>
#include <utility>

#include "mail/greeting.hpp"
#include "mail/timetable_text.hpp"

namespace aula {
namespace {

/// The same words in each language. A letter is these parts in this order.
struct wording {
    mail_language language;
    std::string_view dear;
    std::string_view hello;  ///< To a person whose name is not fit for a letter.
    std::string_view registered_subject;
    std::string_view registered;
    std::string_view new_link_subject;
    std::string_view new_link;
    std::string_view asked_link;
    std::string_view asked_subject;
    std::string_view asked;
    std::string_view of_staff;
    std::string_view is_removed;
    std::string_view link_is_yours;
    std::string_view keep_it;
    std::string_view timetable;
    std::string_view course_page;
    std::string_view greeting;
};

constexpr wording english{
    .language = mail_language::english,
    .dear = "Dear ",
    .hello = "Hello",
    .registered_subject = "Your link to ",
    .registered = "You are registered for the course\n",
    .new_link_subject = "Your new link to ",
    .new_link = "Here is a new link; your earlier one no longer works. The course is\n",
    .asked_link =
        "Here is a new link: somebody, probably you, asked for it on the course page. Your\n"
        "earlier link works until you open this one. If it was not you, you need not do\n"
        "anything. The course is\n",
    .asked_subject = "Your registration for ",
    .asked = "Somebody, probably you, asked on the course page for your link to the course\n",
    .of_staff =
        "The course page sends no link to organizers, lecturers and moderators, and your\n"
        "link stays as it is. If you have lost it, ask an organizer of the course for a new\n"
        "one. If it was not you who asked, you need not do anything.\n",
    .is_removed =
        "An organizer has removed this address from the course, so there is no link for it.\n"
        "If you think that this is a mistake, write to the organizer.\n",
    .link_is_yours = "Your personal link:\n",
    .keep_it =
        "It opens the course for you, on any device, and needs no password. Keep it to\n"
        "yourself: a person who has it comes in under your name. If you lose it, ask for a\n"
        "new one on the course page, with this e-mail address.\n",
    .timetable = "The programme, in the time of ",
    .course_page = "The course page shows every time in your own time zone:\n",
    .greeting = "Kind regards,\n",
};

constexpr wording dutch{
    .language = mail_language::dutch,
    .dear = "Beste ",
    .hello = "Hallo",
    .registered_subject = "Je link naar ",
    .registered = "Je bent ingeschreven voor de cursus\n",
    .new_link_subject = "Je nieuwe link naar ",
    .new_link = "Hier is een nieuwe link; je eerdere werkt niet meer. De cursus is\n",
    .asked_link =
        "Hier is een nieuwe link: iemand, waarschijnlijk jij, vroeg erom op de cursuspagina.\n"
        "Je eerdere link werkt tot je deze opent. Was jij het niet, dan hoef je niets te\n"
        "doen. De cursus is\n",
    .asked_subject = "Je inschrijving voor ",
    .asked = "Iemand, waarschijnlijk jij, vroeg op de cursuspagina om je link naar de cursus\n",
    .of_staff =
        "De cursuspagina stuurt geen link aan organisatoren, docenten en moderatoren, en\n"
        "je link blijft zoals hij is. Ben je hem kwijt, vraag een organisator van de cursus\n"
        "dan om een nieuwe. Was jij het niet die erom vroeg, dan hoef je niets te doen.\n",
    .is_removed =
        "Een organisator heeft dit adres uit de cursus verwijderd; er is dus geen link voor.\n"
        "Denk je dat dit een vergissing is, schrijf dan de organisator.\n",
    .link_is_yours = "Je persoonlijke link:\n",
    .keep_it =
        "Hiermee open je de cursus op elk apparaat, zonder wachtwoord. De link is alleen\n"
        "van jou: wie hem heeft, komt onder jouw naam binnen. Ben je hem kwijt, vraag dan\n"
        "een nieuwe op de cursuspagina, met dit e-mailadres.\n",
    .timetable = "Het programma, in de tijd van ",
    .course_page = "De cursuspagina toont alle tijden in je eigen tijdzone:\n",
    .greeting = "Met vriendelijke groet,\n",
};

const wording& words_in(std::string_view language) {
    const bool is_dutch = language == "nl" || language.starts_with("nl-");
    return is_dutch ? dutch : english;
}

std::string salutation(const registration_letter& letter, const wording& words) {
    std::string out(words.hello);
    if (is_fit_to_greet(letter.person_name)) {
        out = std::string(words.dear).append(letter.person_name);
    }
    return out + ",\n\n";
}

std::string signature(const registration_letter& letter, const wording& words) {
    const auto& by = letter.organizer.empty() ? letter.course_title : letter.organizer;
    return std::string(words.greeting) + by + "\n";
}

std::string body(const registration_letter& letter, const wording& words, std::string_view news) {
    auto out = salutation(letter, words);
    out.append(news).append("  ").append(letter.course_title).append("\n\n");
    out.append(words.link_is_yours).append(letter.join_link).append("\n\n");
    out.append(words.keep_it).append("\n");
    if (!letter.timetable.empty()) {
        out.append(words.timetable).append(letter.zone).append(":\n\n");
        out += timetable_text(letter.timetable, letter.zone, words.language);
    }
    out.append(words.course_page).append(letter.course_link).append("\n\n");
    out += signature(letter, words);
    return out;
}

/// A letter of a few sentences and no link.
mail_text notice(
    const registration_letter& letter, const wording& words, std::string_view sentences
) {
    auto out = salutation(letter, words);
    out.append(words.asked).append("  ").append(letter.course_title).append("\n\n");
    out.append(sentences).append("\n");
    out += signature(letter, words);
    return {std::string(words.asked_subject) + letter.course_title, std::move(out)};
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

mail_text asked_link_mail(const registration_letter& letter) {
    const auto& words = words_in(letter.language);
    return {
        std::string(words.new_link_subject) + letter.course_title,
        body(letter, words, words.asked_link)
    };
}

mail_text staff_link_mail(const registration_letter& letter) {
    const auto& words = words_in(letter.language);
    return notice(letter, words, words.of_staff);
}

mail_text removed_mail(const registration_letter& letter) {
    const auto& words = words_in(letter.language);
    return notice(letter, words, words.is_removed);
}

}  // namespace aula
