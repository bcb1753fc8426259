//! Prints the address of a migrated scratch database, as the server's role, for editors and `cargo check`:
//! `export DATABASE_URL=$(cargo run -q -p db --bin database-url)`. `cargo xtask sql` writes the metadata to commit.

use std::path::PathBuf;

use db::{Cluster, MIGRATIONS, MasterKey, Purpose, Role};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let master = MasterKey::from_bytes([9; 32]);
    let checkout = env!("CARGO_MANIFEST_DIR").replace('/', "-");
    let folder = PathBuf::from(format!("/dev/shm/maillage-queries{checkout}"));
    let socket = Cluster::socket_folder(&folder);
    let mark = MIGRATIONS.iter().fold(0_u64, |mark, migration| {
        migration
            .checksum
            .iter()
            .fold(mark, |mark, byte| mark.wrapping_mul(31).wrapping_add(u64::from(*byte)))
    });
    let name = format!("queries_{mark:x}");
    let address = |role, database: &str| Cluster::address_in(&socket, &master, role, database);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if runtime.block_on(address(Role::Superuser, "postgres").connect()).is_err() {
        let _ = std::fs::remove_dir_all(&folder);
        drop(Cluster::start(&folder, &master, Purpose::Tests)?);
    }
    runtime.block_on(async {
        db::provision(&address(Role::Superuser, "postgres"), &master, &name).await?;
        db::migrate(&address(Role::Owner, &name), &master).await
    })?;
    println!("{}", address(Role::App, &name).url());
    Ok(())
}
