//! A line between the product and its operator that breaks at a chosen moment.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// When the line breaks.
pub(crate) enum Cut {
    /// After so many bytes toward the operator: in the middle of a large message.
    After(usize),
    /// Once so many bytes have gone, at the operator's next answer: it has the message, we never hear it.
    BeforeTheAnswerAfter(usize),
    /// Once so many bytes have gone, the operator's answers are lost while the line stays up.
    MuteAfter(usize),
    /// When the test says so.
    WhenTold(Arc<Notify>),
}

/// Opens a line to `port` that serves one connection for each cut; returns the port to use instead.
pub(crate) async fn line(port: u16, cuts: impl IntoIterator<Item = Cut>) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let through = listener.local_addr().unwrap().port();
    let cuts: Vec<Cut> = cuts.into_iter().collect();
    let served = tokio::spawn(async move {
        for cut in cuts {
            let (product, _) = listener.accept().await.unwrap();
            let operator = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            relay(product, operator, &cut).await;
        }
    });
    (through, served)
}

async fn relay(mut product: TcpStream, mut operator: TcpStream, cut: &Cut) {
    let (mut up, mut down) = (vec![0; 4096], vec![0; 4096]);
    let mut gone = 0;
    let told = async {
        match cut {
            Cut::WhenTold(told) => told.notified().await,
            _ => std::future::pending().await,
        }
    };
    tokio::pin!(told);
    loop {
        tokio::select! {
            () = &mut told => return,
            read = product.read(&mut up) => {
                let count = read.unwrap_or(0);
                gone += count;
                let broken = matches!(cut, Cut::After(most) if gone > *most);
                if count == 0 || broken || operator.write_all(&up[..count]).await.is_err() {
                    return;
                }
            }
            read = operator.read(&mut down) => {
                let count = read.unwrap_or(0);
                let broken = matches!(cut, Cut::BeforeTheAnswerAfter(least) if gone > *least);
                let muted = matches!(cut, Cut::MuteAfter(least) if gone > *least);
                if count == 0 || broken || (!muted && product.write_all(&down[..count]).await.is_err()) {
                    return;
                }
            }
        }
    }
}
