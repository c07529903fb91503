//! Addresses of pages without their ids.

use scrub::route_template;

#[test]
fn ids_are_replaced_and_words_stay() {
    let mut wrong = Vec::new();
    for (raw, expected) in [
        ("/invoices/8412", "/invoices/{id}"),
        ("https://fernly.example/invoices/8412?tab=2#top", "/invoices/{id}"),
        ("https://ana:pw@fernly.example:8080/a/b", "/a/b"),
        ("//fernly.example/a", "/a"),
        ("https://fernly.example", "/"),
        ("", "/"),
        ("/", "/"),
        ("/automations/new", "/automations/new"),
        ("/v2/reports", "/v2/reports"),
        ("/v1.3/reports/", "/v1.3/reports"),
        ("/users/550e8400-e29b-41d4-a716-446655440000/edit", "/users/{id}/edit"),
        ("/c/d41d8cd98f00b204e9800998ecf8427e", "/c/{id}"),
        ("/o/INV-12", "/o/{id}"),
        ("/o/order-20391", "/o/{id}"),
        ("/step-2/oauth2/top-10", "/step-2/oauth2/top-10"),
        ("/reports/2024/q3", "/reports/{id}/q3"),
        ("/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit", "/d/{id}/edit"),
        ("/p/dQw4w9WgXcQ", "/p/{id}"),
        ("/u/ana@fernly.example/x", "/u/{id}/x"),
        ("/u/ana%40fernly.example", "/u/{id}"),
        ("/reset/AbCdefGh", "/reset/{id}"),
        ("/invite/new", "/invite/new"),
        (
            "/how-to-export-a-report-of-all-automations-to-a-spreadsheet",
            "/how-to-export-a-report-of-all-automations-to-a-spreadsheet",
        ),
        ("/a;jsessionid=1234/b", "/a/b"),
        ("/customers/12-34", "/customers/{id}"),
        ("/فواتير/٨٤١٢", "/فواتير/{id}"),
        ("invoices/8412", "/invoices/{id}"),
        ("mailto:ana@fernly.example", "mailto:"),
        ("file:///home/ana/x.html", "file:"),
        ("data:text/html,hi", "data:"),
        ("/accountNotificationPreferences", "/accountNotificationPreferences"),
    ] {
        let route = route_template(raw);
        if route.as_str() != expected {
            wrong.push(format!("{raw} gave {route}, wanted {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
