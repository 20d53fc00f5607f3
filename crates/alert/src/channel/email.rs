//! Mail over SMTP.

use std::fs;

use lettre::{
    Message as Mail, SmtpTransport, Transport,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};

use super::{Channel, Failed, seconds, secret, unusable};
use crate::{
    Error, Message, cap,
    config::{self, Security},
    message::Status,
};

pub(super) struct Email {
    transport: SmtpTransport,
    from: Mailbox,
    to: Vec<Mailbox>,
    sender: String,
    server: String,
}

impl std::fmt::Debug for Email {
    /// Without the password.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Email")
            .field("server", &self.server)
            .finish()
    }
}

impl Email {
    pub(super) fn open(
        name: &str,
        settings: &config::Email,
        sender: String,
    ) -> Result<Self, Error> {
        let mailbox = |text: &String| -> Result<Mailbox, Error> {
            text.parse()
                .map_err(|error| unusable(name, format!("`{text}` is not an address: {error}")))
        };
        let to: Vec<Mailbox> = settings.to.iter().map(mailbox).collect::<Result<_, _>>()?;
        if to.is_empty() {
            return Err(unusable(name, "`to` names nobody"));
        }
        let server = settings.server.as_str();
        let local = matches!(server, "localhost" | "127.0.0.1" | "::1");
        if settings.security == Security::None && (!local || settings.password_env.is_some()) {
            return Err(unusable(
                name,
                "security = \"none\" is for a server on this machine, without a password",
            ));
        }
        let mut transport = SmtpTransport::builder_dangerous(server)
            .port(settings.port.unwrap_or(match settings.security {
                Security::Starttls => 587,
                Security::Tls => 465,
                Security::None => 25,
            }))
            .timeout(Some(seconds(settings.timeout_seconds, 20)));
        if settings.security != Security::None {
            let mut parameters = TlsParameters::builder(server.to_owned());
            if let Some(path) = &settings.certificate_authority {
                let pem = fs::read(path)
                    .map_err(|error| unusable(name, format!("{}: {error}", path.display())))?;
                let certificate =
                    Certificate::from_pem(&pem).map_err(|error| unusable(name, error))?;
                parameters = parameters.add_root_certificate(certificate);
            }
            let parameters = parameters.build().map_err(|error| unusable(name, error))?;
            transport = transport.tls(match settings.security {
                Security::Tls => Tls::Wrapper(parameters),
                _ => Tls::Required(parameters),
            });
        }
        match (&settings.user, &settings.password_env) {
            (None, None) => {}
            (Some(user), Some(variable)) => {
                let password = secret(name, variable)?;
                transport = transport.credentials(Credentials::new(user.clone(), password));
            }
            _ => return Err(unusable(name, "`user` and `password_env` go together")),
        }
        Ok(Self {
            transport: transport.build(),
            from: mailbox(&settings.from)?,
            to,
            sender,
            server: server.to_owned(),
        })
    }

    fn mail(&self, message: &Message) -> Result<Mail, Failed> {
        let domain = self.from.email.domain();
        let id = |identifier: &str| format!("<{identifier}@{domain}>");
        let mut mail = Mail::builder()
            .from(self.from.clone())
            .subject(one_line(&message.headline))
            .message_id(Some(id(&message.identifier)));
        if let Some(follows) = &message.follows {
            mail = mail
                .in_reply_to(id(&follows.identifier))
                .references(id(&follows.identifier));
        }
        for to in &self.to {
            mail = mail.to(to.clone());
        }
        let text = match message.status {
            Status::Actual => message.plain(),
            Status::Test => format!("TEST – please disregard.\n\n{}", message.plain()),
        };
        let fail = |error: &dyn std::fmt::Display| {
            Failed::message(format!("the mail cannot be written: {error}"))
        };
        let cap_type = ContentType::parse("application/cap+xml").map_err(|error| fail(&error))?;
        let attached = Attachment::new(format!("{}.xml", message.identifier))
            .body(cap(message, &self.sender), cap_type);
        mail.multipart(
            MultiPart::mixed()
                .singlepart(SinglePart::plain(text))
                .singlepart(attached),
        )
        .map_err(|error| fail(&error))
    }
}

impl Channel for Email {
    fn deliver(&self, message: &Message) -> Result<(), Failed> {
        match self.transport.send(&self.mail(message)?) {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() && !of_the_channel(&error) => {
                Err(Failed::message(format!("the mail server refuses: {error}")))
            }
            Err(error) => Err(Failed::channel(format!(
                "the mail server {}: {error}",
                self.server
            ))),
        }
    }
}

/// Whether the server refuses whoever sends (login, greeting, commands) and not this
/// message (RFC 4954, RFC 5321).
fn of_the_channel(error: &lettre::transport::smtp::Error) -> bool {
    error
        .status()
        .is_some_and(|code| matches!(u16::from(code), 500..=504 | 521 | 530 | 534 | 535 | 538))
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
