//! `SERVICE`: full text in process, and other endpoints.

use super::budget::{Flow, Halt};
use super::node::{Search, Service};
use super::pool::NONE;
use super::run::{Out, Run};
use crate::Error;
use oxigraph::model::Variable;
use oxigraph::sparql::{DefaultServiceHandler, QuerySolutionIter, ServiceHandler};

impl<'d> Run<'d> {
    /// Gives the rows of full text.
    pub(super) fn search(&mut self, search: &'d Search, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let Some(snapshot) = self.snapshot else { return Ok(()) };
        let handler = self.endpoint.text_search(snapshot, &self.token);
        let found = handler.handle(&search.pattern, None).map_err(Error::Service);
        self.solutions(found, search.is_silent, &search.slots, row, out)
    }

    /// Gives the rows of another endpoint.
    pub(super) fn service(&mut self, service: &'d Service, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        self.budget.look()?;
        let limits = self.endpoint.limits();
        let handler = self.endpoint.remote(&self.token);
        let found = handler.handle(&service.name, &service.pattern, self.plan.base.as_ref());
        let found = found.map_err(|error| Error::of_evaluation(error, limits));
        self.solutions(found, service.is_silent, &service.slots, row, out)
    }

    fn solutions(
        &mut self,
        found: Result<QuerySolutionIter<'_>, Error>,
        is_silent: bool,
        slots: &'d [(Variable, usize)],
        row: &mut [u32],
        out: Out<'_, 'd>,
    ) -> Flow {
        let solutions = match found {
            Ok(solutions) => solutions,
            // A service that fails in silence has one row without values.
            Err(_) if is_silent => return out(self, row),
            Err(error) => return Err(error.into()),
        };
        let was: Vec<u32> = slots.iter().map(|(_, slot)| row[*slot]).collect();
        let mut flow = Ok(());
        for solution in solutions {
            let solution = match solution {
                Ok(solution) => solution,
                Err(_) if is_silent => break,
                Err(error) => return Err(Halt::from(Error::of_evaluation(error, self.endpoint.limits()))),
            };
            self.budget.step()?;
            let mut fits = true;
            for ((variable, slot), was) in slots.iter().zip(&was) {
                let number = match solution.get(variable) {
                    Some(term) => self.pool.number(term)?,
                    None => NONE,
                };
                fits &= *was == NONE || number == NONE || *was == number;
                row[*slot] = if *was == NONE { number } else { *was };
            }
            self.solution += 1;
            if fits {
                flow = out(self, row);
            }
            if flow.is_err() {
                break;
            }
        }
        for ((_, slot), was) in slots.iter().zip(was) {
            row[*slot] = was;
        }
        flow
    }
}
