"""A mail server for the tests: keeps every letter as <folder>/<n>.json and prints its port.

The recipient decides what happens: unknown@ is refused for good, later@ for now, and anybody else is
taken; the sender stranger@ is refused. With --user and --password only who logs in may send. With
--certificate and --key it offers STARTTLS, with --tls-at-once it speaks TLS from the first byte.
"""

import argparse
import asyncio
import email
import email.policy
import json
import os
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("stranger@"):
            return "550 5.7.1 who are you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("unknown@"):
            return "550 5.1.1 nobody of that name here"
        if address.startswith("later@"):
            return "450 4.2.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter = {
            "sender": str(read["From"]),
            "subject": str(read["Subject"]),
            "body": read.get_content(),
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "text": envelope.content.decode("ascii"),
            "tls": session.ssl is not None,
            "user": getattr(session, "user", None),
        }
        with open(f"{self.folder}/{self.count}.json.part", "w") as file:
            json.dump(letter, file)
        os.rename(f"{self.folder}/{self.count}.json.part", f"{self.folder}/{self.count}.json")
        return "250 taken"


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--tls-at-once", action="store_true")
    return parser.parse_args()


async def serve(wanted):
    tls = None
    if wanted.certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(wanted.certificate, wanted.key)
    keeper = Keeper(wanted.folder)

    def log_in(server, session, envelope, mechanism, data):
        right = data.login.decode() == wanted.user and data.password.decode() == wanted.password
        session.user = data.login.decode()
        return AuthResult(success=right, handled=False)

    def conversation():
        return SMTP(
            keeper,
            tls_context=None if wanted.tls_at_once else tls,
            authenticator=log_in if wanted.user else None,
            auth_required=bool(wanted.user),
            auth_require_tls=False,
        )

    at_once = tls if wanted.tls_at_once else None
    server = await asyncio.get_running_loop().create_server(
        conversation, "127.0.0.1", 0, ssl=at_once
    )
    port = server.sockets[0].getsockname()[1]
    os.write(1, f"{port}\n".encode())  # in one piece: whoever started us reads once
    await server.serve_forever()


asyncio.run(serve(read_arguments()))
