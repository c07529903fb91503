//! Tokens, named secrets and addresses that carry them.

use scrub::scrub;

fn check(cases: &str) {
    let mut wrong = Vec::new();
    for case in cases.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (raw, expected) = case.split_once(" ~> ").unwrap_or((case, case));
        let scrubbed = scrub(raw).0;
        if scrubbed.as_str() != expected {
            wrong.push(format!("{raw:?}\n  gave   {:?}\n  wanted {expected:?}", scrubbed.as_str()));
        }
        assert_eq!(scrub(scrubbed.as_str()).0, scrubbed, "scrubbing {raw:?} twice changes it");
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

const JWT: &str =
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

#[test]
fn tokens() {
    check(&format!("got {JWT}. ~> got [jwt#1]."));
    check(&format!("x={JWT} ~> x=[jwt#1]"));
    check(&format!("{} ~> [jwt#1]", JWT.replace('.', "\u{200b}.")));
    // The keys are put together here, so that no scanner of repositories takes them for real ones.
    for (prefix, rest) in [
        ("sk_live_", "51Habcdefghijklmnop"),
        ("AKIA", "IOSFODNN7EXAMPLE"),
        ("ghp_", "abcdefghijklmnopqrstuvwxyz0123456789"),
        ("xoxb-", "123456789012-abcdefGHIJKL"),
        ("AIza", "SyA1234567890abcdefghijklmnopqrstuv"),
        ("github_pat_", "11ABCDEFG0123456789_abcdef"),
        ("SG.", "abcdefghijklmnopqrstuv.wxyz0123456789"),
    ] {
        check(&format!("my key {prefix}{rest}, thanks ~> my key [secret#1], thanks"));
    }
    check(
        "
        Authorization: Bearer abcdef0123456789abcdef ~> Authorization: Bearer [secret#1]
        curl -H 'Authorization: Basic dXNlcjpwYXNzd29yZDE=' ~> curl -H 'Authorization: Basic [secret#1]'
        it came with bearer 12345678ab ~> it came with bearer [secret#1]
        Zm9vYmFyQmF6UXV4MTIzNDU2Nzg5MEFCQ0RlRg ~> [secret#1]
        the bearer of bad news
        eyJ is how they begin
        sk- and AKIA and ghp_
        d41d8cd98f00b204e9800998ecf8427e
        da39a3ee5e6b4b0d3255bfef95601890afd80709
        MyVeryLongComponentNameWithManyParts2AndMore
        550e8400-e29b-41d4-a716-446655440000
        01ARZ3NDEKTSV4RRFFQ69G5FAV
        ",
    );
    let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----";
    assert_eq!(scrub(&format!("a {key} b")).0.as_str(), "a [secret#1] b");
    assert_eq!(scrub(&format!("a {} b", key.split("-----END").next().unwrap())).0.as_str(), "a [secret#1]");
    check("-----BEGIN PUBLIC KEY-----");
}

#[test]
fn named_secrets() {
    check(
        r#"
        password: hunter2 ~> password: [secret#1]
        my password is hunter2, help ~> my password is [secret#1], help
        Password = "correct horse battery" ok ~> Password = "[secret#1]" ok
        {"password":"hunter2","user":"ana"} ~> {"password":"[secret#1]","user":"ana"}
        my password is swordfish ~> my password is [secret#1]
        the password is now Tr0ub4dor&3 ~> the password is now [secret#1]
        pwd=abc ~> pwd=[secret#1]
        DB_PASSWORD=s3cr3t ~> DB_PASSWORD=[secret#1]
        api_key=abcd1234efgh ~> api_key=[secret#1]
        api key: abcd1234efgh ~> api key: [secret#1]
        token: 9f8e7d6c5b4a ~> token: [secret#1]
        client_secret => abcd1234efgh ~> client_secret => [secret#1]
        my code is 482913 ~> my code is [secret#1]
        the verification code is 4829 ~> the verification code is [secret#1]
        code: 482 913 ~> code: [secret#1]
        your code 482-913 does not work ~> your code [secret#1] does not work
        security code A1B2C3 ~> security code [secret#1]
        482913 is your Fernly verification code ~> [secret#1] is your Fernly verification code
        G-482913 is your code ~> G-[secret#1] is your code
        pin code: 4821 ~> pin code: [secret#1]
        enter 482913 as the code ~> enter [secret#1] as the code
        my pin is 1234 ~> my pin is [secret#1]
        OTP 123456 ~> OTP [secret#1]
        cvv 123 ~> cvv [secret#1]
        ４８２９１３ is my code ~> [secret#1] is my code
        password hunter2 does not work ~> password [secret#1] does not work
        my password is wrong
        the password is incorrect.
        password is not accepted
        my password was reset yesterday
        Password: must contain 8 characters
        Password: at least one digit
        Password is required.
        forgot password?
        the token is expired
        token: invalid
        error code 403 and error code: 50012
        error code 482913
        zip code 12345 and postal code 482913
        promo code 123456
        status code: 1006
        the key is to wait
        Press key: Enter
        secret: none
        code 404
        pin it to the top
        "#,
    );
}

#[test]
fn secrets_in_addresses() {
    check(
        "
        https://ana:s3cret@fernly.example/x ~> https://[url_secret#1]@fernly.example/x
        https://fernly.example/cb?code=abc123&state=ok&page=2 ~> https://fernly.example/cb?code=[url_secret#1]&state=[url_secret#2]&page=2
        /login?Token=abc&tab=2 ~> /login?Token=[url_secret#1]&tab=2
        https://fernly.example/#access_token=abc.def&type=bearer ~> https://fernly.example/#access_token=[url_secret#1]&type=bearer
        https://fernly.example/?email=ana%40fernly.example&x=1 ~> https://fernly.example/?email=[email#1]&x=1
        https://fernly.example/?session_id=1&SIG=zz, ok ~> https://fernly.example/?session_id=[url_secret#1]&SIG=[url_secret#2], ok
        https://s3.example/f?X-Amz-Signature=abcdef0123&X-Amz-Date=20241121 ~> https://s3.example/f?X-Amz-Signature=[url_secret#1]&X-Amz-Date=20241121
        https://fernly.example/reset/8f14e45fceea167a ~> https://fernly.example/reset/[url_secret#1]
        https://fernly.example/password-reset/AbCdEfGhIjKlMn?x=1 ~> https://fernly.example/password-reset/[url_secret#1]?x=1
        https://fernly.example/reset/password
        https://fernly.example/invite/new
        https://fernly.example/reports/2024/q3?sort=desc&page=12#top
        ssh://git@code.example/fernly
        https://fernly.example/?code=&key=
        what? key points & code style
        ",
    );
}

#[test]
fn placeholders_stay_and_numbering_goes_on() {
    check(
        "
        [email#1] is mine
        [email#3] and a@b.co ~> [email#3] and [email#4]
        [phone#2][email#7] a@b.co +49 170 1234567 ~> [phone#2][email#7] [email#8] [phone#3]
        password: [secret#1]
        [email#0] [email#01] [email#123456] [mail#1] [email#1
        4111 1111 [email#1] 1111 1111
        https://[url_secret#1]@fernly.example/?token=[url_secret#2]
        ",
    );
}
