//! The ground under a server: its master key and its database, private or given.

use std::path::Path;

use anyhow::{Context as _, Result};
use audit::Signer;
use db::{Address, Cluster, DATABASE, MasterKey, Purpose, Role};
use jiff::Timestamp;

use crate::settings::Settings;

/// A database that answers, and the key that opens what is in it.
pub(crate) struct Ground {
    pub master: MasterKey,
    source: Source,
}

enum Source {
    Private(Cluster),
    Given(Box<Given>),
}

/// The addresses of a database that somebody else runs.
struct Given {
    app: Address,
    owner: Address,
    sequencer: Address,
}

impl Ground {
    /// The private cluster of a demonstration: data and key in two folders beneath `folder`.
    pub(crate) fn of_demo(folder: &Path) -> Result<Self> {
        let master = MasterKey::read_or_make(&folder.join("key"))?;
        let cluster = Cluster::start(&folder.join("data"), &master, Purpose::Records)?;
        Ok(Self { master, source: Source::Private(cluster) })
    }

    /// What the settings say.
    pub(crate) fn of_settings(settings: &Settings) -> Result<Self> {
        let master = MasterKey::read(&settings.master_key())?;
        let source = match (&settings.database_url, &settings.owner_url, &settings.sequencer_url) {
            (Some(app), Some(owner), Some(sequencer)) => Source::Given(Box::new(Given {
                app: Address::parse(app)?,
                owner: Address::parse(owner)?,
                sequencer: Address::parse(sequencer)?,
            })),
            _ => Source::Private(Cluster::start(&settings.data, &master, Purpose::Records)?),
        };
        Ok(Self { master, source })
    }

    /// How a role reaches the database.
    pub(crate) fn address(&self, role: Role) -> Address {
        match &self.source {
            Source::Private(cluster) => cluster.address(&self.master, role, DATABASE),
            Source::Given(given) => match role {
                Role::App | Role::Indicators => given.app.clone(),
                Role::Owner | Role::Superuser => given.owner.clone(),
                Role::Sequencer => given.sequencer.clone(),
            },
        }
    }

    /// Makes what is missing: roles and database of a private cluster, migrations, partitions of the months ahead.
    pub(crate) async fn prepare(&self) -> Result<()> {
        if let Source::Private(_) = self.source {
            db::provision(&self.address(Role::Superuser), &self.master, DATABASE).await?;
        }
        db::migrate(&self.address(Role::Owner), &self.master).await?;
        Ok(())
    }

    /// Makes the partitions of the log from the month of `since` to the months ahead of `now`: at start and each day.
    pub(crate) async fn make_room(&self, since: Timestamp, now: Timestamp) -> Result<()> {
        let mut connection = self.address(Role::Sequencer).connect().await.context("reach the database")?;
        audit::ensure_partitions(&mut connection, since, now)
            .await
            .context("make the partitions of the log")?;
        Ok(())
    }

    /// The key that signs heads of the log, derived from the master key.
    pub(crate) fn signer(&self) -> Result<Signer> {
        Signer::from_seed("maillage/journal", &self.master.derive("journal"))
            .context("make the key of the log")
    }
}
