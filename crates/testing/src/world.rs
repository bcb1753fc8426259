//! A territory of this test alone, and the people in it, made by the use cases of the product.

use access::Role;
use agenda::{Audience, Modality, OpenHours};
use anyhow::{Result, anyhow};
use db::{Actor, Tx};
use directory::ImportProfessional;
use identity::{AccountKind, StartSession};
use jiff::civil::{Date, Time, date, time};
use kernel::{AccountId, IdentityStatus, PatientId, PersonNames, ProfessionalId, SiteId, TerritoryId};
use patients::{Identity, RegisterPatient, Sex};
use territory::{AddMember, AddSite, AddStructure, FoundTerritory};
use web::Method;

use crate::app::{Browser, TestApp};

/// A territory with one structure and one site.
pub struct World<'a> {
    pub app: &'a TestApp,
    pub territory: TerritoryId,
    pub site: SiteId,
}

/// Somebody who works in a world, with their browser.
pub struct Member {
    pub account: AccountId,
    pub professional: Option<ProfessionalId>,
    pub browser: Browser,
}

impl<'a> World<'a> {
    /// Founds a territory that no other test sees.
    pub async fn found(app: &'a TestApp) -> Result<Self> {
        let territory = TerritoryId::at(app.clock.now());
        let mut tx = app.db().begin(territory, Actor::System).await?;
        let slug = format!("essai-{}", &territory.to_string()[24..]);
        let (name, zone) = ("Territoire d’essai".to_owned(), "Europe/Paris".to_owned());
        territory::found_territory(
            &mut tx,
            &FoundTerritory { slug, name, zone, phone: "+33261911800".into() },
        )
        .await?;
        let structure = AddStructure {
            kind: "msp".into(),
            name: "Maison de santé de Nérondes".into(),
            finess: None,
            phone: "+33261911800".into(),
        };
        let structure = territory::add_structure(&mut tx, &structure).await?;
        let site = AddSite {
            structure,
            name: "Nérondes".into(),
            address: "4 place de l’Église, 18350 Nérondes".into(),
            commune_cog: "18160".into(),
            phone: "+33261911800".into(),
        };
        let site = territory::add_site(&mut tx, &site).await?;
        tx.commit().await?;
        Ok(Self { app, territory, site })
    }

    /// A transaction of the server itself in this territory.
    pub async fn system(&self) -> Result<Tx> {
        Ok(self.app.db().begin(self.territory, Actor::System).await?)
    }

    /// A transaction of a member in this territory.
    pub async fn tx(&self, member: &Member) -> Result<Tx> {
        Ok(self.app.db().begin(self.territory, Actor::Account(member.account)).await?)
    }

    /// A GP who receives on site and by telephone, every weekday from 9:00 to 12:00 and 14:00 to 18:00, by 20 minutes.
    pub async fn doctor(&self, first_name: &str, last_name: &str) -> Result<Member> {
        self.doctor_for(first_name, last_name, Audience::Territory).await
    }

    /// The same, whose hours are open to some only.
    pub async fn doctor_for(&self, first_name: &str, last_name: &str, audience: Audience) -> Result<Member> {
        let name = format!("Dr {first_name} {last_name}");
        let account = self.account(&name).await?;
        let mut tx = self.system().await?;
        let professional = ImportProfessional {
            rpps: None,
            account: Some(account),
            title: "Dr".into(),
            first_name: first_name.into(),
            last_name: last_name.into(),
            profession: "medecin".into(),
            speciality: "médecine générale".into(),
            secure_addresses: Vec::new(),
        };
        let professional = directory::import_professional(&mut tx, &professional).await?;
        tx.commit().await?;
        self.receives(professional, audience).await?;
        let member = self.join(account, Role::Doctor, "Nérondes · médecin").await?;
        Ok(Member { professional: Some(professional), ..member })
    }

    /// Opens the usual hours of a professional here.
    pub async fn receives(&self, professional: ProfessionalId, audience: Audience) -> Result<()> {
        let mut tx = self.system().await?;
        for weekday in 1..=5 {
            for (starts, ends) in
                [(time(9, 0, 0, 0), time(12, 0, 0, 0)), (time(14, 0, 0, 0), time(18, 0, 0, 0))]
            {
                agenda::open_hours(&mut tx, &self.hours(professional, audience, weekday, starts, ends))
                    .await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    fn hours(
        &self,
        professional: ProfessionalId,
        audience: Audience,
        weekday: i8,
        starts: Time,
        ends: Time,
    ) -> OpenHours {
        OpenHours {
            professional,
            site: self.site,
            weekday,
            starts,
            ends,
            slot_minutes: 20,
            modalities: vec![Modality::OnSite, Modality::Telephone],
            audience,
            valid_from: date(2026, 1, 1),
            valid_until: None,
        }
    }

    pub async fn secretary(&self, name: &str) -> Result<Member> {
        self.member(name, Role::Secretary, "Nérondes · secrétaire").await
    }

    pub async fn coordinator(&self, name: &str) -> Result<Member> {
        self.member(name, Role::Coordinator, "coordinatrice").await
    }

    /// Somebody with a role and no row in the directory.
    pub async fn member(&self, name: &str, role: Role, title: &str) -> Result<Member> {
        let account = self.account(name).await?;
        self.join(account, role, title).await
    }

    /// Makes an account a member of this territory, signed in here.
    pub async fn join(&self, account: AccountId, role: Role, title: &str) -> Result<Member> {
        let mut tx = self.system().await?;
        let since = tx.now() - jiff::SignedDuration::from_hours(24);
        let command =
            AddMember { account, role, title: title.into(), site: Some(self.site), since, until: None };
        territory::add_member(&mut tx, &command).await?;
        tx.commit().await?;
        let start = StartSession { account, method: Method::Passkey, territory: Some(self.territory) };
        let token =
            identity::start_session(self.app.db(), start).await.map_err(|problem| anyhow!("{problem:?}"))?;
        Ok(Member { account, professional: None, browser: self.app.with_token(token.reveal()) })
    }

    /// Somebody who receives care: « Simone », « Martin », born on a day; an identity that nobody verified.
    pub async fn patient(&self, first_name: &str, last_name: &str, born_on: Date) -> Result<PatientId> {
        self.register(identity(first_name, last_name, born_on)?, None).await
    }

    /// Somebody with this identity and own GP.
    pub async fn register(&self, identity: Identity, own_gp: Option<ProfessionalId>) -> Result<PatientId> {
        let mut tx = self.system().await?;
        let command = RegisterPatient { identity, status: IdentityStatus::Prov, own_gp, to_know: None };
        let id = patients::register(&mut tx, &command).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn account(&self, name: &str) -> Result<AccountId> {
        let mut tx = self.system().await?;
        let account = identity::register_account(&mut tx, AccountKind::Professional(name)).await?;
        tx.commit().await?;
        Ok(account)
    }
}

/// Traits of a woman of this name, without any means of contact.
pub fn identity(first_name: &str, last_name: &str, born_on: Date) -> Result<Identity> {
    Ok(Identity {
        names: PersonNames {
            birth_name: last_name.parse()?,
            first_given: first_name.parse()?,
            given_list: None,
            used_name: None,
            used_given: Some(first_name.parse()?),
        },
        sex: Sex::Female,
        born_on,
        birth_place: None,
        ins: None,
        phones: Vec::new(),
        mail: None,
        address: None,
        commune: None,
        town: None,
    })
}
