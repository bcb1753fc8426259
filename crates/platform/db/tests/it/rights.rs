//! The server's role has the least rights that do.

use anyhow::Result;
use db::{Role, overreach};
use testing::database::TestDatabase;

#[tokio::test]
async fn the_servers_role_owns_nothing_and_every_table_has_its_floor() -> Result<()> {
    let mut app = TestDatabase::shared().await?.behind(Role::App).await?;
    assert_eq!(overreach(&mut app).await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_role_that_owns_tables_is_noticed() -> Result<()> {
    let mut owner = TestDatabase::shared().await?.behind(Role::Owner).await?;
    assert!(overreach(&mut owner).await?.iter().any(|right| right.starts_with("it owns")));
    Ok(())
}
