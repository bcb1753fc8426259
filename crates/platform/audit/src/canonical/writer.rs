//! The serde side of the canonical form. Members of an object are held until its end, because only then can they
//! be sorted.

use serde::Serialize;
use serde::ser::{self, Serializer};

use super::{CanonicalError, LARGEST_INTEGER};

type Done = Result<(), CanonicalError>;

/// Writes one value at the end of a buffer.
pub(super) struct Writer<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out }
    }

    fn integer(self, value: i128) -> Done {
        if value.unsigned_abs() > u128::from(LARGEST_INTEGER.unsigned_abs()) {
            return Err(CanonicalError::Integer(value));
        }
        self.out.extend_from_slice(value.to_string().as_bytes());
        Ok(())
    }

    /// Opens `{"variant":` and says what closes it.
    fn variant(self, name: &str) -> Result<Self, CanonicalError> {
        self.out.push(b'{');
        string(self.out, name)?;
        self.out.push(b':');
        Ok(self)
    }
}

/// `serde_json` escapes exactly what RFC 8785 section 3.2.2.2 escapes, in the same way.
fn string(out: &mut Vec<u8>, text: &str) -> Done {
    serde_json::to_writer(out, text).map_err(|error| CanonicalError::Custom(error.to_string()))
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = CanonicalError;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = List<'a>;
    type SerializeMap = Object<'a>;
    type SerializeStruct = Object<'a>;
    type SerializeStructVariant = Object<'a>;

    fn serialize_bool(self, value: bool) -> Done {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }
    fn serialize_i8(self, value: i8) -> Done {
        self.integer(value.into())
    }
    fn serialize_i16(self, value: i16) -> Done {
        self.integer(value.into())
    }
    fn serialize_i32(self, value: i32) -> Done {
        self.integer(value.into())
    }
    fn serialize_i64(self, value: i64) -> Done {
        self.integer(value.into())
    }
    fn serialize_i128(self, value: i128) -> Done {
        self.integer(value)
    }
    fn serialize_u8(self, value: u8) -> Done {
        self.integer(value.into())
    }
    fn serialize_u16(self, value: u16) -> Done {
        self.integer(value.into())
    }
    fn serialize_u32(self, value: u32) -> Done {
        self.integer(value.into())
    }
    fn serialize_u64(self, value: u64) -> Done {
        self.integer(value.into())
    }
    fn serialize_u128(self, value: u128) -> Done {
        self.integer(i128::try_from(value).unwrap_or(i128::MAX))
    }
    fn serialize_f32(self, _: f32) -> Done {
        Err(CanonicalError::Float)
    }
    fn serialize_f64(self, _: f64) -> Done {
        Err(CanonicalError::Float)
    }
    fn serialize_char(self, value: char) -> Done {
        string(self.out, value.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, value: &str) -> Done {
        string(self.out, value)
    }
    fn serialize_bytes(self, _: &[u8]) -> Done {
        Err(CanonicalError::Bytes)
    }
    fn serialize_none(self) -> Done {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Done {
        self.out.extend_from_slice(b"null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Done {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        string(self.out, variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Done {
        let opened = self.variant(variant)?;
        value.serialize(Writer::new(opened.out))?;
        opened.out.push(b'}');
        Ok(())
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, CanonicalError> {
        Ok(List::open(self.out, b""))
    }
    fn serialize_tuple(self, _: usize) -> Result<List<'a>, CanonicalError> {
        Ok(List::open(self.out, b""))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<'a>, CanonicalError> {
        Ok(List::open(self.out, b""))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List<'a>, CanonicalError> {
        Ok(List::open(self.variant(variant)?.out, b"}"))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Object<'a>, CanonicalError> {
        Ok(Object::open(self.out, b""))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object<'a>, CanonicalError> {
        Ok(Object::open(self.out, b""))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Object<'a>, CanonicalError> {
        Ok(Object::open(self.variant(variant)?.out, b"}"))
    }
}

/// A JSON array being written; `closing` follows its bracket.
pub(super) struct List<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
    closing: &'static [u8],
}

impl<'a> List<'a> {
    fn open(out: &'a mut Vec<u8>, closing: &'static [u8]) -> Self {
        out.push(b'[');
        Self { out, empty: true, closing }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        value.serialize(Writer::new(self.out))
    }

    fn close(self) {
        self.out.push(b']');
        self.out.extend_from_slice(self.closing);
    }
}

/// A JSON object being collected; `closing` follows its brace.
pub(super) struct Object<'a> {
    out: &'a mut Vec<u8>,
    members: Vec<(String, Vec<u8>)>,
    name: Option<String>,
    closing: &'static [u8],
}

impl<'a> Object<'a> {
    fn open(out: &'a mut Vec<u8>, closing: &'static [u8]) -> Self {
        Self { out, members: Vec::new(), name: None, closing }
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: String, value: &T) -> Done {
        let bytes = super::canonical(value)?;
        self.members.push((name, bytes));
        Ok(())
    }

    fn close(mut self) -> Done {
        self.members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        if let Some(pair) = self.members.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(CanonicalError::Twice(pair[0].0.clone()));
        }
        for (rank, (name, value)) in self.members.iter().enumerate() {
            self.out.push(if rank == 0 { b'{' } else { b',' });
            string(self.out, name)?;
            self.out.push(b':');
            self.out.extend_from_slice(value);
        }
        self.out.extend_from_slice(if self.members.is_empty() { b"{}" } else { b"}" });
        self.out.extend_from_slice(self.closing);
        Ok(())
    }
}

impl ser::SerializeSeq for List<'_> {
    type Ok = ();
    type Error = CanonicalError;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.element(value)
    }
    fn end(self) -> Done {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTuple for List<'_> {
    type Ok = ();
    type Error = CanonicalError;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.element(value)
    }
    fn end(self) -> Done {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTupleStruct for List<'_> {
    type Ok = ();
    type Error = CanonicalError;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.element(value)
    }
    fn end(self) -> Done {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTupleVariant for List<'_> {
    type Ok = ();
    type Error = CanonicalError;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.element(value)
    }
    fn end(self) -> Done {
        self.close();
        Ok(())
    }
}

impl ser::SerializeMap for Object<'_> {
    type Ok = ();
    type Error = CanonicalError;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        let bytes = super::canonical(key)?;
        self.name = Some(serde_json::from_slice(&bytes).map_err(|_| CanonicalError::Name)?);
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        let name = self.name.take().ok_or(CanonicalError::Name)?;
        self.member(name, value)
    }
    fn end(self) -> Done {
        self.close()
    }
}

impl ser::SerializeStruct for Object<'_> {
    type Ok = ();
    type Error = CanonicalError;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        self.member(name.to_owned(), value)
    }
    fn end(self) -> Done {
        self.close()
    }
}

impl ser::SerializeStructVariant for Object<'_> {
    type Ok = ();
    type Error = CanonicalError;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        self.member(name.to_owned(), value)
    }
    fn end(self) -> Done {
        self.close()
    }
}

impl ser::Error for CanonicalError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Custom(message.to_string())
    }
}
