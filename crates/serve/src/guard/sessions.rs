//! Who is signed in. Sessions are kept in memory: a restart signs everybody out.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use super::tokens::{Role, TokenError, Tokens, digest, random};

/// How long a session lasts.
pub(crate) const LASTS: Duration = Duration::from_secs(12 * 60 * 60);
/// Sessions that are kept; the oldest gives way.
const MOST: usize = 10_000;

struct Session {
    /// Digest of the token by which it was begun.
    token: String,
    csrf: String,
    begun: Instant,
}

/// Sessions, by the digest of what stands in the cookie.
pub(crate) struct Sessions {
    path: Option<PathBuf>,
    tokens: Mutex<(Option<SystemTime>, Tokens)>,
    sessions: Mutex<HashMap<String, Session>>,
    /// Stands for a session where nobody has to sign in.
    csrf: String,
}

/// Somebody who is signed in.
pub(crate) struct SignedIn {
    pub name: String,
    pub role: Role,
    pub csrf: String,
}

impl Sessions {
    pub fn new(path: Option<PathBuf>) -> Result<Self, TokenError> {
        let sessions = Self {
            path,
            tokens: Mutex::new((None, Tokens::default())),
            sessions: Mutex::new(HashMap::new()),
            csrf: random()?,
        };
        if let Some(path) = &sessions.path {
            Tokens::read(path)?;
        }
        Ok(sessions)
    }

    /// Whether somebody has to sign in: wherever tokens are asked for.
    pub fn needs_token(&self) -> bool {
        self.path.is_some()
    }

    pub fn csrf_of_everybody(&self) -> &str {
        &self.csrf
    }

    /// Looks the tokens up; the file is read again once it has changed. A file that
    /// cannot be read lets nobody in.
    fn with_tokens<T>(&self, look: impl FnOnce(&Tokens) -> T) -> T {
        let mut kept = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = &self.path {
            let changed = std::fs::metadata(path)
                .and_then(|data| data.modified())
                .ok();
            if changed.is_none() || changed != kept.0 {
                *kept = (changed, Tokens::read(path).unwrap_or_default());
            }
        }
        look(&kept.1)
    }

    /// Whose token that is.
    pub fn bearer(&self, secret: &str) -> Option<SignedIn> {
        self.with_tokens(|tokens| {
            tokens.whose(secret).map(|token| SignedIn {
                name: token.name.clone(),
                role: token.role,
                csrf: String::new(),
            })
        })
    }

    /// Begins a session; what stands in the cookie.
    pub fn begin(&self, secret: &str) -> Option<(String, SignedIn)> {
        let mut signed_in = self.bearer(secret)?;
        let (cookie, csrf) = (random().ok()?, random().ok()?);
        signed_in.csrf.clone_from(&csrf);
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, session| session.begun.elapsed() < LASTS);
        if sessions.len() >= MOST {
            let oldest = sessions.iter().min_by_key(|(_, session)| session.begun);
            if let Some(key) = oldest.map(|(key, _)| key.clone()) {
                sessions.remove(&key);
            }
        }
        let session = Session {
            token: digest(secret),
            csrf,
            begun: Instant::now(),
        };
        sessions.insert(digest(&cookie), session);
        Some((cookie, signed_in))
    }

    /// Who is signed in by that cookie; nobody once the token was revoked.
    pub fn of_cookie(&self, cookie: &str) -> Option<SignedIn> {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.get(&digest(cookie))?;
        if session.begun.elapsed() >= LASTS {
            return None;
        }
        let (token, csrf) = (session.token.clone(), session.csrf.clone());
        drop(sessions);
        self.with_tokens(|tokens| {
            tokens.of_digest(&token).map(|token| SignedIn {
                name: token.name.clone(),
                role: token.role,
                csrf,
            })
        })
    }

    pub fn end(&self, cookie: &str) {
        self.sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&digest(cookie));
    }
}
