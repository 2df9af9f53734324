#!/usr/bin/python3
"""Hands one mail, read from the standard input, to the mail server of the lab, every byte as it is.

send.py PORT SENDER RECIPIENT... [--sign KEY] [--utf8]
Prints what became of each recipient ("r-abcd@in.school.test 250") and of the whole ("data 250 2.0.0 Ok: ..."); nothing but the
latter when the sender is refused.
"""
import smtplib
import sys

arguments = sys.argv[1:]
utf8 = "--utf8" in arguments
key = arguments[arguments.index("--sign") + 1] if "--sign" in arguments else None
port, sender, *recipients = [a for a in arguments if a not in ("--utf8", "--sign", key)]
mail = sys.stdin.buffer.read()
if key:
    import dkim
    with open(key, "rb") as file:
        mail = dkim.sign(mail, b"g1", b"guardian.test", file.read(),
                         include_headers=[b"From", b"To", b"Subject", b"Date", b"Message-ID"]) + mail

server = smtplib.SMTP("127.0.0.1", int(port), local_hostname="phone.guardian.test", timeout=30)
server.ehlo()
if utf8:
    server.command_encoding = "utf-8"
code, words = server.mail(sender, ["BODY=8BITMIME"] + (["SMTPUTF8"] if utf8 else []))
accepted = 0
if code != 250:
    print("data", code, words.decode())
    recipients = []
for recipient in recipients:
    code, _ = server.rcpt(recipient)
    accepted += code == 250
    print(recipient, code)
if accepted:
    code, words = server.data(mail)
    print("data", code, words.decode())
server.quit()
