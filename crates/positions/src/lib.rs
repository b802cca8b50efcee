//! The analyses of positions: who agrees with whom, whose side changes, who is silent, what only one bloc raises, and who
//! differs from the body that it is a member of.
//!
//! Each is a [`Compare`](plenary_query::analysis::Compare), in a file of its own: what is asked, what the answer has, what is
//! looked up, and the algorithm. [`Subset`] says which positions are looked at.

mod agreement;
mod dissent;
mod gaps;
mod history;
mod silence;
mod stances;
mod subset;

pub use agreement::{Agreement, AgreementOrder};
pub use dissent::Dissent;
pub use gaps::Gaps;
pub use history::History;
pub use silence::Silence;
pub use subset::{By, Subset};

use plenary_ontology::Analysis as Roles;
