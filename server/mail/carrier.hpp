#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "mail/mailbox.hpp"

namespace aula {

/// A finished letter and where it goes.
struct envelope {
    mail_id id;
    std::string from;  ///< Bare addresses.
    std::string to;
    std::string text;  ///< RFC 5322.
};

/// Takes letters away. Used by one thread; may block for as long as its deadlines allow.
class mail_carrier {
public:
    virtual ~mail_carrier() = default;

    /// The error `invalid` is for good: the other side refuses this letter. `busy` may pass with
    /// time and concerns this letter; any other concerns all letters, such as a mail server that
    /// does not answer.
    virtual result<void> carry(const envelope& letter) = 0;

    /// The letter was deleted while it was carried: removes what is kept of it on this machine.
    virtual void take_back(mail_id) {}

    /// Makes a running `carry` give up soon (within a second or two), with `unavailable`. Safe from
    /// any thread.
    virtual void stop() = 0;
};

struct smtp_settings {
    std::string url;   ///< `smtp://host:587` (STARTTLS when offered) or `smtps://host:465`.
    std::string user;  ///< Empty: no authentication.
    std::string password;
    std::filesystem::path certificates;  ///< A PEM file of authorities; empty: the system's.
};

/// Hands letters to a mail server. Certificates are checked; a password never leaves in the clear,
/// except to a server on this machine. Deadlines: 10 s to connect, 60 s for a letter.
std::unique_ptr<mail_carrier> make_smtp_carrier(smtp_settings settings);

/// Goes to the mail server as for a letter, with greeting, encryption and login, but brings none.
/// The error is one sentence without its dot. Blocks for ten seconds at most.
result<void> try_mail_server(smtp_settings settings);

/// Writes each letter to `<folder>/<id>.eml`, mode 0600, whole or not at all: for a server without
/// SMTP, where the organizer sends the links in another way.
std::unique_ptr<mail_carrier> make_file_carrier(std::filesystem::path folder);

}  // namespace aula
