//! Prints the address of the migrated test database, as the server's role: `cargo xtask sql` checks queries on it.

use testing::database::TestDatabase;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    println!("{}", TestDatabase::shared().await?.address(db::Role::App).url());
    Ok(())
}
