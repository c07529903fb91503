//! What is replaced, and what stays: one line per case, `before => after`; a line without an arrow stays.

use scrub::scrub;

fn check(cases: &str) {
    let mut wrong = Vec::new();
    for case in cases.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (raw, expected) = case.split_once(" => ").unwrap_or((case, case));
        let raw = raw.replace("{zw}", "\u{200b}").replace("{nbsp}", "\u{a0}");
        let scrubbed = scrub(&raw).0;
        if scrubbed.as_str() != expected {
            wrong.push(format!("{raw:?}\n  gave   {:?}\n  wanted {expected:?}", scrubbed.as_str()));
        }
        assert_eq!(scrub(scrubbed.as_str()).0, scrubbed, "scrubbing {raw:?} twice changes it");
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn emails() {
    check(
        r#"
        write to ana@fernly.example. => write to [email#1].
        ana.maria+tickets@mail.eu.fernly.co.uk, please => [email#1], please
        <ana@fernly.example> => <[email#1]>
        mailto:ana@fernly.example?subject=hi => mailto:[email#1]?subject=hi
        (Ana@Fernly.Example) or ana@fernly.example => ([email#1]) or [email#1]
        a@b.co and c@d.co and a@b.co => [email#1] and [email#2] and [email#1]
        jörg.müller@bücher.example! => [email#1]!
        用户@例子.广告 => [email#1]
        我的邮箱是ana@fernly.example谢谢 => 我的邮箱是[email#1]谢谢
        ana@xn--bcher-kva.example => [email#1]
        "ana maria"@fernly.example => [email#1]
        ana@[192.168.2.1] => [email#1]
        ana＠fernly．example => [email#1]
        a{zw}na@fern{zw}ly.example => [email#1]
        ana%40fernly.example => [email#1]
        o'brien_1@sub.fernly.example's => [email#1]'s
        4155551234@vtext.example => [email#1]
        follow @fernly on the web
        meet @ noon
        react@18.2.0 and lodash@4.17.21
        icon@2x.png
        a@b
        @@@@
        "#,
    );
}

#[test]
fn phones() {
    check(
        r#"
        call +49 170 1234567 please => call [phone#1] please
        +1 (555) 123-4567 => [phone#1]
        +1-555-123-4567. => [phone#1].
        (555) 123-4567 => [phone#1]
        (555)123-4567 => [phone#1]
        555-123-4567 => [phone#1]
        555.123.4567 => [phone#1]
        555 123 4567 => [phone#1]
        1-800-555-0199 => [phone#1]
        020 7946 0958 => [phone#1]
        +44 20 7946 0958 => [phone#1]
        +44 (0)20 7946 0958 => [phone#1]
        07700 900123 => [phone#1]
        07700900123 => [phone#1]
        06 12 34 56 78 => [phone#1]
        01.84.17.61.18 => [phone#1]
        030/1234567 => [phone#1]
        0049 170 1234567 => [phone#1]
        +447700900123 => [phone#1]
        +91 98765 43210 => [phone#1]
        98765 43210 => [phone#1]
        +33 6 12 34 56 78 => [phone#1]
        +７ ９１２ ３４５ ６７ ８９ => [phone#1]
        +1 555‑123‑4567 => [phone#1]
        +1 555 123 4567 => [phone#1]
        +1{zw}555{zw}123{zw}4567 => [phone#1]
        tel:555-123-4567 => tel:[phone#1]
        Phone: 467 3395 => Phone: [phone#1]
        call me at 5551234567 => call me at [phone#1]
        my number is 5551234567 => my number is [phone#1]
        my mobile 0170/1234567 or 0170 1234567 => my mobile [phone#1] or [phone#1]
        259.735.7502x459 => [phone#1]
        001-335-420-7509 ext. 38548 => [phone#1]
        apt 12 555-123-4567 => apt 12 [phone#1]
        电话13812345678
        order 5551234567
        order #555123456
        invoice 2024-001234
        INV-555-123-4567
        114-3941689-8772232
        12-34567-89012
        2024-11-21 10:30
        2024-11-21 10.30.15
        21.11.2024 and 11/21/2024 and 1-2-2024
        01.02.2024 10:30:00
        call me on 2024-11-21 at 10:30
        2019-2024
        $1 234 567 and 1 234 567.89 and 12 345 678
        1,234,567.89
        1.234.567,89 EUR
        699 956 915 EUR
        € 555 123 4567
        version 10.15.7 and 120.0.6099.109
        1732147200
        1732147200000
        550e8400-e29b-41d4-a716-446655440000
        12345678-1234-1234-1234-123456789012
        ISBN 978-3-16-148410-0
        1Z999AA10123456784
        3... 2... 1... liftoff!
        0.5551234567
        555 123 4567.89
        10 20 30 40 50
        call volume went from 1 200 000 to 1 300 000
        messages 1000000 sent
        "#,
    );
}

#[test]
fn cards() {
    check(
        "
        4111111111111111 => [card#1]
        my card is 4111 1111 1111 1111. => my card is [card#1].
        4111-1111-1111-1111 exp 12/27 => [card#1] exp 12/27
        4111.1111.1111.1111 => [card#1]
        4111  1111  1111  1111 => [card#1]
        3782 822463 10005 and 378282246310005 => [card#1] and [card#1]
        5555555555554444 => [card#1]
        2223003122003222 => [card#1]
        6011 1111 1111 1117 => [card#1]
        3530111333300000 => [card#1]
        30569309025904 => [card#1]
        4222222222222 => [card#1]
        6304000000000000 => [card#1]
        card 501864667909 => card [card#1]
        visa4111111111111111ok => visa[card#1]ok
        4{zw}111{zw}1111{zw}1111{zw}1111 => [card#1]
        ４１１１１１１１１１１１１１１１ => [card#1]
        4111{nbsp}1111{nbsp}1111{nbsp}1111 => [card#1]
        4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 => [card#1]
        id 12 4111 1111 1111 1111 => id 12 [card#1]
        4111 1111 1111 1111 1111 => [card#1] 1111
        4111111111111112
        1234567890123456
        0000000000000000
        9400 1118 9956 4555 1234 56
        0.4111111111111111
        ",
    );
}

#[test]
fn ibans_and_social_security_numbers() {
    check(
        "
        DE89370400440532013000 => [iban#1]
        iban DE89 3704 0044 0532 0130 00 please => iban [iban#1] please
        gb82 west 1234 5698 7654 32. => [iban#1].
        GB82WEST12345698765432 and gb82-west-1234-5698-7654-32 => [iban#1] and [iban#1]
        FR1420041010050500013M02606 => [iban#1]
        NO9386011117947 => [iban#1]
        DE89370400440532013001
        GB83WEST12345698765432
        DE8937040044053201300
        123-45-6789 => [ssn#1]
        my ssn is 123456789 => my ssn is [ssn#1]
        SSN: 123 45 6789, => SSN: [ssn#1],
        social security number 123.45.6789 => social security number [ssn#1]
        123–45–6789 => [ssn#1]
        000-45-6789
        666-45-6789
        123-00-6789
        123-45-0000
        123-45-67890
        999-99-9999 => [ssn#1]
        923-45-6789
        123456789
        A123-45-6789
        ",
    );
}

#[test]
fn addresses_of_machines() {
    check(
        "
        from 192.168.1.17. => from [ip#1].
        http://10.0.0.1:8080/x => http://[ip#1]:8080/x
        ip:8.8.8.8/24 => ip:[ip#1]/24
        2001:db8:85a3:0:0:8a2e:370:7334 => [ip#1]
        [fe80::1ff:fe23:4567:890a] => [[ip#1]]
        ::ffff:192.0.2.128 => [ip#1]
        2001:DB8::1 and 2001:db8::1 => [ip#1] and [ip#1]
        v1.2.3.4
        version 1.2.3.4
        updated from 3.2.1.0 to 3.2.2.0
        Chrome/1.2.3.4
        nginx/1.2.3.4 and 120.0.6099.109
        section 3.1.4.2
        build 7.0.1.2 beta
        1.2.3
        1.2.3.4.5
        1.2.3.4-beta
        256.1.1.1
        0.9.1.2
        12:30:45
        aa:bb:cc:dd:ee:ff
        std::vec and a::before and face::add
        ::
        10:30-11:45
        ",
    );
}
