//! A slice or a text together with what it lies in.

use std::fmt::{Debug, Formatter, Result};
use std::ops::Deref;
use std::sync::Arc;
use yoke::Yoke;
use yoke::erased::ErasedArcCart;
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// What can be kept in a file as it is in memory: any bytes are a value of it, and it has no gaps and no references.
pub trait Plain: FromBytes + IntoBytes + Immutable + Send + Sync + 'static {}

impl<T: FromBytes + IntoBytes + Immutable + Send + Sync + 'static> Plain for T {}

/// A value that is borrowed from memory which it keeps alive: that of a vector, or that of a mapped file. Reading it costs what reading a
/// box costs: the reference is kept beside its owner.
pub struct Shared<T: ?Sized + 'static> {
    value: Yoke<&'static T, Option<ErasedArcCart>>,
    is_mapped: bool,
}

/// An array.
pub type Section<T> = Shared<[T]>;
/// A text.
pub type Text = Shared<str>;

impl<T: ?Sized> Shared<T> {
    /// What an owner has.
    fn of<O: Send + Sync + 'static>(owner: Arc<O>, borrow: impl for<'a> FnOnce(&'a O) -> &'a T) -> Self {
        let value = Yoke::<&'static T, Arc<O>>::attach_to_cart(owner, borrow);
        Self { value: value.erase_arc_cart().wrap_cart_in_option(), is_mapped: false }
    }

    /// What a part of a mapped file has, if it has that.
    pub(crate) fn mapped<O: Send + Sync + 'static, E>(
        owner: O,
        borrow: impl for<'a> FnOnce(&'a O) -> std::result::Result<&'a T, E>,
    ) -> std::result::Result<Self, E> {
        let value = Yoke::<&'static T, Arc<O>>::try_attach_to_cart(Arc::new(owner), borrow)?;
        Ok(Self { value: value.erase_arc_cart().wrap_cart_in_option(), is_mapped: true })
    }

    /// Bytes on the heap: none for what is mapped, as those are the operating system's to keep and to drop.
    pub fn heap_bytes(&self) -> usize {
        if self.is_mapped { 0 } else { size_of_val(&**self) }
    }
}

/// The same memory, which both keep alive.
impl<T: ?Sized> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), is_mapped: self.is_mapped }
    }
}

impl<T: ?Sized> Deref for Shared<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.value.get()
    }
}

impl<T> Default for Section<T> {
    fn default() -> Self {
        Self { value: Yoke::new_owned(&[]), is_mapped: false }
    }
}

impl Default for Text {
    fn default() -> Self {
        Self { value: Yoke::new_owned(""), is_mapped: false }
    }
}

impl<T: Send + Sync> From<Vec<T>> for Section<T> {
    fn from(values: Vec<T>) -> Self {
        Self::of(Arc::new(values.into_boxed_slice()), |values| values)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::of(Arc::new(text.into_boxed_str()), |text| text)
    }
}

impl<T: Send + Sync> FromIterator<T> for Section<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        values.into_iter().collect::<Vec<T>>().into()
    }
}

impl<T: ?Sized + Debug> Debug for Shared<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        (**self).fmt(f)
    }
}
