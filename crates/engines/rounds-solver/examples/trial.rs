use rounds_solver::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let f = |k: &str, d: f64| a.iter().position(|x| x == k).map_or(d, |i| a[i + 1].parse().unwrap());
    let n = f("-n", 1e6) as u64;
    let c =
        Cooling { iterations: n, hot: f("-h", 3.0), cold: f("-c", 0.03), ruin_every: f("-r", 1000.0) as u64 };
    let s = Settings { iterations: n, seed: f("-s", 1.0) as u64, threads: f("-t", 1.0) as usize };
    let mut sum = 0.0;
    let mut k = 0;
    let mut bks = std::collections::HashMap::new();
    for t in ["/work/shared/data/hhcrsp/mankowska_bks.tsv", "/work/shared/data/hhcrsp/kummer_bks.tsv"] {
        for l in std::fs::read_to_string(t).unwrap().lines().skip(1) {
            let c: Vec<&str> = l.split('\t').collect();
            let j = if t.contains("kummer") { 1 } else { 3 };
            bks.insert(c[0].to_string(), c[j].parse::<f64>().unwrap());
        }
    }
    for p in a.iter().filter(|x| x.ends_with(".gz")) {
        let d = compile(file::read_instance(&std::fs::read(p).unwrap()).unwrap()).unwrap();
        let name = p.rsplit('/').next().unwrap().trim_end_matches(".json.gz").to_string();
        let t = std::time::Instant::now();
        let r = solve_with(&d, &s, &c, &|_| true);
        let e = t.elapsed().as_secs_f64();
        let sol = d.solution(&r.plan);
        let rep = check(&d.instance, &sol);
        let v3 = rep.costs.published;
        let b = bks.get(&name).copied().unwrap_or(f64::NAN);
        let gap = (v3 / b - 1.0) * 100.0;
        sum += gap;
        k += 1;
        println!(
            "{name} {v3:.3} bks {b} gap {gap:.2}% {e:.2}s dec/it {:.2} uns {} viol {} {:?}",
            r.decodes as f64 / n as f64,
            rep.costs.unserved,
            rep.violations.len(),
            rep.violations.first()
        );
    }
    println!("mean gap {:.3}", sum / f64::from(k));
}
