//! Pages over several contexts, tried over HTTP.

mod act_with;
mod desk;
mod desk_follow;
mod home;
mod my_day;
