//! The product as a browser sees it, without a socket.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use db::{Clock, Db};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use tower::ServiceExt as _;
use web::{App, Mode};

use crate::database::TestDatabase;

/// The whole product on a test database.
pub struct TestApp {
    router: Router,
    pub app: App,
    pub database: TestDatabase,
    pub clock: Clock,
}

/// A Tuesday in working hours: 24 November 2026, 9:00 in Paris.
pub const TUESDAY_NINE: &str = "2026-11-24T08:00:00Z";

impl TestApp {
    /// On the database that most tests share: each test founds its own territory.
    pub async fn shared() -> Result<Self> {
        Ok(Self::on(TestDatabase::shared().await?))
    }

    /// On a database of its own, for tests of jobs, the sequencer, the directory or busy time.
    pub async fn own() -> Result<Self> {
        Ok(Self::on(TestDatabase::own().await?))
    }

    fn on(database: TestDatabase) -> Self {
        let tuesday: Timestamp = TUESDAY_NINE.parse().expect("a timestamp of ours");
        let clock = Clock::starting_at(tuesday);
        let db = database.db(clock.clone());
        let house = Arc::new(server::house("http://localhost:8080", Mode::Serve));
        let app = App { db, house };
        Self { router: server::router(app.clone(), Router::new()), app, database, clock }
    }

    pub fn db(&self) -> &Db {
        &self.app.db
    }

    /// A browser in which nobody is signed in.
    pub fn anonymous(&self) -> Browser {
        Browser { router: self.router.clone(), cookie: None }
    }

    /// A browser that carries this session's token.
    pub fn with_token(&self, token: &str) -> Browser {
        Browser { router: self.router.clone(), cookie: Some(format!("{}={token}", identity::COOKIE)) }
    }
}

/// Somebody's browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Where it redirects to.
    pub fn location(&self) -> Option<&str> {
        self.headers.get(header::LOCATION)?.to_str().ok()
    }

    /// Whether the page says this, whatever kind of space French typography put between the words.
    pub fn says(&self, words: &str) -> bool {
        let plain = |text: &str| text.replace(['\u{202f}', '\u{a0}'], " ");
        plain(&self.text()).contains(&plain(words))
    }
}

impl Browser {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, "text/html").await
    }

    /// Posts a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, Some(body), "text/html").await
    }

    /// Posts a form as a program does: problems come back as JSON.
    pub async fn post_as_program(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, Some(body), "application/json").await
    }

    /// Sends anything at all.
    pub async fn raw(&self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(header::COOKIE, cookie.parse().expect("a cookie of ours"));
        }
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.map(|all| all.to_bytes().to_vec()).unwrap_or_default();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    async fn send(&self, method: Method, path: &str, body: Option<String>, accept: &str) -> Answer {
        let builder = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost:8080")
            .header("sec-fetch-site", "same-origin")
            .header(header::ACCEPT, accept);
        let builder = match body {
            Some(_) => builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
            None => builder,
        };
        let request = builder.body(body.map_or_else(Body::empty, Body::from)).expect("a request of ours");
        self.raw(request).await
    }
}
