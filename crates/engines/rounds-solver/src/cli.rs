//! The command line: `solve`, `check` and `draw`, over files; progress on stderr, documents on disk.
//!
//! This is the only place of the crate that reads files, the clock and the network.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::file::{Instance, SIZE_LIMIT, Solution, read_instance, read_solution, write_json};
use crate::travel::{Cached, Fetch, Imported, Osrm, Relief, RoadModel, TravelCache, TravelTimes, fill};
use crate::{Cooling, Progress, Settings, check, compile, draw, solve, solve_paced};

/// Planifier les tournées des soignants et des médecins à distance.
#[derive(Debug, clap::Subcommand)]
pub enum RoundsCommand {
    /// Calcule un plan ; Ctrl-C garde le meilleur trouvé.
    Solve(SolveArgs),
    /// Vérifie un plan et recalcule ses coûts.
    Check {
        /// La demande (JSON, .gz accepté)
        instance: PathBuf,
        /// Le plan à vérifier
        solution: PathBuf,
    },
    /// Dessine un plan en SVG, une ligne par personne.
    Draw {
        /// Le plan à dessiner
        solution: PathBuf,
        #[arg(long)]
        out: PathBuf,
        /// Unités de temps par minute dans ce plan
        #[arg(long, default_value_t = 1.0)]
        minute: f64,
    },
}

/// What `solve` is asked.
#[derive(Debug, clap::Args)]
pub struct SolveArgs {
    /// La demande (JSON, .gz accepté)
    instance: PathBuf,
    /// Essais par fil ; à graine et essais égaux, le plan est le même partout
    #[arg(long, default_value_t = 2_000_000)]
    iterations: u64,
    /// À la place des essais : durée en secondes ; le plan dépend alors de la machine
    #[arg(long)]
    seconds: Option<f64>,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Où écrire le plan (.gz accepté) ; sur la sortie standard sinon
    #[arg(long)]
    out: Option<PathBuf>,
    /// Serveur OSRM pour une demande sans matrice, par exemple <http://127.0.0.1:5000>
    #[arg(long)]
    osrm: Option<String>,
    /// Table de temps importée (départ;arrivée;minutes;km)
    #[arg(long)]
    table: Option<PathBuf>,
    /// Temps estimés en montagne
    #[arg(long)]
    mountain: bool,
    /// Mémoire des temps de trajet, lue et complétée
    #[arg(long)]
    cache: Option<PathBuf>,
}

impl RoundsCommand {
    /// Runs the command; the code is 1 when a checked plan breaks a rule.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Solve(args) => args.run(),
            Self::Check { instance, solution } => run_check(&instance, &solution),
            Self::Draw { solution, out, minute } => {
                let solution =
                    read_solution(&read(&solution)?).with_context(|| format!("{}", solution.display()))?;
                write(&out, draw(&solution, minute).as_bytes())?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl SolveArgs {
    fn run(self) -> anyhow::Result<ExitCode> {
        let mut instance = load(&self.instance)?;
        if instance.distances.is_empty() {
            self.fill_matrix(&mut instance)?;
        }
        let day = compile(instance).with_context(|| format!("{}", self.instance.display()))?;
        for flaw in &day.flaws {
            eprintln!("{}", flaw.sentence);
        }
        listen_to_ctrl_c()?;
        let started = Instant::now();
        let told = Mutex::new(started);
        let go_on = |progress| {
            tell(&told, progress);
            !INTERRUPTED.load(Ordering::Relaxed)
        };
        let settings = Settings { iterations: self.iterations, seed: self.seed, threads: self.threads };
        let solved = match self.seconds {
            None => solve(&day, &settings, &go_on),
            Some(seconds) => {
                let settings = Settings { iterations: u64::MAX, ..settings };
                let share = |progress| {
                    let share = started.elapsed().as_secs_f64() / seconds.max(0.001);
                    (go_on(progress) && share < 1.0).then_some(share)
                };
                solve_paced(&day, &settings, &Cooling::default(), &share)
            }
        };
        let elapsed = started.elapsed().as_secs_f64();
        let mut solution = day.solution(&solved.plan);
        solution.seed = Some(self.seed);
        solution.iterations = Some(solved.iterations);
        solution.threads = Some(self.threads);
        report(&solution, &solved, elapsed);
        match &self.out {
            Some(out) => write(out, &write_json(&solution, is_packed(out))?)?,
            None => std::io::stdout().write_all(&write_json(&solution, false)?)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn fill_matrix(&self, instance: &mut Instance) -> anyhow::Result<()> {
        let times: Box<dyn TravelTimes> = if let Some(base) = &self.osrm {
            Box::new(Osrm::new(Http, base, "driving"))
        } else if let Some(path) = &self.table {
            let text = String::from_utf8(read(path)?).context("la table n’est pas en UTF-8")?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            Box::new(Imported::parse(&text, &name)?)
        } else {
            let relief = if self.mountain { Relief::Mountain } else { Relief::Plain };
            Box::new(RoadModel { relief })
        };
        let Some(path) = &self.cache else { return Ok(fill(instance, times.as_ref())?) };
        let known =
            if path.exists() { serde_json::from_slice(&read(path)?)? } else { TravelCache::default() };
        let cached = Cached::new(times.as_ref(), known);
        fill(instance, &cached)?;
        write(path, &write_json(&cached.into_cache(), false)?)
    }
}

/// Set by Ctrl-C: the search that runs keeps its best plan and ends.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Listens to Ctrl-C, once for the whole process, and forgets an earlier one.
fn listen_to_ctrl_c() -> anyhow::Result<()> {
    static IS_HEARD: OnceLock<bool> = OnceLock::new();
    let listen = || ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed)).is_ok();
    anyhow::ensure!(*IS_HEARD.get_or_init(listen), "Ctrl-C ne peut être écouté");
    INTERRUPTED.store(false, Ordering::Relaxed);
    Ok(())
}

/// A blocking HTTP client without TLS: an OSRM server lives on the user's own network.
struct Http;

impl Fetch for Http {
    fn get(&self, url: &str) -> Result<Vec<u8>, String> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        let mut answer = agent.get(url).call().map_err(|error| error.to_string())?;
        answer
            .body_mut()
            .with_config()
            .limit(64 * 1024 * 1024)
            .read_to_vec()
            .map_err(|error| error.to_string())
    }
}

fn run_check(instance: &Path, solution: &Path) -> anyhow::Result<ExitCode> {
    let instance = load(instance)?;
    let solution = read_solution(&read(solution)?).with_context(|| format!("{}", solution.display()))?;
    let report = check(&instance, &solution);
    let costs = &report.costs;
    println!("coût publié {:.3}", costs.published);
    println!(
        "trajets {:.3} ; retards {:.3} ; pire retard {:.3}",
        costs.travel, costs.tardiness, costs.worst_delay
    );
    println!("non servis {}", costs.unserved);
    for violation in &report.violations {
        println!("{violation}");
    }
    Ok(if report.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(told: &Mutex<Instant>, progress: Progress) {
    let Ok(mut last) = told.lock() else { return };
    if last.elapsed() > Duration::from_millis(500) {
        *last = Instant::now();
        let done = progress.done;
        eprintln!("{done} essais, meilleur coût {}", progress.best);
    }
}

fn report(solution: &Solution, solved: &crate::Solved, elapsed: f64) {
    let Some(costs) = &solution.costs else { return };
    eprintln!(
        "coût publié {:.3} ; non servis {} ; {} essais par fil, {} calculs d’horaires, {elapsed:.2} s",
        costs.published, costs.unserved, solved.iterations, solved.decodes
    );
    for refusal in &solution.unserved {
        eprintln!("{} : {}", refusal.patient, refusal.sentence);
    }
}

fn load(path: &Path) -> anyhow::Result<Instance> {
    read_instance(&read(path)?).with_context(|| format!("{}", path.display()))
}

/// The bytes of a file, no more than a document may have: the reader then refuses it.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path);
    file.and_then(|file| file.take(SIZE_LIMIT as u64 + 1).read_to_end(&mut bytes))
        .with_context(|| format!("{} ne se lit pas", path.display()))?;
    Ok(bytes)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("{} ne s’écrit pas", path.display()))
}

fn is_packed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "gz")
}
