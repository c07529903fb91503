//! The console's entry in the browser; everything is in the library, where tests reach it.

fn main() {
    console::start();
}
