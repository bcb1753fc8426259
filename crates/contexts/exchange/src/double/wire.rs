//! Lines in, whole answers out: what the two protocols share.

use std::io;
use std::mem::take;

use tokio::io::{
    AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _,
    BufReader,
};
use tokio::time::timeout;

use super::SILENCE;

/// The longest line that is read (RFC 5321 asks for 512 bytes and more with extensions).
const LONGEST_LINE: u64 = 4_096;

/// A connection read by lines.
pub(super) struct Wire<S> {
    stream: BufReader<S>,
    /// What has come of a line whose end has not, kept when waiting for it is given up.
    partial: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream: BufReader::new(stream), partial: Vec::new() }
    }

    /// The next line with its end; `None` when the other side has left, or has sent a line without end.
    pub(super) async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut bounded = (&mut self.stream).take(LONGEST_LINE);
        timeout(SILENCE, bounded.read_until(b'\n', &mut self.partial)).await??;
        let line = take(&mut self.partial);
        Ok(line.ends_with(b"\n").then_some(line))
    }

    /// Sends one whole answer in one write: in pieces, each would wait for the other side.
    pub(super) async fn say(&mut self, answer: impl AsRef<[u8]>) -> io::Result<()> {
        let stream = self.stream.get_mut();
        stream.write_all(answer.as_ref()).await?;
        stream.flush().await
    }

    /// What has come and was not read as a line.
    pub(super) fn body(&mut self) -> &mut (impl AsyncBufRead + Unpin + use<S>) {
        &mut self.stream
    }

    /// The stream, for TLS. What came in clear behind the last line is dropped: it was not said in confidence.
    pub(super) fn into_stream(self) -> S {
        self.stream.into_inner()
    }
}
