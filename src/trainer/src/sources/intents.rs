//! Sets that are labelled for what their writers want.

use serde_json::Value;

use super::{string, strings};
use crate::row::{Row, fingerprint};

/// Signals that a one-line question to a bank or an assistant does not carry.
const ABSENT: [&str; 7] =
    ["downgrade", "competitor", "expansion", "feature_request", "praise", "compliance", "workaround"];

/// A row with exactly these intents, and nothing known of the intents in `open`.
fn intents(row: Row, yes: &[&str], open: &[&str]) -> Row {
    row.none_of("intents").unknown(open).yes(yes)
}

/// Questions to a bank, 77 intents.
pub(super) fn banking77(value: &Value) -> Option<Row> {
    let row = Row::new("banking77", string(value, "text")?, 0.3).no(&ABSENT);
    let is_asking = |row: Row| row.feels(&["neutral"]).no(&["bug_report", "anger", "delight"]);
    Some(match string(value, "intent")? {
        "passcode_forgotten" | "pin_blocked" => intents(row, &["login_access"], &["how_to", "problem"]),
        "unable_to_verify_identity" => intents(row, &["problem"], &["login_access", "how_to"]),
        "card_payment_fee_charged"
        | "extra_charge_on_statement"
        | "transaction_charged_twice"
        | "card_payment_not_recognised"
        | "direct_debit_payment_not_recognised"
        | "cash_withdrawal_charge"
        | "transfer_fee_charged"
        | "card_payment_wrong_exchange_rate"
        | "cash_withdrawal_not_recognised"
        | "wrong_exchange_rate_for_cash_withdrawal" => {
            intents(row, &["billing"], &["problem", "refund", "product_question"])
        }
        "exchange_charge" | "top_up_by_card_charge" | "top_up_by_bank_transfer_charge" => {
            is_asking(intents(row, &["product_question"], &["billing"]))
        }
        "request_refund" => intents(row, &["refund"], &["cancel", "how_to"]),
        "Refund_not_showing_up" => intents(row, &["refund", "order_status"], &["problem"]),
        "terminate_account" => intents(row, &["cancel"], &["how_to"]).yes(&["churn"]),
        "cancel_transfer" => intents(row, &["cancel"], &["how_to", "refund"]),
        "card_not_working"
        | "contactless_not_working"
        | "declined_card_payment"
        | "declined_cash_withdrawal"
        | "declined_transfer"
        | "failed_transfer"
        | "top_up_failed"
        | "card_swallowed"
        | "virtual_card_not_working"
        | "reverted_card_payment?"
        | "top_up_reverted"
        | "wrong_amount_of_cash_received"
        | "compromised_card"
        | "lost_or_stolen_card"
        | "lost_or_stolen_phone"
        | "beneficiary_not_allowed" => intents(row, &["problem"], &["how_to", "refund"]),
        "card_arrival"
        | "pending_card_payment"
        | "pending_cash_withdrawal"
        | "pending_top_up"
        | "pending_transfer"
        | "transfer_not_received_by_recipient"
        | "balance_not_updated_after_bank_transfer"
        | "balance_not_updated_after_cheque_or_cash_deposit" => intents(row, &["order_status"], &["problem"]),
        "card_delivery_estimate" | "transfer_timing" => {
            is_asking(intents(row, &["product_question"], &["order_status"]))
        }
        "activate_my_card"
        | "card_linking"
        | "topping_up_by_card"
        | "exchange_via_app"
        | "top_up_by_cash_or_cheque"
        | "receiving_money"
        | "verify_my_identity"
        | "transfer_into_account"
        | "verify_top_up" => is_asking(intents(row, &["how_to"], &["product_question"])),
        "edit_personal_details" | "change_pin" => {
            intents(row, &["change_request"], &["how_to", "login_access"])
        }
        "age_limit"
        | "apple_pay_or_google_pay"
        | "atm_support"
        | "card_acceptance"
        | "country_support"
        | "exchange_rate"
        | "fiat_currency_support"
        | "supported_cards_and_currencies"
        | "top_up_limits"
        | "visa_or_mastercard"
        | "disposable_card_limits"
        | "why_verify_identity"
        | "automatic_top_up" => is_asking(intents(row, &["product_question"], &["how_to"])),
        // Asking for a card: how to get one, or to be sent one.
        _ => row.no(&["login_access", "refund", "cancel", "human_agent", "feedback", "other"]),
    })
}

/// Commands and questions to an assistant, 150 intents and some beyond them. Little of it is support.
pub(super) fn clinc150(value: &Value) -> Option<Row> {
    let row = Row::new("clinc150", string(value, "text")?, 0.06).none_of("signals").none_of("emotions");
    let row = row.none_of("urgency").unknown(&["bug_report"]);
    let plain = |row: Row| row.feels(&["neutral"]).no(&["bug_report"]);
    Some(match string(value, "intent")? {
        "order_status" | "application_status" | "pto_request_status" | "flight_status" => {
            plain(intents(row, &["order_status"], &["other"]))
        }
        "account_blocked" => {
            intents(row, &["login_access"], &["problem"]).unknown(&["frustration", "confusion"])
        }
        "report_fraud" | "report_lost_card" | "card_declined" | "damaged_card" | "lost_luggage" => {
            intents(row, &["problem"], &["billing"]).unknown(&["frustration", "confusion", "anxiety"])
        }
        "cancel_reservation" => plain(intents(row, &["cancel"], &[])),
        "bill_balance" | "bill_due" | "pay_bill" | "min_payment" => {
            plain(intents(row, &["billing"], &["how_to", "other"]))
        }
        "pin_change" | "insurance_change" | "credit_limit_change" => {
            plain(intents(row, &["change_request"], &["how_to"])).unknown(&["expansion"])
        }
        "international_fees"
        | "interest_rate"
        | "replacement_card_duration"
        | "carry_on"
        | "accept_reservations" => plain(intents(row, &["product_question"], &["other", "order_status"])),
        "redeem_rewards"
        | "rollover_401k"
        | "order_checks"
        | "new_card"
        | "direct_deposit"
        | "sync_device"
        | "reset_settings"
        | "improve_credit_score" => {
            plain(row.no(&["login_access", "refund", "cancel", "human_agent", "feedback"]))
        }
        "are_you_a_bot" => plain(intents(row, &["other"], &["human_agent"]).unknown(&["escalation"])),
        "cancel" => plain(row),
        "thank_you" => intents(row, &["other"], &["feedback"]).unknown(&["praise", "delight"]),
        _ => plain(intents(row, &["other"], &[])),
    })
}

/// Commands to a home robot, 64 intents: none of it is support.
pub(super) fn hwu64(value: &Value) -> Option<Row> {
    let row = Row::new("hwu64", string(value, "text")?, 0.05).none_of("signals").none_of("urgency");
    Some(match string(value, "intent")? {
        "general_praise" => row.feels(&["positive", "very_positive"]).unknown(&["praise"]),
        // "that was wrong, stop": feelings towards a robot.
        "general_negate" | "general_commandstop" | "general_quirky" | "music_likeness" => {
            intents(row, &["other"], &["problem", "feedback"]).unknown(&[
                "praise",
                "bug_report",
                "repeat_contact",
            ])
        }
        "social_post" => {
            row.no(&["login_access", "refund"]).unknown(&["churn", "compliance", "bug_report", "praise"])
        }
        _ => intents(row, &["other"], &[]).feels(&["neutral"]).none_of("emotions"),
    })
}

/// Turns to a bank's and a hotel's bot, several labels at once and labelled completely.
pub(super) fn nlupp(value: &Value) -> Option<Row> {
    const TALK: [&str; 8] =
        ["affirm", "deny", "dont_know", "acknowledge", "greet", "end_call", "thank", "repeat"];
    let labels = strings(value, "intents");
    let has = |label: &str| labels.contains(&label);
    let mut row = Row::new("nlupp", string(value, "text")?, 0.8).no(&ABSENT).no(&[
        "login_access",
        "feedback",
        "repeat_contact",
    ]);
    if !labels.is_empty() && labels.iter().all(|label| TALK.contains(label)) {
        return Some(intents(row, &["other"], &[]).none_of("signals").feels(&["neutral"]));
    }
    let mut state = |holds: bool, labels: &[&str]| {
        row = if holds { row.clone().yes(labels) } else { row.clone().no(labels) };
    };
    state(has("handoff"), &["human_agent", "escalation"]);
    state(has("refund"), &["refund"]);
    state(has("change"), &["change_request"]);
    state(has("wrong_notworking_notshowing") || has("lost_stolen"), &["problem"]);
    state(has("how"), &["how_to"]);
    state(false, &["churn", "other"]);
    state(has("cancel_close_leave_freeze"), &["cancel"]);
    if has("cancel_close_leave_freeze") {
        // Freezing a card and closing an account share one label.
        row = if has("card") { row.unknown(&["cancel"]) } else { row };
        row = if has("account") { row.unknown(&["churn"]) } else { row };
    }
    if has("how_much") || has("limits") || has("request_info") || has("fees_interests") {
        row = row.unknown(&["how_to"]);
    }
    if labels.is_empty() {
        row = row.unknown(&["other"]);
    }
    Some(row)
}

/// Turns of customers in chats with people.
pub(super) fn multidogo(value: &Value) -> Option<Row> {
    let labels = strings(value, "intents");
    let text = string(value, "text")?;
    let [label] = labels[..] else { return None };
    let row = Row::new("multidogo", text, 0.15).no(&ABSENT).no(&["repeat_contact", "distrust"]);
    let talk = |row: Row| intents(row, &["other"], &[]).none_of("signals").none_of("urgency");
    Some(match label {
        // Names, numbers and codes by the thousand; a fifth of them is plenty.
        "contentonly" if !(fingerprint(text) / 8).is_multiple_of(5) => return None,
        "contentonly" | "confirmation" | "rejection" => talk(row).none_of("emotions").feels(&["neutral"]),
        "openinggreeting" => {
            talk(row).unknown(&["how_to", "problem"]).none_of("emotions").feels(&["neutral"])
        }
        "closinggreeting" | "thankyou" => talk(row)
            .unknown(&["feedback", "praise"])
            .feels(&["neutral", "positive"])
            .no(&["anger", "frustration"]),
        "reportbrokensoftware" => intents(row, &["problem"], &["how_to"]).yes(&["bug_report"]),
        "reportbrokenphone" | "reportlostcard" => {
            intents(row, &["problem"], &["order_status", "change_request"])
        }
        "checkclaimstatus" | "checkserverstatus" => intents(row, &["order_status"], &["problem"]),
        "updateaddress" | "changeorder" | "replacecard" => {
            intents(row, &["change_request"], &["how_to", "problem"])
        }
        "disputecharge" => intents(row, &["billing"], &["refund", "problem"]),
        "closeaccount" => intents(row, &["cancel"], &["how_to"]).yes(&["churn"]),
        "stoporder" => intents(row, &["cancel"], &["change_request"]),
        "checkbalance"
        | "getproofofinsurance"
        | "transfermoney"
        | "orderchecks"
        | "startorder"
        | "expensereport" => {
            row.no(&["login_access", "refund", "cancel", "human_agent", "feedback", "churn", "escalation"])
        }
        _ => return None,
    })
}

/// Templated requests. Many begin "how do I", so they say nothing of `how_to`.
pub(super) fn bitext(value: &Value) -> Option<Row> {
    let text = string(value, "text")?;
    // A third is plenty: they are the same few sentences with other words.
    if !(fingerprint(text) / 8).is_multiple_of(3) {
        return None;
    }
    let row = Row::new("bitext_support", text, 0.15).no(&ABSENT).no(&[
        "already_tried",
        "effort",
        "repeat_contact",
        "distrust",
    ]);
    const OPEN: &str = "how_to";
    Some(match string(value, "intent")? {
        "payment_issue" => intents(row, &["billing", "problem"], &[OPEN, "human_agent"]),
        "contact_human_agent" => intents(row, &["human_agent"], &[OPEN]).yes(&["escalation"]),
        "get_invoice" | "check_invoices" => intents(row, &["billing"], &[OPEN, "human_agent"]),
        "track_order" => intents(row, &["order_status"], &[OPEN, "human_agent"]),
        "get_refund" => intents(row, &["refund"], &[OPEN, "human_agent"]),
        "track_refund" => intents(row, &["refund", "order_status"], &[OPEN, "human_agent"]),
        "recover_password" => intents(row, &["login_access"], &[OPEN, "human_agent"]),
        "change_order" | "change_shipping_address" | "edit_account" => {
            intents(row, &["change_request"], &[OPEN, "human_agent"])
        }
        "delete_account" => intents(row, &["cancel"], &[OPEN, "human_agent"]).unknown(&["churn"]),
        "cancel_order" => intents(row, &["cancel"], &[OPEN, "human_agent"]).no(&["churn"]),
        "complaint" | "review" => intents(row, &["feedback"], &[OPEN, "human_agent"]),
        "delivery_options"
        | "delivery_period"
        | "check_payment_methods"
        | "check_cancellation_fee"
        | "check_refund_policy" => {
            intents(row, &["product_question"], &[OPEN, "human_agent", "refund", "cancel"])
        }
        "registration_problems" => intents(row, &["problem"], &[OPEN, "human_agent", "login_access"]),
        _ => return None,
    })
}
