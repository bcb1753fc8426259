//! Travel times: the model, an OSRM server that answers as published, an imported table, the cache.

use std::cell::RefCell;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use rounds_solver::file::{Instance, Office, Patient};
use rounds_solver::travel::{
    Cached, Fetch, Imported, Osrm, Relief, RoadModel, Site, TravelCache, TravelError, TravelTimes, fill,
};

fn site(name: &str, lat: f64, lon: f64) -> Site {
    Site { name: name.to_owned(), lat, lon }
}

/// Sancerre, Bourges, Vierzon and a street of Bourges.
fn cher() -> Vec<Site> {
    vec![
        site("sancerre", 47.331, 2.839),
        site("bourges", 47.081, 2.399),
        site("vierzon", 47.222, 2.069),
        site("bourges-nord", 47.090, 2.399),
    ]
}

#[test]
fn the_model_is_longer_with_distance_and_in_the_mountain() {
    let table = RoadModel::default().table(&cher()).expect("a model always answers");
    let mountain = RoadModel { relief: Relief::Mountain }.table(&cher()).expect("a model always answers");
    let (far, near) = (table.minutes[0][1], table.minutes[1][3]);
    assert!((40.0..60.0).contains(&far), "Sancerre-Bourges {far} min");
    assert!((3.0..6.0).contains(&near), "{near} min in town");
    assert!(mountain.minutes[0][1] > far * 1.1);
    assert!(table.source.contains("estimés"));
    let mut last = 0.0;
    for step in 1..400 {
        let (minutes, _) =
            RoadModel::default().leg(&site("a", 47.0, 2.0), &site("b", 47.0 + f64::from(step) / 400.0, 2.0));
        assert!(minutes > last, "a longer way takes longer");
        last = minutes;
    }
}

/// A client as the tests need it: one request, the body after the blank line.
struct Plain;

impl Fetch for Plain {
    fn get(&self, url: &str) -> Result<Vec<u8>, String> {
        let rest = url.strip_prefix("http://").ok_or("http only")?;
        let (host, path) = rest.split_once('/').ok_or("no path")?;
        let mut stream = std::net::TcpStream::connect(host).map_err(|error| error.to_string())?;
        let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(|error| error.to_string())?;
        answer
            .split_once("\r\n\r\n")
            .map(|(_, body)| body.as_bytes().to_vec())
            .ok_or_else(|| "no body".to_owned())
    }
}

/// A server that gives each answer in turn, and the requests it received.
fn server(answers: Vec<&'static str>) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("bound"));
    let thread = std::thread::spawn(move || {
        let mut requests = Vec::new();
        for body in answers {
            let (mut stream, _) = listener.accept().expect("a client");
            let mut bytes = [0; 4096];
            let count = stream.read(&mut bytes).expect("a request");
            requests
                .push(String::from_utf8_lossy(&bytes[..count]).lines().next().unwrap_or_default().to_owned());
            let status = if body.contains("\"Ok\"") { "200 OK" } else { "400 Bad Request" };
            write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .expect("the client reads");
        }
        requests
    });
    (base, thread)
}

/// As in the documentation of the table service, a hole added.
const OK: &str = r#"{"code":"Ok","durations":[[0,192.6,382.8],[199,0,283.9],[344.7,null,0]],
"distances":[[0,1886.89,3791.3],[1824,0,2838.09],[3275.36,null,0]],
"sources":[{"location":[13.3888,52.517033],"hint":"","distance":0.1,"name":"Friedrichstraße"}],"destinations":[]}"#;

#[test]
fn an_osrm_server_is_asked_for_coordinates_only_and_read_as_published() {
    let (base, thread) = server(vec![OK]);
    let sites =
        [site("Mme Dupuis", 52.517_033_4, 13.3888), site("b", 52.529, 13.3976), site("c", 52.523, 13.4286)];
    let table = Osrm::new(Plain, &base, "driving").table(&sites).expect("it answers");
    assert!((table.minutes[0][1] - 3.21).abs() < 1e-9);
    assert!(table.minutes[2][1].is_nan(), "no way is a hole");
    assert!((table.kilometres.expect("lengths")[1][2] - 2.838_09).abs() < 1e-9);
    assert!(table.source.starts_with("OSRM http://127.0.0.1"));
    let requests = thread.join().expect("the server ends");
    assert_eq!(
        requests,
        [
            "GET /table/v1/driving/13.38880,52.51703;13.39760,52.52900;13.42860,52.52300?annotations=duration,distance HTTP/1.1"
        ]
    );
}

#[test]
fn what_an_osrm_server_refuses_is_told() {
    let (base, thread) = server(vec![
        r#"{"code":"NoSegment","message":"Could not find a matching segment for coordinate 0"}"#,
        r#"{"code":"Ok","durations":[[0,1]]}"#,
        "<html>",
    ]);
    let osrm = Osrm::new(Plain, &base, "driving");
    assert!(matches!(osrm.table(&cher()), Err(TravelError::Refused { code, .. }) if code == "NoSegment"));
    assert!(matches!(osrm.table(&cher()), Err(TravelError::Unreadable(_))));
    assert!(matches!(osrm.table(&cher()), Err(TravelError::Unreadable(_))));
    thread.join().expect("the server ends");
    assert!(matches!(osrm.table(&cher()), Err(TravelError::Unreachable(_))));
}

/// Answers any block with a second a unit of rank, and counts.
struct Blocks(RefCell<usize>);

impl Fetch for Blocks {
    fn get(&self, url: &str) -> Result<Vec<u8>, String> {
        *self.0.borrow_mut() += 1;
        let count = |key: &str| {
            url.split(key).nth(1).map(|list| list.split('&').next().unwrap_or("").split(';').count())
        };
        let all =
            url.split("driving/").nth(1).unwrap_or("").split('?').next().unwrap_or("").split(';').count();
        assert!(all <= 100, "{all} coordinates in one request");
        let (rows, columns) = (count("sources=").unwrap_or(all), count("destinations=").unwrap_or(all));
        Ok(serde_json::json!({"code": "Ok", "durations": vec![vec![60.0; columns]; rows]})
            .to_string()
            .into_bytes())
    }
}

#[test]
fn sixty_one_places_take_one_request_and_more_than_a_hundred_take_blocks() {
    let sites = |count: u32| {
        (0..count).map(|row| site(&format!("s{row}"), 47.0 + f64::from(row) / 1e3, 2.0)).collect::<Vec<_>>()
    };
    for (count, requests) in [(61, 1), (120, 9)] {
        let osrm = Osrm::new(Blocks(RefCell::new(0)), "http://osrm", "driving");
        let cached = Cached::new(&osrm, TravelCache::default());
        let table = cached.table(&sites(count)).expect("it answers");
        assert!(table.minutes.iter().flatten().all(|minutes| (minutes - 1.0).abs() < 1e-9));
        let first = cached.table(&sites(count)).expect("it remembers");
        assert_eq!(first.minutes, table.minutes);
        let json = serde_json::to_string(&cached.into_cache()).expect("a cache writes");
        assert!(!json.contains("s1\""), "no name is kept");
        let again: TravelCache = serde_json::from_str(&json).expect("a cache reads");
        let cached = Cached::new(&osrm, again);
        cached.table(&sites(count)).expect("it remembers after a restart");
        assert!(first.source.contains("en mémoire"));
        assert_eq!(osrm_requests(&osrm), requests, "{count} places");
    }
}

fn osrm_requests(osrm: &Osrm<Blocks>) -> usize {
    *osrm.fetch().0.borrow()
}

#[test]
fn an_imported_table_fills_an_instance_and_its_mistakes_are_named() {
    let text = "départ;arrivée;minutes;km\nbureau;p1;12,5;9,1\np1;bureau;13;9,2\n";
    let imported = Imported::parse(text, "cher.csv").expect("it reads");
    let mut instance = Instance {
        central_offices: vec![Office { id: "bureau".to_owned(), location: Some([47.0, 2.0]) }],
        patients: vec![Patient { id: "p1".to_owned(), location: Some([47.1, 2.0]), ..Patient::default() }],
        minute: Some(60.0),
        ..Instance::default()
    };
    fill(&mut instance, &imported).expect("both are placed");
    assert_eq!(instance.distances, [[0.0, 750.0], [780.0, 0.0]]);
    assert_eq!(instance.travel_source.as_deref(), Some("table importée « cher.csv »"));
    instance.patients[0].location = None;
    assert!(fill(&mut instance, &imported).unwrap_err().to_string().contains("« p1 »"));
    let error = Imported::parse("a;b;3\na;c;beaucoup\n", "x").unwrap_err().to_string();
    assert_eq!(
        error,
        "la ligne 2 de la table importée ne se lit pas : la durée n’est pas un nombre de minutes"
    );
}
