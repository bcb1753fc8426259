//! Somebody's computer: a browser with its cookies, in front of the whole product.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use axum::Router;
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use identity::{COOKIE, StartSession};
use kernel::AccountId;
use serde_json::Value;
use testing::{Answer, TestApp};
use tower::ServiceExt as _;
use web::App;

use crate::authenticator::Authenticator;

#[derive(Clone)]
pub(crate) struct Machine {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    /// The address typed.
    pub host: String,
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

impl Machine {
    /// Where nobody is signed in.
    pub(crate) fn new(app: &App) -> Self {
        Self {
            router: server::router(app.clone(), Router::new()),
            cookies: BTreeMap::new(),
            host: "localhost:8080".to_owned(),
        }
    }

    /// Where this account has just signed in.
    pub(crate) async fn of(app: &TestApp, account: AccountId) -> Result<Self> {
        let start = StartSession { account, method: web::Method::Demo, territory: None };
        let token =
            identity::start_session(app.db(), start).await.map_err(|problem| anyhow!("{problem:?}"))?;
        let mut machine = Self::new(&app.app);
        machine.cookies.insert(COOKIE.to_owned(), token.reveal().to_owned());
        Ok(machine)
    }

    /// The session's token, if there is one.
    pub(crate) fn session(&self) -> Option<&str> {
        self.cookies.get(COOKIE).map(String::as_str)
    }

    /// Whether somebody is inside.
    pub(crate) async fn is_inside(&mut self) -> bool {
        self.get("/mes-cles").await.status == StatusCode::OK
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// Posts a form.
    pub(crate) async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, Some(("application/x-www-form-urlencoded", body))).await
    }

    /// Posts JSON, as the island does.
    pub(crate) async fn json(&mut self, path: &str, body: &Value) -> (StatusCode, Value) {
        let answer = self.send(Method::POST, path, Some(("application/json", body.to_string()))).await;
        (answer.status, serde_json::from_slice(&answer.bytes).unwrap_or_default())
    }

    /// Makes a key through the two addresses of a page.
    pub(crate) async fn make_key(&mut self, page: &str) -> (Authenticator, StatusCode, Value) {
        let mut key = Authenticator::new();
        let (_, options) = self.json(&format!("{page}/defi"), &Value::default()).await;
        let (status, said) = self.json(&format!("{page}/cle"), &key.create(&options)).await;
        (key, status, said)
    }

    /// Uses a key through the two addresses of a page.
    pub(crate) async fn use_key(&mut self, page: &str, key: &mut Authenticator) -> (StatusCode, Value) {
        let (status, options) = self.json(&format!("{page}/defi"), &Value::default()).await;
        if status != StatusCode::OK {
            return (status, options);
        }
        self.json(&format!("{page}/cle"), &key.get(&options)).await
    }

    async fn send(&mut self, method: Method, path: &str, body: Option<(&str, String)>) -> Answer {
        let accept = if body.as_ref().is_some_and(|(kind, _)| *kind == "application/json") {
            "application/json"
        } else {
            "text/html"
        };
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host)
            .header("sec-fetch-site", "same-origin")
            .header(header::USER_AGENT, FIREFOX)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::ACCEPT, accept);
        if let Some((kind, _)) = &body {
            request = request.header(header::CONTENT_TYPE, *kind);
        }
        let body = body.map_or_else(Body::empty, |(_, body)| Body::from(body));
        let request = request.body(body).expect("a request of ours");
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().expect("a cookie of ours"));
        }
        let bytes = body.collect().await.map(|all| all.to_bytes().to_vec()).unwrap_or_default();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    fn keep(&mut self, cookie: &str) {
        let pair = cookie.split(';').next().unwrap_or_default();
        let (name, value) = pair.split_once('=').expect("a name and a value");
        if value.is_empty() {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
